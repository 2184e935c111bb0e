"""Stages: the moves that a pipeline allows, and the mandatory tasks that keep an opportunity in its stage."""

from collections.abc import Iterable

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity, OpportunityTask
from data.schema.pipeline import Stage, StageMove, StageTask


def allowed_moves(session: Session, pipeline_id: int) -> frozenset[tuple[int, int]] | None:
    """Return the pairs of stages that a card may go between, None where the pipeline lists none: then all are allowed."""
    query = (
        select(StageMove.from_stage_id, StageMove.to_stage_id)
        .join(Stage, Stage.id == StageMove.from_stage_id)
        .where(Stage.pipeline_id == pipeline_id)
    )
    return frozenset((first, second) for first, second in session.execute(query)) or None


def open_tasks(session: Session, opportunity_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the mandatory tasks of the present stage that are not done, by opportunity; who has none is left out."""
    done = and_(
        OpportunityTask.stage_task_id == StageTask.id,
        OpportunityTask.opportunity_id == Opportunity.id,
        OpportunityTask.done_at.is_not(None),
    )
    query = (
        select(Opportunity.id, StageTask.id)
        .join(StageTask, StageTask.stage_id == Opportunity.stage_id)
        .outerjoin(OpportunityTask, done)
        .where(
            Opportunity.id.in_(list(opportunity_ids)),
            StageTask.mandatory,
            StageTask.active,
            OpportunityTask.id.is_(None),
        )
        .order_by(StageTask.sort_order, StageTask.id)
    )
    found: dict[int, list[int]] = {}
    for opportunity_id, task_id in session.execute(query):
        found.setdefault(opportunity_id, []).append(task_id)
    return found
