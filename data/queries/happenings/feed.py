"""The feed: changes and what happened by itself, put together in the order in which it happened."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from data.queries.happenings.changes import Span, changes, new_changes
from data.queries.happenings.system import new_notes, notes, notices
from data.schema.people import User, UserCompany
from domain.access import Principal, Reach, Role
from domain.happening import Feed, Happening, SystemNote, Topic, Wish

MOST_NEW: Final = 99


def feed(session: Session, principal: Principal, wish: Wish, *, seen_at: datetime, now: datetime) -> Feed:
    """Return what happened in the pipeline of a person; new is what others did since `seen_at`."""
    span = _span(principal, wish, seen_at, now)
    found: list[Happening | SystemNote] = [*changes(session, principal, wish, span, seen_at)]
    if wish.topic in {Topic.ALL, Topic.NEW, Topic.SYSTEM}:
        found += notes(session, principal, wish, span, seen_at)
    if wish.topic in {Topic.ALL, Topic.NEW, Topic.RISK}:
        found += notices(session, principal, wish, span, seen_at)
    if wish.topic is Topic.NEW:
        found = [row for row in found if row.is_new]
    found.sort(key=lambda row: row.at, reverse=True)
    return Feed(
        rows=tuple(found[: wish.rows]),
        has_more=len(found) > wish.rows,
        new_count=new_count(session, principal, seen_at, now),
        seen_at=seen_at,
    )


def new_count(session: Session, principal: Principal, seen_at: datetime, now: datetime) -> int:
    """Return how much happened since an instant that the person did not do, up to MOST_NEW."""
    span = Span(max(seen_at, Span.before(now).since), now + timedelta(seconds=1))
    return min(new_changes(session, principal, span, MOST_NEW) + new_notes(session, principal, span), MOST_NEW)


def actors(session: Session, principal: Principal) -> tuple[tuple[int, str], ...]:
    """Return id and name of the people of the person's companies, by name: those who can have done something."""
    member = exists().where(UserCompany.user_id == User.id, UserCompany.company_id.in_(sorted(principal.company_ids)))
    everywhere = User.role == Role.ADMINISTRATOR.value
    near = User.id == principal.user_id if principal.sees is Reach.OWN else or_(member, everywhere)
    query = select(User.id, User.display_name).where(User.active, near).order_by(User.display_name, User.id)
    return tuple((row[0], row[1]) for row in session.execute(query))


def _span(principal: Principal, wish: Wish, seen_at: datetime, now: datetime) -> Span:
    """Return the year up to now, or up to the end of a day where the person is; of what is new, since the last visit."""
    until = now + timedelta(seconds=1)
    if wish.until is not None:
        midnight = datetime.combine(wish.until + timedelta(days=1), time(), ZoneInfo(principal.time_zone))
        until = min(until, midnight.astimezone(UTC))
    span = Span.before(until)
    return Span(max(seen_at, span.since), until) if wish.topic is Topic.NEW else span
