"""Undoing: a person's own change of a list, of a moment ago, is answered with the opposite change."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.queries.lookups import model_of, row_of, rows
from data.queries.lookups.tables import is_column
from data.schema.log import Audit
from domain.errors import CannotUndo, NotFound
from domain.lookups import Kind, Lookup, lookup_of
from domain.opportunity import UNDO_SECONDS
from workflow.lookups.change import Act, Plain, Saved, begin, told
from workflow.lookups.moves import MOVES, put_moves, stored
from workflow.lookups.ordering import ORDERED, put
from workflow.lookups.retiring import DELETED, RESTORED, RETIRED, check_retirable, switch
from workflow.lookups.saving import put_links, put_tasks

UNDONE = "lookup_undone"


def undo(session: Session, act: Act, audit_id: int) -> Saved:
    """Take back one's own deletion, retirement, return, order or moves; an undo cannot be undone.

    Raises NotPermitted, NotFound, and CannotUndo when it is not one's own, too old, or something has changed since.
    """
    begin(session, act)
    done = session.get(Audit, audit_id)
    if done is None or done.action not in OPPOSITES or done.detail is None:
        raise NotFound
    in_time = act.now - done.at <= timedelta(seconds=UNDO_SECONDS)
    if done.user_id != act.principal.user_id or not in_time or _is_undone(session, done):
        raise CannotUndo
    detail: Any = done.detail
    lookup = lookup_of(str(detail["list"]))
    name = OPPOSITES[done.action](session, act, lookup, int(detail["id"]), detail["before"], detail["after"])
    undone = {"audit": audit_id} | detail["before"]
    return Saved(
        int(detail["id"]), name, told(session, act, UNDONE, lookup, int(detail["id"]), detail["after"], undone)
    )


def _is_undone(session: Session, done: Audit) -> bool:
    later = session.scalars(select(Audit).where(Audit.id > done.id, Audit.action == UNDONE))
    return any((one.detail or {}).get("after", {}).get("audit") == done.id for one in later)  # type: ignore[attr-defined]  # JSON


def _bring_back(session: Session, _act: Act, lookup: Lookup, row_id: int, before: Plain, _after: Plain) -> str:
    model = model_of(lookup)
    own = {field.name: _stored(field.kind, before[field.name]) for field in lookup.fields if is_column(lookup, field)}
    more = {name: before[name] for name in ("sort_order", "active", lookup.parent) if name and name in before}
    try:
        with session.begin_nested():
            session.add(model(id=row_id, **own | more))
            session.flush()
    except IntegrityError:  # its code is taken meanwhile, or what it refers to is gone
        raise CannotUndo from None
    for field in lookup.fields:
        if field.kind is Kind.MANY:
            put_links(session, lookup, field.name, row_id, before[field.name])
        elif field.kind is Kind.TASKS:
            put_tasks(session, row_id, [task | {"id": None} for task in before[field.name]])
    if before.get("moves"):
        pipeline_id = before[lookup.parent]
        put_moves(session, pipeline_id, stored(session, pipeline_id) | {(one[0], one[1]) for one in before["moves"]})
    session.flush()
    return str(before[lookup.naming])


def _switch_back(session: Session, act: Act, lookup: Lookup, row_id: int, before: Plain, after: Plain) -> str:
    row = session.get(model_of(lookup), row_id)
    column = lookup.retires
    if row is None or _plain(getattr(row, column)) != after[column]:
        raise CannotUndo
    if column == "active_to_on":
        row.active_to_on = _stored(Kind.DAY, before[column])
    elif before[column]:
        switch(session, act, lookup, row, active=True)
    else:
        check_retirable(session, lookup, row, str(getattr(row, lookup.naming)))
        switch(session, act, lookup, row, active=False)
    session.flush()
    return row_of(session, lookup, row, today=act.today).name(lookup)


def _order_back(session: Session, act: Act, lookup: Lookup, parent_id: int, before: Plain, after: Plain) -> str:
    present = [row.id for row in rows(session, lookup, parent_id or None, today=act.today)]
    if present != after["order"]:
        raise CannotUndo
    put(session, lookup, before["order"])
    return ""


def _moves_back(session: Session, _act: Act, _lookup: Lookup, pipeline_id: int, before: Plain, after: Plain) -> str:
    if sorted(map(list, stored(session, pipeline_id))) != after["moves"]:
        raise CannotUndo
    put_moves(session, pipeline_id, {(one[0], one[1]) for one in before["moves"]})
    return ""


def _stored(kind: Kind, value: Any) -> Any:
    return date.fromisoformat(value) if kind is Kind.DAY and isinstance(value, str) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


OPPOSITES: Final[Mapping[str, Callable[[Session, Act, Lookup, int, Plain, Plain], str]]] = {
    DELETED: _bring_back,
    RETIRED: _switch_back,
    RESTORED: _switch_back,
    ORDERED: _order_back,
    MOVES: _moves_back,
}
