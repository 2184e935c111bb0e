"""Activities as the person sees them: of an opportunity, of a contact, of somebody's days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from data.schema.activity import Activity, ActivityType
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.scope import visible_activities, visible_contacts
from domain.access import Permission, Principal, Reach
from domain.activity import day_of, moment
from domain.detail import ActivityRow
from domain.errors import NotFound

SHOWN: Final = 200
MOST_OF_A_PERSON: Final = 2_000
MOST_LATE: Final = 50
MOST_REMINDERS: Final = 50
REMINDED_DAYS: Final = 30
FEED_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both included, on the calendar of a time zone."""

    first_on: date
    last_on: date
    zone: str

    def holds(self, row: ActivityRow) -> bool:
        """Tell whether an activity belongs to one of the days."""
        on = on_day(row, self.zone)
        return on is not None and self.first_on <= on <= self.last_on


def on_day(row: ActivityRow, zone: str) -> date | None:
    """Return the day of an activity on a zone's calendar: when it was done, else when it is due."""
    at = row.done_at or row.due_at
    return day_of(at, zone) if at else row.due_on


def of_opportunity(session: Session, principal: Principal, opportunity_id: int) -> tuple[ActivityRow, ...]:
    """Return the planned ones by day, then the done ones, the latest first; the caller has checked the scope."""
    return _timeline(session, principal, Activity.opportunity_id == opportunity_id)


def of_contact(session: Session, principal: Principal, contact_id: int) -> tuple[ActivityRow, ...]:
    """Return all with a contact that the person sees, with or without an opportunity, in the same order."""
    theirs = select(Opportunity.id).where(Opportunity.contact_id == contact_id).correlate(None)
    through = and_(Activity.contact_id.is_(None), Activity.opportunity_id.in_(theirs))
    with_them = or_(Activity.contact_id == contact_id, through)
    return _timeline(session, principal, with_them, *visible_activities(principal))


def one(session: Session, principal: Principal, activity_id: int) -> ActivityRow:
    """Return one activity; raise NotFound outside the person's scope."""
    found = _rows(session, principal, [Activity.id == activity_id, *visible_activities(principal)], [Activity.id], 1)
    if not found:
        raise NotFound
    return found[0]


def of_person(
    session: Session, principal: Principal, user_id: int, span: Span, kinds: Collection[str] = ()
) -> tuple[ActivityRow, ...]:
    """Return what somebody does and did in a span of days, by time of day, as far as the person sees it."""
    margin = timedelta(days=1)  # a planned time may lie on another day elsewhere
    planned = and_(Activity.done_at.is_(None), Activity.due_on.between(span.first_on - margin, span.last_on + margin))
    midnight = time()
    done = and_(
        Activity.done_at >= moment(span.first_on, midnight, span.zone),
        Activity.done_at < moment(span.last_on + margin, midnight, span.zone),
    )
    found = _rows(
        session, principal, [*_theirs(principal, user_id, kinds), or_(planned, done)], _BY_DAY, MOST_OF_A_PERSON
    )
    return tuple(row for row in found if span.holds(row))


def late_of_person(
    session: Session, principal: Principal, user_id: int, today: date, kinds: Collection[str] = ()
) -> tuple[ActivityRow, ...]:
    """Return what somebody planned for a day that has passed, the oldest first."""
    late = [Activity.done_at.is_(None), Activity.due_on < today]
    return _rows(session, principal, [*_theirs(principal, user_id, kinds), *late], _BY_DAY, MOST_LATE)


def of_feed(session: Session, principal: Principal, now: datetime) -> tuple[ActivityRow, ...]:
    """Return what stands in the person's own calendar feed: all that is planned for a day, and what was done lately."""
    planned = and_(Activity.done_at.is_(None), Activity.due_on.is_not(None))
    done = Activity.done_at >= now - timedelta(days=FEED_DAYS)
    wanted = [*_theirs(principal, principal.user_id, ()), or_(planned, done)]
    return _rows(session, principal, wanted, _BY_DAY, MOST_OF_A_PERSON)


