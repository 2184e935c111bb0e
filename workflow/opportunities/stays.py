"""Stays: the way through the stages as history keeps it, one stay after the other."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity, StageHistory
from data.schema.pipeline import Stage


def enter_stage(session: Session, opportunity: Opportunity, user_id: int, now: datetime) -> None:
    """End the stay that lasts and begin one in the opportunity's present stage; staying put is no new stay."""
    lasting = session.scalars(
        select(StageHistory)
        .where(StageHistory.opportunity_id == opportunity.id, StageHistory.left_at.is_(None))
        .order_by(StageHistory.entered_at.desc(), StageHistory.id.desc())
    ).all()
    if lasting and lasting[0].stage_id == opportunity.stage_id:
        return
    entered_at = max([now, *(stay.entered_at for stay in lasting)])  # stays never overlap, whatever the clocks did
    for stay in lasting:
        stay.left_at = entered_at
    session.add(
        StageHistory(
            opportunity_id=opportunity.id,
            pipeline_id=opportunity.pipeline_id,
            stage_id=opportunity.stage_id,
            stated_percent=opportunity.stated_percent,
            net_minor=opportunity.net_minor,
            expected_order_on=opportunity.expected_order_on,
            entered_at=entered_at,
            user_id=user_id,
        )
    )
    session.flush()


def resume_stay(session: Session, opportunity: Opportunity, user_id: int, now: datetime) -> None:
    """Take back the last change of stage: the stay before it lasts again as if it had never ended."""
    query = (
        select(StageHistory)
        .where(StageHistory.opportunity_id == opportunity.id)
        .order_by(StageHistory.entered_at.desc(), StageHistory.id.desc())
        .limit(2)
    )
    stays = session.scalars(query).all()
    # Of the last two stays only the earlier one is in the stage that the opportunity is back in.
    if [stay.stage_id == opportunity.stage_id for stay in stays] == [False, True]:
        begun, before = stays
        session.delete(begun)
        before.left_at = None
        session.flush()
    enter_stage(session, opportunity, user_id, now)


def first_stage(session: Session, pipeline_id: int, kind: str) -> Stage | None:
    """Return the first stage of a kind ("open", "won", "lost") of a pipeline, active ones before retired ones."""
    query = (
        select(Stage)
        .where(Stage.pipeline_id == pipeline_id, Stage.kind == kind)
        .order_by(Stage.active.desc(), Stage.sort_order, Stage.id)
        .limit(1)
    )
    return session.scalars(query).one_or_none()
