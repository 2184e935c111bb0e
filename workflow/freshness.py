"""Freshness: the day of the last real contact about an opportunity, as its activities and its import say."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from data.schema.activity import Activity, ActivityType
from data.schema.company import Company
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from domain.activity import day_of

FIELD = "last_activity_on"


def follow(session: Session, *opportunity_ids: int | None) -> None:
    """Set the day of the last contact anew where activities changed; that is no change that somebody else could lose.

    Only what is done and of a type that counts as contact counts; the day is that of the company's time zone.
    """
    session.flush()
    for opportunity_id in sorted(set(filter(None, opportunity_ids))):
        last = max(_days(session, opportunity_id), default=None)
        statement = (
            update(Opportunity)
            .where(Opportunity.id == opportunity_id, Opportunity.last_activity_on.is_distinct_from(last))
            .values(last_activity_on=last, updated_at=Opportunity.updated_at)
        )
        session.execute(statement.execution_options(synchronize_session=False))
        _forget(session, opportunity_id)


def _days(session: Session, opportunity_id: int) -> Iterable[date]:
    query = (
        select(func.max(Activity.done_at), Company.time_zone)
        .join(ActivityType, ActivityType.id == Activity.activity_type_id)
        .join(Company, Company.id == Activity.company_id)
        .where(Activity.opportunity_id == opportunity_id, Activity.done_at.is_not(None), ActivityType.is_contact)
        .group_by(Company.time_zone)
    )
    days = [day_of(at, zone) for at, zone in session.execute(query) if at is not None]
    imported = _imported(session, opportunity_id)
    return [*days, imported] if imported else days


def _imported(session: Session, opportunity_id: int) -> date | None:
    """Return the day that the import said last: no activity of ours stands for it."""
    query = (
        select(Event.after)
        .where(Event.entity == "opportunity", Event.entity_id == opportunity_id, Event.import_run_id.is_not(None))
        .order_by(Event.at.desc(), Event.id.desc())
    )
    for after in session.scalars(query):
        if after and FIELD in after:
            day = after[FIELD]
            return date.fromisoformat(day) if isinstance(day, str) else None
    return None


def _forget(session: Session, opportunity_id: int) -> None:
    """Let a record that is already in memory be read again."""
    held = session.identity_map.get(session.identity_key(Opportunity, opportunity_id))
    if held is not None:
        session.expire(held, [FIELD, "touched_on"])
