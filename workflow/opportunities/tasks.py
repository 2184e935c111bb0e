"""Tasks of a stage: ticked off and opened again, each with who and when."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity, OpportunityTask
from data.schema.pipeline import StageTask
from domain.access import Principal
from domain.errors import NotFound, NotOpen
from domain.outcome import Outcome
from workflow.journal import Values
from workflow.opportunities.change import Act, Change, Target, check_version, earlier, held, write

# The event's keys for a task: which one, and who had done it when, so that opening it again can be taken back.
TASK, DONE_AT, DONE_BY = "stage_task_id", "task_done_at", "task_done_by_user_id"


def complete_task(
    session: Session, principal: Principal, target: Target, task_id: int, *, today: date, now: datetime
) -> Change:
    """Tick off a task of the present stage; one that is done already stays as it is.

    Raises NotFound, NotPermitted, Conflict, NotOpen.
    """
    act, done = _begun(session, principal, target, "complete_task", today, now)
    if done:
        return done
    task = _task(session, act.opportunity, task_id)
    if task is not None and task.done_at is not None:
        return write(session, act, {})
    set_done(session, act.opportunity.id, task_id, now, principal.user_id)
    return write(session, act, {}, ({TASK: None}, {TASK: task_id}))


def reopen_task(
    session: Session, principal: Principal, target: Target, task_id: int, *, today: date, now: datetime
) -> Change:
    """Say that a task of the present stage is not done after all.

    Raises NotFound, NotPermitted, Conflict, NotOpen.
    """
    act, done = _begun(session, principal, target, "reopen_task", today, now)
    if done:
        return done
    task = _task(session, act.opportunity, task_id)
    if task is None or task.done_at is None:
        return write(session, act, {})
    before: Values = {TASK: task_id, DONE_AT: task.done_at.isoformat(), DONE_BY: task.done_by_user_id}
    set_done(session, act.opportunity.id, task_id, None, None)
    return write(session, act, {}, (before, {TASK: None}))


def set_done(
    session: Session, opportunity_id: int, task_id: int, done_at: datetime | None, user_id: int | None
) -> None:
    """Write who did a task when; None opens it again."""
    task = _found(session, opportunity_id, task_id)
    if task is None:
        task = OpportunityTask(opportunity_id=opportunity_id, stage_task_id=task_id)
        session.add(task)
    task.done_at, task.done_by_user_id = done_at, user_id
    session.flush()


def opposite_of_task(session: Session, opportunity_id: int, before: Values, after: Values) -> tuple[Values, Values]:
    """Take back what an event says of a task and return that as the new event tells it; both lose the task's keys."""
    told = {name: before.pop(name) for name in (TASK, DONE_AT, DONE_BY) if name in before}
    done = after.pop(TASK, None)
    if isinstance(done, int):
        set_done(session, opportunity_id, done, None, None)
        return {TASK: done}, {TASK: None}
    if isinstance(opened := told.get(TASK), int):
        user_id = told[DONE_BY]
        done_at = datetime.fromisoformat(str(told[DONE_AT]))
        set_done(session, opportunity_id, opened, done_at, user_id if isinstance(user_id, int) else None)
        return {TASK: None}, {TASK: opened}
    return {}, {}


def _begun(
    session: Session, principal: Principal, target: Target, verb: str, today: date, now: datetime
) -> tuple[Act, Change | None]:
    opportunity = held(session, principal, target.opportunity_id)
    act = Act(principal, opportunity, target.request_key, verb, today, now)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return act, done
    check_version(opportunity, target.version)
    if opportunity.outcome != Outcome.OPEN:
        raise NotOpen(title=opportunity.title)
    return act, None


def _task(session: Session, opportunity: Opportunity, task_id: int) -> OpportunityTask | None:
    """Return what is known of an active task of the present stage; raise NotFound for any other task."""
    task = session.get(StageTask, task_id)
    if task is None or task.stage_id != opportunity.stage_id or not task.active:
        raise NotFound
    return _found(session, opportunity.id, task_id)


def _found(session: Session, opportunity_id: int, task_id: int) -> OpportunityTask | None:
    query = (
        select(OpportunityTask)
        .where(OpportunityTask.opportunity_id == opportunity_id, OpportunityTask.stage_task_id == task_id)
        .order_by(OpportunityTask.id)
        .limit(1)
    )
    return session.scalars(query).one_or_none()