def reminders(session: Session, principal: Principal, now: datetime) -> tuple[ActivityRow, ...]:
    """Return what the person planned and is to be reminded of by now, the latest first."""
    due = [
        Activity.done_at.is_(None),
        Activity.remind_at <= now,
        Activity.remind_at > now - timedelta(days=REMINDED_DAYS),
    ]
    wanted = [*_theirs(principal, principal.user_id, ()), *due]
    return _rows(session, principal, wanted, [Activity.remind_at.desc(), Activity.id.desc()], MOST_REMINDERS)


def name_of_contact(session: Session, principal: Principal, contact_id: int) -> str:
    """Return a contact's name; raise NotFound outside the person's scope."""
    query = select(Contact.name).where(Contact.id == contact_id, *visible_contacts(principal))
    name = session.scalars(query).one_or_none()
    if name is None:
        raise NotFound
    return name


_BY_DAY: Final = (Activity.due_on, Activity.due_at, Activity.done_at, Activity.id)


def _theirs(principal: Principal, user_id: int, kinds: Collection[str]) -> list[ColumnElement[bool]]:
    kind = [ActivityType.kind.in_(sorted(kinds))] if kinds else []
    return [Activity.assigned_user_id == user_id, *kind, *visible_activities(principal)]


def _timeline(session: Session, principal: Principal, *wanted: ColumnElement[bool]) -> tuple[ActivityRow, ...]:
    planned = case((Activity.done_at.is_(None), 0), else_=1)
    without_day = case((Activity.due_on.is_(None), 1), else_=0)
    order = [planned, Activity.done_at.desc(), without_day, Activity.due_on, Activity.id]
    return _rows(session, principal, wanted, order, SHOWN)


def _rows(
    session: Session, principal: Principal, wanted: Sequence[ColumnElement[bool]], order: Sequence[Any], most: int
) -> tuple[ActivityRow, ...]:
    query = (
        select(
            Activity, ActivityType.kind, ActivityType.description.label("type"), User.display_name.label("user"),
            Opportunity.title, Opportunity.team_id, Opportunity.owner_id, Contact.name.label("contact"),
        )
        .join(ActivityType, ActivityType.id == Activity.activity_type_id)
        .outerjoin(User, User.id == Activity.assigned_user_id)
        .outerjoin(Opportunity, Opportunity.id == Activity.opportunity_id)
        .outerjoin(Contact, Contact.id == func.coalesce(Activity.contact_id, Opportunity.contact_id))
        .where(*wanted)
        .order_by(*order)
        .limit(most)
    )  # fmt: skip
    return tuple(_row(row, principal) for row in session.execute(query))


def _row(row: Any, principal: Principal) -> ActivityRow:
    activity: Activity = row.Activity
    return ActivityRow(
        id=activity.id,
        kind=row.kind,
        type=row.type,
        subject=activity.subject,
        note=activity.note,
        due_on=activity.due_on,
        due_at=activity.due_at,
        done_at=activity.done_at,
        user=row.user,
        outcome_note=activity.outcome_note,
        version=activity.version,
        type_id=activity.activity_type_id,
        user_id=activity.assigned_user_id,
        minutes=activity.duration_minutes,
        remind_at=activity.remind_at,
        opportunity_id=activity.opportunity_id,
        opportunity=row.title,
        contact_id=activity.contact_id,
        contact=row.contact,
        changeable=principal.may(Permission.CHANGE_OPPORTUNITIES) and _is_changeable(row, principal),
        created_at=activity.created_at,
        updated_at=activity.updated_at,
    )


def _is_changeable(row: Any, principal: Principal) -> bool:
    """The same rule as the verbs of workflow/activities have."""
    activity: Activity = row.Activity
    if activity.assigned_user_id == principal.user_id:
        return True
    if activity.opportunity_id is None:
        return principal.changes is not Reach.OWN or activity.assigned_user_id is None
    return principal.reaches(company_id=activity.company_id, team_id=row.team_id, owner_id=row.owner_id, changing=True)
