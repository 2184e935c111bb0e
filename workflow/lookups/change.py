"""A change of a list: who may, on which state of the row, and how it is told in the audit."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.lookups import LookupRow, Row, model_of, row_of
from domain.access import Permission, Principal
from domain.errors import Conflict, NotFound
from domain.lookups import Lookup
from workflow import audit
from workflow.turns import Turn, take_turn

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes something, and when."""

    principal: Principal
    today: date
    now: datetime

    @property
    def yesterday(self) -> date:
        """The last day of what ends now."""
        return self.today - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Target:
    """A row as the person saw it; without an id a new one. `parent_id` is the pipeline of a new stage."""

    lookup: Lookup
    row_id: int | None = None
    seen: str = ""
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of it: the row, its name, the audit row that undoes it (None when nothing changed), and what followed."""

    row_id: int
    name: str
    audit_id: int | None
    applied: int = 0


def begin(session: Session, act: Act) -> None:
    """Raise NotPermitted for anybody but administrators; then wait for one's turn, because lists refer to each other."""
    act.principal.require(Permission.ADMINISTER)
    take_turn(session, Turn.AUDIT)


def held(session: Session, act: Act, target: Target) -> tuple[Row, LookupRow]:
    """Return the row, locked, and its present state; raise NotFound, or Conflict when it is not what the person saw."""
    model = model_of(target.lookup)
    query = select(model).where(model.id == target.row_id).with_for_update().execution_options(populate_existing=True)
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    state = row_of(session, target.lookup, row, today=act.today)
    if state.seen != target.seen:
        raise Conflict(title=state.name(target.lookup))
    return row, state


def told(session: Session, act: Act, action: str, lookup: Lookup, row_id: int, before: Plain, after: Plain) -> int:
    """Write what was changed into the audit and return the number of its row."""
    code = after.get("code") or after.get("login") or before.get("code") or before.get("login") or row_id
    detail = {"list": lookup.key, "id": row_id, "before": before, "after": after}
    row = audit.record(
        session,
        action,
        now=act.now,
        user_id=act.principal.user_id,
        subject=f"{lookup.table}: {code}"[:200],
        detail=detail,
    )
    return row.id


def differences(before: Plain, after: Plain) -> tuple[Plain, Plain]:
    """Return the values that differ, before and after."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}
