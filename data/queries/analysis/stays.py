"""Stays: how long opportunities stayed in the stages of a pipeline, and how long those stand there that are open."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.matching import conditions
from data.queries.overview.calendar import days_between
from data.queries.overview.standings import lasting
from data.schema.opportunity import Opportunity, StageHistory
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.outcome import Outcome


class Stay(NamedTuple):
    """How many stays in a stage took so many days."""

    stage_id: int
    days: int
    row_count: int


def finished(
    session: Session, principal: Principal, wanted: PipelineFilter, pipeline_id: int, since: datetime
) -> list[Stay]:
    """Return the stays that ended since an instant; the filter's period, probability and stage are not asked."""
    days = days_between(func.date(StageHistory.entered_at), func.date(StageHistory.left_at))
    query = (
        select(StageHistory.stage_id, days.label("days"), func.count())
        .join(Opportunity, Opportunity.id == StageHistory.opportunity_id)
        .where(
            *conditions(session, principal, lasting(wanted)),
            StageHistory.pipeline_id == pipeline_id,
            StageHistory.left_at >= since,
        )
        .group_by(StageHistory.stage_id, days)
        .order_by(StageHistory.stage_id, days)
    )
    return [Stay(*row) for row in session.execute(query)]


def standing(
    session: Session, principal: Principal, wanted: PipelineFilter, pipeline_id: int, today: date
) -> list[Stay]:
    """Return how long the open ones have been in the stage that they are in."""
    since = Opportunity.stage_sort_on
    query = (
        select(Opportunity.stage_id, since, func.count())
        .where(*conditions(session, principal, wanted, Outcome.OPEN), Opportunity.pipeline_id == pipeline_id)
        .group_by(Opportunity.stage_id, since)
        .order_by(Opportunity.stage_id, since)
    )
    return [Stay(stage_id, max((today - on).days, 0), count) for stage_id, on, count in session.execute(query)]
