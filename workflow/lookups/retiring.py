"""Retiring: what is used is taken out of the choices and stays where it is; only what nothing uses can be deleted."""

from typing import Any

from sqlalchemy import delete as delete_from
from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.queries.lookups import LookupRow, Row, is_active, is_mentioned, is_used, model_of
from data.queries.lookups.tables import LINKS, has_order
from data.schema.company import Company
from data.schema.pipeline import OpportunityType, Probability, Stage, StageTask
from domain.lookups import LOOKUPS, Kind, Lookup, lookup_of
from domain.lookups.errors import (
    InUse,
    LastOpenStage,
    NeededForClosing,
    NotRetired,
    SecondEnd,
    StillNamed,
    StillRetired,
)
from workflow.lookups import moves
from workflow.lookups.change import Act, Saved, Target, begin, held, told
from workflow.users import check_last_administrator, end_sessions

RETIRED, RESTORED, DELETED = "lookup_retired", "lookup_restored", "lookup_deleted"


def retire(session: Session, act: Act, target: Target) -> Saved:
    """Take a row out of use: it is offered no more and stays wherever it is.

    Raises NotPermitted, NotFound, Conflict, NotRetired, and StillNamed, LastOpenStage or LastAdministrator when
    something could not go on without it.
    """
    begin(session, act)
    row, state = held(session, act, target)
    name = state.name(target.lookup)
    if not target.lookup.retires:
        raise NotRetired(name=name)
    if not state.active:
        return Saved(row.id, name, None)
    check_retirable(session, target.lookup, row, name)
    return switch(session, act, target.lookup, row, active=False)


def restore(session: Session, act: Act, target: Target) -> Saved:
    """Put a retired row back in use.

    Raises NotPermitted, NotFound, Conflict, NotRetired, StillRetired when it lives on a row that is retired too, and
    SecondEnd for a stage whose end another has taken over.
    """
    begin(session, act)
    row, state = held(session, act, target)
    name = state.name(target.lookup)
    if not target.lookup.retires:
        raise NotRetired(name=name)
    if state.active:
        return Saved(row.id, name, None)
    _check_ground(session, act, target.lookup, row, name)
    return switch(session, act, target.lookup, row, active=True)


def delete(session: Session, act: Act, target: Target) -> Saved:
    """Remove a row that nothing uses and no log tells of.

    Raises NotPermitted, NotFound, Conflict, InUse, and what retiring raises.
    """
    begin(session, act)
    row, state = held(session, act, target)
    lookup, name = target.lookup, state.name(target.lookup)
    used = is_used(session, lookup, row.id) or is_mentioned(session, lookup, row.id)
    if used or not lookup.deletes:
        raise InUse(name=name)
    if state.active:
        check_retirable(session, lookup, row, name)
    before = _whole(session, lookup, row, state)
    try:
        with session.begin_nested():
            session.delete(row)
            session.flush()
    except IntegrityError:  # somebody began to use it in this very moment
        raise InUse(name=name) from None
    return Saved(target.row_id or 0, name, told(session, act, DELETED, lookup, target.row_id or 0, before, {}))


def check_retirable(session: Session, lookup: Lookup, row: Row, name: str) -> None:
    """Raise a sentence when a setting in use lives on the row."""
    if lookup.table == "probability":
        _check_closing(session, row)
    for other in LOOKUPS.values():
        model = model_of(other)
        for field in other.fields:
            if field.kind is Kind.REFERENCE and field.keeps and field.target == lookup.key:
                query = select(model).where(
                    getattr(model, field.name) == row.id, model.id != (row.id if other is lookup else 0)
                )
                by = next((one for one in session.scalars(query) if not other.retires or one.active), None)
                if by is not None:
                    raise StillNamed(name=name, by=getattr(by, other.naming))
    if lookup.table == "stage" and row.kind == "open":
        _check_last_stage(session, row)
    if lookup.table == "user_account":
        check_last_administrator(session, row)


def switch(session: Session, act: Act, lookup: Lookup, row: Row, *, active: bool) -> Saved:
    """Set whether a row is in use, with what that brings, and tell it."""
    column = lookup.retires
    before = getattr(row, column)
    after: Any = active
    if column == "active_to_on":
        # Whoever leaves today is still there until the day is over, but no later.
        after = None if active else min(before or act.yesterday, act.yesterday)
    setattr(row, column, after)
    if lookup.table == "user_account" and not active:
        end_sessions(session, row.id, act.now)
    session.flush()
    values: list[dict[str, Any]] = [
        {str(column): value.isoformat() if hasattr(value, "isoformat") else value} for value in (before, after)
    ]
    action = RESTORED if active else RETIRED
    code = {"code": getattr(row, "code", None) or getattr(row, "login", None)}
    audit_id = told(session, act, action, lookup, row.id, values[0], values[1] | code)
    return Saved(row.id, str(getattr(row, lookup.naming)), audit_id)


def _check_closing(session: Session, probability: Probability) -> None:
    means = or_(Company.won_probability_id == probability.id, Company.lost_probability_id == probability.id)
    company = session.scalars(select(Company.name).where(means).order_by(Company.id).limit(1)).first()
    if company is not None:
        raise NeededForClosing(name=probability.description, company=company)


def _check_last_stage(session: Session, stage: Stage) -> None:
    others = (
        Stage.pipeline_id == stage.pipeline_id, Stage.kind == "open", Stage.active, Stage.id != stage.id,
    )  # fmt: skip
    proposed = select(OpportunityType.id).where(
        OpportunityType.default_pipeline_id == stage.pipeline_id, OpportunityType.active
    )
    has_other = session.scalars(select(Stage.id).where(*others).limit(1)).first() is not None
    if not has_other and session.scalars(proposed.limit(1)).first() is not None:
        raise LastOpenStage(name=stage.name)


def _check_ground(session: Session, act: Act, lookup: Lookup, row: Row, name: str) -> None:
    for field in lookup.fields:
        chosen = getattr(row, field.name) if field.keeps else None
        if chosen is None:
            continue
        ground = lookup_of(field.target)
        found = session.get_one(model_of(ground), chosen)
        if not is_active(ground, found, act.today):
            raise StillRetired(name=name, other=getattr(found, ground.naming))
    if lookup.table == "stage" and row.kind != "open":
        same = (Stage.pipeline_id == row.pipeline_id, Stage.kind == row.kind, Stage.active)
        other = session.scalars(select(Stage.name).where(*same).limit(1)).first()
        if other is not None:
            raise SecondEnd(name=other)


def _whole(session: Session, lookup: Lookup, row: Row, state: LookupRow) -> dict[str, Any]:
    """Return everything of a row that its deletion takes away, and take away what would point to it."""
    whole = dict(state.values)
    if has_order(lookup):
        whole["sort_order"] = row.sort_order
    if lookup.parent:
        whole[lookup.parent] = getattr(row, lookup.parent)
    if lookup.retires == "active":
        whole["active"] = row.active
    for (table, _), (model, own, _other) in LINKS.items():
        if table == lookup.table:
            session.execute(delete_from(model).where(getattr(model, own) == row.id))
    if lookup.table == "stage":
        whole["moves"] = moves.part(session, row.id)
        session.execute(delete_from(StageTask).where(StageTask.stage_id == row.id))
    return whole
