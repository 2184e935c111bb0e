"""Activities as they were: done later is not done yet, deleted later is there again; and the last contact by them."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import and_, delete, false, func, insert, or_, select, update
from sqlalchemy.orm import Session

from data.past.earlier import MAKING, Earlier, Values
from data.past.writing import batches, differing, remove, set_values, table_of
from data.schema.activity import Activity, ActivityType
from data.schema.company import Company
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from domain.activity import day_of

ENTITY = "activity"
PLANNED_BEFORE = timedelta(days=14)


def rewind(session: Session, earlier: Earlier, at: datetime, last: date) -> None:
    """Bring activities back to what they were, and remove those that did not exist."""
    told, made = earlier.values[ENTITY], earlier.made[ENTITY]
    present = set(session.scalars(select(Activity.id).where(Activity.id.in_(sorted(told)))))
    remove(session, Activity, made)
    set_values(session, Activity, differing(session, Activity, {id_: told[id_] for id_ in present - made}))
    back = [_row(id_, told[id_], at) for id_ in sorted(told.keys() - present - made) if "subject" in told[id_]]
    if back:
        session.connection().execute(insert(table_of(Activity)), back)
    _undo_unlogged(session, at, last)


def follow(session: Session, earlier: Earlier, last: date) -> None:
    """Set the day of the last contact of opportunities anew where activities came, went or moved later."""
    later = session.scalars(select(Opportunity.id).where(Opportunity.last_activity_on > last))
    moved = {one.told["merged_id"] for one in earlier.merged.values() if one.entity == "opportunity"}
    kept = {told["opportunity_id"] for told in earlier.values[ENTITY].values() if told.get("opportunity_id")}
    for some in batches(sorted({*later, *moved, *earlier.touched, *kept})):
        days = _said_by_imports(session, some)
        found = session.execute(
            select(Activity.opportunity_id, Activity.done_at, Company.time_zone)
            .join(ActivityType, ActivityType.id == Activity.activity_type_id)
            .join(Company, Company.id == Activity.company_id)
            .where(Activity.opportunity_id.in_(some), Activity.done_at.is_not(None), ActivityType.is_contact)
        )
        for id_, done_at, zone in found:
            if id_ is not None and done_at is not None:
                day = day_of(done_at, zone)
                days[id_] = max(days.get(id_, day), day)
        set_values(session, Opportunity, {id_: {"last_activity_on": days.get(id_)} for id_ in some})


def _said_by_imports(session: Session, ids: list[int]) -> dict[int, date]:
    """Return the day that an import said last, by opportunity: no activity of ours stands for it."""
    query = (
        select(Event.entity_id, Event.after)
        .where(Event.entity == "opportunity", Event.entity_id.in_(ids), Event.import_run_id.is_not(None))
        .order_by(Event.at, Event.id)
    )
    said = {id_: (after or {}).get("last_activity_on") for id_, after in session.execute(query)}
    return {id_: date.fromisoformat(day) for id_, day in said.items() if isinstance(day, str)}


def _undo_unlogged(session: Session, at: datetime, last: date) -> None:
    """Bring back what came by an import, which says nothing of when it was planned: some days before it was due."""
    table = table_of(Activity)
    made_before = select(Event.entity_id).where(Event.entity == ENTITY, Event.verb.in_(MAKING), Event.at <= at)
    waits = and_(table.c.created_at > at, or_(table.c.done_at.is_(None), table.c.done_at > at))
    planned = or_(table.c.due_on <= last + PLANNED_BEFORE, table.c.id.in_(made_before))
    session.execute(delete(table).where(waits, ~func.coalesce(planned, false())))
    again = update(table).where(table.c.done_at > at)
    session.execute(again.values(done_at=None, outcome_note=None, updated_at=table.c.updated_at))


def _row(id_: int, told: Values, at: datetime) -> Values:
    instant = at.astimezone(UTC)
    return {"created_at": instant, "updated_at": instant, "version": 1} | told | {"id": id_}
