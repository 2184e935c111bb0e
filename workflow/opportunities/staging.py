"""Staging: an open opportunity goes to another stage of its pipeline, where moves are allowed and tasks are done."""

from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from data.queries.stage_facts import open_tasks
from data.queries.stages import allowed_moves
from data.schema.opportunity import Opportunity
from data.schema.pipeline import Probability, Stage, StageTask
from data.scope import visible_stage
from domain.access import Principal
from domain.errors import MoveNotAllowed, NotFound, StageNotReached, TasksOpen
from domain.outcome import Outcome
from workflow.journal import Values
from workflow.opportunities.change import Act, Change, Target, check_version, earlier, held, write
from workflow.opportunities.stays import enter_stage, first_stage


def move_to_stage(
    session: Session,
    principal: Principal,
    target: Target,
    stage_id: int,
    *,
    with_probability: bool = False,
    today: date,
    now: datetime,
) -> Change:
    """Put an open opportunity into another open stage of its pipeline; moving is no activity.

    `with_probability` also sets the new stage's default probability, unless the person typed one: a stated percent that
    is not the default of the stage it leaves. Raises NotFound (also for a stage that the role does not see),
    NotPermitted, Conflict, MoveNotAllowed for a closed one, StageNotReached, and TasksOpen when a mandatory task keeps
    it from going forward.
    """
    opportunity = held(session, principal, target.opportunity_id)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return done
    check_version(opportunity, target.version)
    if opportunity.outcome != Outcome.OPEN:
        raise MoveNotAllowed(title=opportunity.title)
    stage = _reachable(session, principal, opportunity, stage_id)
    act = Act(principal, opportunity, target.request_key, "move_to_stage", today, now)
    if stage.id == opportunity.stage_id:
        return write(session, act, {})
    check_way(session, opportunity, stage)
    values: Values = {"stage_id": stage.id}
    change = write(session, act, values | (_probability(session, opportunity, stage) if with_probability else {}))
    enter_stage(session, opportunity, principal.user_id, now)
    return change


def check_way(session: Session, opportunity: Opportunity, stage: Stage) -> None:
    """Raise StageNotReached where the pipeline has no such move, TasksOpen where a mandatory task is not done.

    Going back, and giving up, need no task. A pipeline that lists no moves allows all of them.
    """
    here = session.get_one(Stage, opportunity.stage_id)
    allowed = allowed_moves(session, opportunity.pipeline_id)
    if allowed is not None and stage.id != here.id and (here.id, stage.id) not in allowed:
        raise StageNotReached(title=opportunity.title, source=here.name, target=stage.name)
    if is_forward(here, stage):
        check_tasks(session, opportunity)


def check_closing_way(session: Session, opportunity: Opportunity, outcome: Outcome) -> None:
    """Raise the same for winning or losing; in a pipeline without a stage for it no move is forbidden."""
    stage = first_stage(session, opportunity.pipeline_id, outcome.value)
    if stage is not None:
        check_way(session, opportunity, stage)


def check_tasks(session: Session, opportunity: Opportunity) -> None:
    """Raise TasksOpen, naming what is missing, when a mandatory task of the present stage is not done."""
    ids = open_tasks(session, [opportunity.id]).get(opportunity.id, [])
    if ids:
        names = {task.id: task.name for task in session.scalars(select(StageTask).where(StageTask.id.in_(ids)))}
        stage = session.get_one(Stage, opportunity.stage_id)
        raise TasksOpen(title=opportunity.title, stage=stage.name, tasks=", ".join(names[id_] for id_ in ids))


def is_forward(here: Stage, there: Stage) -> bool:
    """Tell whether the way leads on: to a later step, or to the order."""
    if there.kind != Outcome.OPEN:
        return there.kind == Outcome.WON
    return (there.sort_order, there.id) > (here.sort_order, here.id)


def _reachable(session: Session, principal: Principal, opportunity: Opportunity, stage_id: int) -> Stage:
    """Return an open stage of the opportunity's pipeline that the role sees; where it is already, a retired one too."""
    stage = session.get(Stage, stage_id)
    seen = exists().where(Stage.id == stage_id, visible_stage(principal))
    if stage is None or stage.pipeline_id != opportunity.pipeline_id or not session.scalar(select(seen)):
        raise NotFound
    if stage.kind != Outcome.OPEN or not (stage.active or stage.id == opportunity.stage_id):
        raise MoveNotAllowed(title=opportunity.title)
    return stage


def _probability(session: Session, opportunity: Opportunity, stage: Stage) -> Values:
    here = session.get_one(Stage, opportunity.stage_id)
    left = session.get(Probability, here.default_probability_id) if here.default_probability_id else None
    usual = session.get(Probability, stage.default_probability_id) if stage.default_probability_id else None
    if usual is None or left is None or opportunity.stated_percent != left.percent:
        return {}
    return {"probability_id": usual.id, "stated_percent": usual.percent}
