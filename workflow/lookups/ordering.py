"""Ordering: which row of a list comes after which; nothing that happened is told anew by it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.lookups import LookupRow, Row, model_of, rows
from data.queries.lookups.tables import has_order
from data.schema.pipeline import Stage
from domain.errors import MalformedInput
from domain.lookups import Lookup
from domain.lookups.errors import OtherRows
from workflow.lookups.change import Act, Saved, Target, begin, told

STEP = 10
ORDERED = "lookup_ordered"


def reorder(session: Session, act: Act, target: Target, ids: Sequence[int]) -> Saved:
    """Put a list, or the stages of a pipeline, in this order.

    Raises NotPermitted, MalformedInput for a list without an order, OtherRows when the ids are not those of the list.
    """
    begin(session, act)
    lookup = target.lookup
    if not (lookup.ordered and has_order(lookup)) or bool(lookup.parent) != (target.parent_id is not None):
        raise MalformedInput
    present = rows(session, lookup, target.parent_id, today=act.today)
    before = [row.id for row in present]
    if sorted(ids) != sorted(before):
        raise OtherRows
    if list(ids) == before:
        return Saved(target.parent_id or 0, "", None)
    put(session, lookup, ids)
    moved = _moved(present, ids)
    audit_id = told(session, act, ORDERED, lookup, target.parent_id or 0, {"order": before}, {"order": list(ids)})
    return Saved(target.parent_id or 0, moved.name(lookup), audit_id)


def put(session: Session, lookup: Lookup, ids: Sequence[int]) -> None:
    """Number rows in this order."""
    model = model_of(lookup)
    held = {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids)))}
    for place, row_id in enumerate(ids, start=1):
        held[row_id].sort_order = place * STEP
    session.flush()


def last_place(session: Session, lookup: Lookup, parent_id: int | None) -> int:
    """Return the number of the last place of a list."""
    model = model_of(lookup)
    query = select(func.max(model.sort_order))
    if lookup.parent:
        query = query.where(getattr(model, lookup.parent) == parent_id)
    return session.scalar(query) or 0


def put_before_the_ends(session: Session, stage: Row) -> None:
    """Let a new open stage stand before the stages that mean won and lost."""
    if stage.kind != "open":
        return
    query = select(Stage).where(Stage.pipeline_id == stage.pipeline_id).order_by(Stage.sort_order, Stage.id)
    stages = list(session.scalars(query))
    in_order = [one for one in stages if one.kind == "open"] + [one for one in stages if one.kind != "open"]
    for place, one in enumerate(in_order, start=1):
        one.sort_order = place * STEP


def _moved(present: Sequence[LookupRow], ids: Sequence[int]) -> LookupRow:
    """Return the row that went furthest: the one that somebody moved."""
    places: dict[int, Any] = {row.id: place for place, row in enumerate(present)}
    return max(present, key=lambda row: abs(list(ids).index(row.id) - places[row.id]))
