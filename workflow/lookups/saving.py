"""Saving: a new row of a list, or other values for one, checked as a whole and told in the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.queries.lookups import Row, model_of, row_of
from data.queries.lookups.rows import plain
from data.queries.lookups.tables import LINKS, has_order, is_column
from data.schema.pipeline import Pipeline, StageTask
from domain.access import Role
from domain.errors import Conflict, NotFound
from domain.lookups import Kind, Lookup
from domain.lookups.reading import Values, read_values
from workflow import audit, freshness
from workflow.lookups import moves, percents
from workflow.lookups.change import Act, Saved, Target, begin, differences, held, told
from workflow.lookups.copying import copy_stages
from workflow.lookups.draft import Draft, check
from workflow.lookups.ordering import last_place, put_before_the_ends
from workflow.lookups.rules import check_own
from workflow.users import end_sessions, folded

STEP = 10


@dataclass(frozen=True, slots=True)
class Form:
    """What a form sends. `apply_percent` gives a probability's percentage to its open opportunities too."""

    values: Mapping[str, object]
    apply_percent: bool = False
    password_hash: str = ""


def save(session: Session, act: Act, target: Target, form: Form) -> Saved:
    """Add a row or change one, and return what was done.

    Raises NotPermitted, NotFound, Conflict when somebody changed it since the person saw it, and FieldsWrong with a
    sentence for each field that cannot be saved; then nothing is changed.
    """
    begin(session, act)
    draft = _draft(session, act, target, form)
    check(draft)
    check_own(draft)
    draft.settle()
    with session.no_autoflush:
        row = _written(draft, form)
    try:
        session.flush()
    except IntegrityError:  # somebody took the code, or deleted what is referred to, in this very moment
        raise Conflict(title=str(draft.after[target.lookup.naming])) from None
    _write_beside(session, target.lookup, row.id, draft.after)
    session.flush()
    _follow(session, act, draft, row)
    return _told(session, act, draft, row, form)


def _draft(session: Session, act: Act, target: Target, form: Form) -> Draft:
    row, before = None, {}
    if target.row_id is not None:
        row, state = held(session, act, target)
        before = state.values
    after: Values = read_values(target.lookup, form.values, new=row is None)
    if target.lookup.table == "user_account" and row is None:
        after["login"] = folded(str(after["login"]))
    if row is None and target.lookup.parent and session.get(Pipeline, target.parent_id or 0) is None:
        raise NotFound
    return Draft(session, target.lookup, row, before, after, target.parent_id, act.today)


def _written(draft: Draft, form: Form) -> Row:
    lookup, model = draft.lookup, model_of(draft.lookup)
    values = {
        one.name: draft.after[one.name] for one in lookup.fields if one.name in draft.after and is_column(lookup, one)
    }
    if draft.row is not None:
        for name, value in values.items():
            setattr(draft.row, name, value)
        return draft.row
    if lookup.parent:
        values[lookup.parent] = draft.parent_id
    if has_order(lookup) and "sort_order" not in values:
        values["sort_order"] = last_place(draft.session, lookup, draft.parent_id) + STEP
    if lookup.table == "user_account":
        values["password_hash"] = form.password_hash
    row = model(**values)
    draft.session.add(row)
    return row


def _write_beside(session: Session, lookup: Lookup, row_id: int, after: Mapping[str, Any]) -> None:
    for one in lookup.fields:
        if one.kind is Kind.MANY and one.name in after:
            put_links(session, lookup, one.name, row_id, after[one.name])
        elif one.kind is Kind.TASKS and one.name in after:
            put_tasks(session, row_id, after[one.name])


def put_links(session: Session, lookup: Lookup, name: str, row_id: int, wanted: Sequence[object]) -> None:
    """Let exactly these be linked with the row."""
    model, own, other = LINKS[lookup.table, name]
    mine = getattr(model, own) == row_id
    held_now = set(session.scalars(select(getattr(model, other)).where(mine)))
    gone = held_now - set(wanted)
    session.execute(delete(model).where(mine, getattr(model, other).in_(sorted(gone))))
    session.add_all(model(**{own: row_id, other: value}) for value in wanted if value not in held_now)


def put_tasks(session: Session, stage_id: int, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Let the stage have these tasks in this order; one that is left out goes, or is retired when something uses it."""
    kept = {task["id"] for task in wanted if task["id"] is not None}
    for task in session.scalars(select(StageTask).where(StageTask.stage_id == stage_id)):
        if task.id not in kept:
            moves.drop_task(session, task)
    for place, given in enumerate(wanted, start=1):
        values = {
            "name": given["name"],
            "mandatory": given["mandatory"],
            "active": given["active"],
            "sort_order": place * STEP,
        }
        if given["id"] is None:
            session.add(StageTask(stage_id=stage_id, **values))
        else:
            session.execute(update(StageTask).where(StageTask.id == given["id"]).values(**values))


def _follow(session: Session, act: Act, draft: Draft, row: Row) -> None:
    """Do what a change of certain lists brings with it."""
    if draft.lookup.table == "pipeline" and draft.after.get("copy_of") is not None:
        copy_stages(session, int(draft.after["copy_of"]), row.id)
    elif draft.lookup.table == "stage" and draft.is_new:
        put_before_the_ends(session, row)
        moves.join(session, row)
    elif draft.lookup.table == "user_account" and not draft.is_new and draft.changes("role"):
        end_sessions(session, row.id, act.now)
        change = {"before": draft.before["role"], "after": Role(draft.after["role"]).value}
        audit.record(
            session, "role_changed", now=act.now, user_id=act.principal.user_id, subject=row.login, detail=dict(change)
        )
    elif draft.lookup.table == "activity_type" and not draft.is_new and draft.changes("is_contact"):
        freshness.follow_type(session, row.id)
    session.flush()


def _told(session: Session, act: Act, draft: Draft, row: Row, form: Form) -> Saved:
    lookup = draft.lookup
    session.expire(row)
    now = row_of(session, lookup, row, today=act.today)
    before, after = differences(draft.before, now.values)
    applied = percents.apply(session, act, row) if form.apply_percent and lookup.table == "probability" else 0
    if not before and not after and not applied:
        return Saved(row.id, now.name(lookup), None)
    if applied:
        after["applied_to"] = applied
    if draft.is_new:
        before = {}
    action = "lookup_added" if draft.is_new else "lookup_changed"
    values = {name: plain(value) for name, value in after.items()}
    return Saved(row.id, now.name(lookup), told(session, act, action, lookup, row.id, before, values), applied)
