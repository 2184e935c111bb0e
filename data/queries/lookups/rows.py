"""Rows of a list as forms show and audits keep them: plain values, and a mark of what they were."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from data.queries.lookups.tables import LINKS, Row, has_order, is_column, model_of
from data.queries.lookups.uses import reference_to
from data.schema.company import Currency
from data.schema.opportunity import OpportunityTotal
from data.schema.pipeline import StageTask
from domain.lookups import Field, Kind, Lookup
from domain.outcome import Outcome

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LookupRow:
    """A row: `values` by field, `seen` marks this state of it, `place` is its number in the order."""

    id: int
    values: Plain
    active: bool
    place: int
    seen: str

    def name(self, lookup: Lookup) -> str:
        """What people call it."""
        return str(self.values[lookup.naming])


@dataclass(frozen=True, slots=True)
class Named:
    """A row to choose: its name, whether it is in use, and the company or pipeline it belongs to."""

    id: int
    name: str
    active: bool
    belongs_to: int | None


def rows(session: Session, lookup: Lookup, parent_id: int | None = None, *, today: date) -> list[LookupRow]:
    """Return the rows of a list in its order, retired ones too; of a list within another only those of `parent_id`."""
    found = session.scalars(_ordered(lookup, parent_id)).all()
    beside = {
        field.name: _beside(session, lookup, field, found) for field in lookup.fields if _stands_beside(lookup, field)
    }
    return [
        _told(lookup, row, {name: values.get(row.id, []) for name, values in beside.items()}, today) for row in found
    ]


def row_of(session: Session, lookup: Lookup, row: Row, *, today: date) -> LookupRow:
    """Return one row as it stands."""
    beside = {
        field.name: _beside(session, lookup, field, [row]).get(row.id, [])
        for field in lookup.fields
        if _stands_beside(lookup, field)
    }
    return _told(lookup, row, beside, today)


def names(session: Session, lookup: Lookup, *, today: date) -> list[Named]:
    """Return a whole list by name, in its order; for choosing from it."""
    belongs = lookup.parent or lookup.scope
    return [
        Named(
            row.id,
            str(getattr(row, lookup.naming)),
            is_active(lookup, row, today),
            getattr(row, belongs) if belongs else None,
        )
        for row in session.scalars(_ordered(lookup, None))
    ]


def counts(session: Session, lookup: Lookup) -> dict[int, int]:
    """Return how many of what the list counts each row has; opportunities come from the summary table where it knows."""
    if not lookup.counted:
        return {}
    column = reference_to(lookup, lookup.counted)
    known = getattr(OpportunityTotal, column.name, None) if lookup.counted == "opportunity" else None
    if known is not None:
        query: Select[Any] = select(known, func.sum(OpportunityTotal.row_count)).group_by(known)
    else:
        query = select(column, func.count()).where(column.is_not(None)).group_by(column)
    return {row[0]: int(row[1]) for row in session.execute(query) if row[1]}


def open_percents(session: Session) -> dict[int, dict[int, int]]:
    """Return how many open opportunities each row of the probability table has, by their stated percent."""
    query = (
        select(OpportunityTotal.probability_id, OpportunityTotal.stated_percent, func.sum(OpportunityTotal.row_count))
        .where(OpportunityTotal.outcome == Outcome.OPEN.value, OpportunityTotal.row_count > 0)
        .group_by(OpportunityTotal.probability_id, OpportunityTotal.stated_percent)
    )
    found: dict[int, dict[int, int]] = {}
    for probability_id, percent, count in session.execute(query):
        found.setdefault(probability_id, {})[percent] = int(count)
    return found


def currency_codes(session: Session) -> list[str]:
    """Return the codes of all currencies, in their order."""
    return list(session.scalars(select(Currency.code).order_by(Currency.code)))


def is_active(lookup: Lookup, row: Row, today: date) -> bool:
    """Tell whether a row is in use: not retired, or an agent who has not left."""
    if lookup.retires == "active_to_on":
        return row.active_to_on is None or row.active_to_on >= today
    return bool(row.active) if lookup.retires else True


def plain(value: object) -> Any:
    """Return a value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value


def _ordered(lookup: Lookup, parent_id: int | None) -> Select[Any]:
    model = model_of(lookup)
    query = select(model)
    if lookup.parent and parent_id is not None:
        query = query.where(getattr(model, lookup.parent) == parent_id)
    order = [getattr(model, name) for name in (lookup.parent, lookup.sorted_by) if name]
    order += [model.sort_order] if has_order(lookup) else []
    return query.order_by(*order, getattr(model, lookup.naming), model.id)


def _stands_beside(lookup: Lookup, field: Field) -> bool:
    return field.kind in {Kind.MANY, Kind.TASKS} and not is_column(lookup, field)


def _beside(session: Session, lookup: Lookup, field: Field, found: Sequence[Row]) -> Mapping[int, list[Any]]:
    """Return what stands in another table for each row."""
    ids = [row.id for row in found]
    if field.kind is Kind.TASKS:
        return _tasks(session, ids)
    model, own, other = LINKS[lookup.table, field.name]
    query = select(getattr(model, own), getattr(model, other)).where(getattr(model, own).in_(ids))
    linked: dict[int, list[Any]] = {}
    for owner_id, value in session.execute(query.order_by(getattr(model, other))):
        linked.setdefault(owner_id, []).append(value)
    return linked


def _tasks(session: Session, ids: Sequence[int]) -> dict[int, list[Any]]:
    query = select(StageTask).where(StageTask.stage_id.in_(ids)).order_by(StageTask.sort_order, StageTask.id)
    tasks: dict[int, list[Any]] = {}
    for task in session.scalars(query):
        told = {"id": task.id, "name": task.name, "mandatory": task.mandatory, "active": task.active}
        tasks.setdefault(task.stage_id, []).append(told)
    return tasks


def _told(lookup: Lookup, row: Row, beside: Plain, today: date) -> LookupRow:
    own = {field.name: plain(getattr(row, field.name)) for field in lookup.fields if is_column(lookup, field)}
    values = own | beside
    active = is_active(lookup, row, today)
    return LookupRow(row.id, values, active, row.sort_order if has_order(lookup) else 0, _mark(values, row, lookup))


def _mark(values: Plain, row: Row, lookup: Lookup) -> str:
    state = [values, plain(getattr(row, lookup.retires)) if lookup.retires else None]
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:20]
