"""Freshness: the day of the last real contact about an opportunity, as its activities and its import say."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from data.schema.activity import Activity, ActivityType
from data.schema.company import Company
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from domain.activity import day_of

FIELD: Final = "last_activity_on"
AT_ONCE: Final = 500


def follow(session: Session, *opportunity_ids: int | None) -> None:
    """Set the day of the last contact anew where activities changed; that is no change that somebody else could lose.

    Only what is done and of a type that counts as contact counts; the day is that of the company's time zone.
    """
    session.flush()
    ids = sorted(set(filter(None, opportunity_ids)))
    for start in range(0, len(ids), AT_ONCE):
        _set(session, ids[start : start + AT_ONCE])


def follow_type(session: Session, type_id: int) -> None:
    """Set the days anew of all opportunities with something done of a type that counts otherwise from now on."""
    concerned = select(Activity.opportunity_id).where(
        Activity.activity_type_id == type_id, Activity.done_at.is_not(None), Activity.opportunity_id.is_not(None)
    )
    follow(session, *session.scalars(concerned.distinct()))


def _set(session: Session, ids: Sequence[int]) -> None:
    last = _last(session, ids)
    present = (
        select(Opportunity.id, Opportunity.last_activity_on).where(Opportunity.id.in_(ids)).order_by(Opportunity.id)
    )
    for opportunity_id, day in session.execute(present).all():
        if day == last.get(opportunity_id):
            continue
        statement = (
            update(Opportunity)
            .where(Opportunity.id == opportunity_id)
            .values(last_activity_on=last.get(opportunity_id), updated_at=Opportunity.updated_at)
        )
        session.execute(statement.execution_options(synchronize_session=False))
        _forget(session, opportunity_id)


def _last(session: Session, ids: Sequence[int]) -> dict[int, date]:
    """Return the latest day that anything says, by opportunity."""
    query = (
        select(Activity.opportunity_id, func.max(Activity.done_at), Company.time_zone)
        .join(ActivityType, ActivityType.id == Activity.activity_type_id)
        .join(Company, Company.id == Activity.company_id)
        .where(Activity.opportunity_id.in_(ids), Activity.done_at.is_not(None), ActivityType.is_contact)
        .group_by(Activity.opportunity_id, Company.time_zone)
    )
    found = [(id_, day_of(at, zone)) for id_, at, zone in session.execute(query) if id_ is not None and at is not None]
    last: dict[int, date] = {}
    for opportunity_id, day in [*found, *_imported(session, ids)]:
        last[opportunity_id] = max(last.get(opportunity_id, day), day)
    return last


def _imported(session: Session, ids: Sequence[int]) -> Iterable[tuple[int, date]]:
    """Return the day that the import said last, by opportunity: no activity of ours stands for it."""
    query = (
        select(Event.entity_id, Event.after)
        .where(Event.entity == "opportunity", Event.entity_id.in_(ids), Event.import_run_id.is_not(None))
        .order_by(Event.at, Event.id)
    )
    said = {id_: after[FIELD] for id_, after in session.execute(query) if after and FIELD in after}
    return [(id_, date.fromisoformat(day)) for id_, day in said.items() if isinstance(day, str)]


def _forget(session: Session, opportunity_id: int) -> None:
    """Let a record that is already in memory be read again."""
    held = session.identity_map.get(session.identity_key(Opportunity, opportunity_id))
    if held is not None:
        session.expire(held, [FIELD, "touched_on"])
