"""Usual stays: how long four of five opportunities that were won stayed in each stage."""

from collections import Counter
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.overview.calendar import days_between
from data.queries.stage_facts import FEWEST_STAYS
from data.schema.opportunity import Opportunity, StageHistory
from domain.outcome import Outcome

SHARE_PERCENT: Final = 80


def usual_of_won(session: Session) -> dict[int, int]:
    """Return the 80th percentile, in whole days, of the finished stays of won opportunities by stage.

    Stages with fewer than 20 such stays are left out: nothing is known of them.
    """
    days = days_between(func.date(StageHistory.entered_at), func.date(StageHistory.left_at))
    query = (
        select(StageHistory.stage_id, days, func.count())
        .join(Opportunity, Opportunity.id == StageHistory.opportunity_id)
        .where(StageHistory.left_at.is_not(None), Opportunity.outcome == Outcome.WON)
        .group_by(StageHistory.stage_id, days)
    )
    counted: dict[int, Counter[int]] = {}
    for stage_id, stay, count in session.execute(query):
        counted.setdefault(stage_id, Counter())[max(int(stay), 0)] += count
    return {stage_id: _percentile(stays) for stage_id, stays in counted.items() if stays.total() >= FEWEST_STAYS}


def _percentile(stays: Counter[int]) -> int:
    """Return the fewest days within which so many of them ended."""
    ended = 0
    for days in sorted(stays):
        ended += stays[days]
        if ended * 100 >= stays.total() * SHARE_PERCENT:
            break
    return days
