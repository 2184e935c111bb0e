"""Stays in stages: how long an opportunity was where, beside how long others of the pipeline usually are there."""

from collections.abc import Iterable
from datetime import date, datetime
from statistics import median
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity, StageHistory
from data.schema.people import User
from data.schema.pipeline import Stage
from domain.detail import Stay, Step

# Enough for a steady median, few enough to be read at once.
COMPARED_STAYS = 2000
LAST_GLYPH = 5


def stays_of(session: Session, opportunity_id: int, today: date) -> tuple[Stay, ...]:
    """Return the stays in the order they were entered."""
    query = (
        select(StageHistory, Stage.name, Stage.colour, User.display_name)
        .join(Stage, Stage.id == StageHistory.stage_id)
        .outerjoin(User, User.id == StageHistory.user_id)
        .where(StageHistory.opportunity_id == opportunity_id)
        .order_by(StageHistory.entered_at, StageHistory.id)
    )
    return tuple(_stay(row, today) for row in session.execute(query))


def _stay(row: Row[*tuple[Any, ...]], today: date) -> Stay:
    history, name, colour, user = row
    return Stay(
        history.stage_id, name, colour, history.entered_at, history.left_at,
        _days(history.entered_at, history.left_at, today), history.stated_percent, history.net_minor, user,
    )  # fmt: skip


def steps_of(session: Session, opportunity: Opportunity, stays: Iterable[Stay]) -> tuple[Step, ...]:
    """Return the open stages of the pipeline in order, and of the closing ones the one it is in."""
    query = (
        select(Stage)
        .where(
            Stage.pipeline_id == opportunity.pipeline_id,
            (Stage.kind == "open") & Stage.active | (Stage.id == opportunity.stage_id),
        )
        .order_by(Stage.sort_order, Stage.id)
    )
    stages = list(session.scalars(query))
    usual = _medians(session, opportunity)
    current = next((number for number, stage in enumerate(stages) if stage.id == opportunity.stage_id), 0)
    return tuple(
        _step(stage, number, _place(number, current), [stay for stay in stays if stay.stage_id == stage.id], usual)
        for number, stage in enumerate(stages)
    )


def _step(stage: Stage, number: int, place: str, stays: list[Stay], usual: dict[int, int]) -> Step:
    return Step(
        stage_id=stage.id,
        name=stage.name,
        colour=stage.colour,
        glyph=0 if stage.kind == "lost" else min(number, LAST_GLYPH),
        kind=stage.kind,
        place=place,
        days=sum(stay.days for stay in stays) if stays else None,
        median_days=usual.get(stage.id),
        entered_on=stays[-1].entered_at.date() if stays else None,
    )


def _place(number: int, current: int) -> str:
    if number == current:
        return "current"
    return "past" if number < current else "future"


def _medians(session: Session, opportunity: Opportunity) -> dict[int, int]:
    """Return the median days of the last finished stays per stage, of the same pipeline and company."""
    # The limit inside keeps the planner from reading the company's whole history.
    recent = (
        select(StageHistory)
        .where(StageHistory.pipeline_id == opportunity.pipeline_id, StageHistory.left_at.is_not(None))
        .order_by(StageHistory.id.desc())
        .limit(COMPARED_STAYS)
        .subquery()
    )
    query = (
        select(recent.c.stage_id, recent.c.entered_at, recent.c.left_at)
        .join(Opportunity, Opportunity.id == recent.c.opportunity_id)
        .where(Opportunity.company_id == opportunity.company_id)
    )
    days: dict[int, list[int]] = {}
    for stage_id, entered_at, left_at in session.execute(query):
        days.setdefault(stage_id, []).append(_days(entered_at, left_at, entered_at.date()))
    return {stage_id: round(median(values)) for stage_id, values in days.items()}


def _days(entered_at: datetime, left_at: datetime | None, today: date) -> int:
    return max(((left_at.date() if left_at else today) - entered_at.date()).days, 0)
