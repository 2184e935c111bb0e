"""Copying: the stages of a pipeline, with their tasks, roles and allowed moves, as the start of another."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.pipeline import Stage, StageMove, StageRole, StageTask

COPIED = (
    "code", "name", "sort_order", "kind", "colour", "default_probability_id", "forecast_category", "idle_days", "wip_limit",
)  # fmt: skip


def copy_stages(session: Session, from_pipeline_id: int, to_pipeline_id: int) -> None:
    """Give a pipeline copies of the stages that another has in use."""
    query = (
        select(Stage).where(Stage.pipeline_id == from_pipeline_id, Stage.active).order_by(Stage.sort_order, Stage.id)
    )
    copies: dict[int, int] = {}
    for stage in session.scalars(query).all():
        copy = Stage(pipeline_id=to_pipeline_id, **{name: getattr(stage, name) for name in COPIED})
        session.add(copy)
        session.flush()
        copies[stage.id] = copy.id
        _copy_beside(session, stage.id, copy.id)
    for move in session.scalars(select(StageMove).where(StageMove.from_stage_id.in_(sorted(copies)))).all():
        if move.to_stage_id in copies:
            session.add(StageMove(from_stage_id=copies[move.from_stage_id], to_stage_id=copies[move.to_stage_id]))


def _copy_beside(session: Session, stage_id: int, copy_id: int) -> None:
    for task in session.scalars(select(StageTask).where(StageTask.stage_id == stage_id, StageTask.active)).all():
        session.add(StageTask(stage_id=copy_id, name=task.name, sort_order=task.sort_order, mandatory=task.mandatory))
    for role in session.scalars(select(StageRole.role).where(StageRole.stage_id == stage_id)).all():
        session.add(StageRole(stage_id=copy_id, role=role))
