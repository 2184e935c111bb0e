"""Stays in stages: how long an opportunity was where, beside how long others of the pipeline usually are there."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from statistics import median
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from data.queries.stages import allowed_moves
from data.schema.opportunity import Opportunity, StageHistory
from data.schema.people import User
from data.schema.pipeline import Probability, Stage
from data.scope import visible_stage
from domain.access import Principal
from domain.detail import Stay, Step
from domain.outcome import Outcome

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


def steps_of(
    session: Session, principal: Principal, opportunity: Opportunity, stays: Iterable[Stay]
) -> tuple[Step, ...]:
    """Return the open stages of the pipeline in order, and of the closing ones the one it is in."""
    query = (
        select(Stage, Probability.percent)
        .outerjoin(Probability, Probability.id == Stage.default_probability_id)
        .where(
            Stage.pipeline_id == opportunity.pipeline_id,
            (Stage.kind == "open") & Stage.active | (Stage.id == opportunity.stage_id),
        )
        .order_by(Stage.sort_order, Stage.id)
    )
    found = session.execute(query).all()
    usual, ways = _medians(session, opportunity), _ways(session, principal, opportunity)
    current = next((number for number, (stage, _) in enumerate(found) if stage.id == opportunity.stage_id), 0)
    steps = (
        (
            _step(stage, number, _place(number, current), [stay for stay in stays if stay.stage_id == stage.id], usual),
            percent,
        )
        for number, (stage, percent) in enumerate(found)
    )
    return tuple(replace(step, reachable=step.stage_id in ways, usual_percent=percent) for step, percent in steps)


def _ways(session: Session, principal: Principal, opportunity: Opportunity) -> frozenset[int]:
    """Return the open stages that it may be moved to from where it is, tasks apart; none for a closed one."""
    if opportunity.outcome != Outcome.OPEN:
        return frozenset()
    query = select(Stage.id).where(
        Stage.pipeline_id == opportunity.pipeline_id, Stage.kind == Outcome.OPEN.value, Stage.active,
        Stage.id != opportunity.stage_id, visible_stage(principal),
    )  # fmt: skip
    moves = allowed_moves(session, opportunity.pipeline_id)
    return frozenset(id_ for id_ in session.scalars(query) if moves is None or (opportunity.stage_id, id_) in moves)


def _step(stage: Stage, number: int, place: str, stays: list[Stay], usual: dict[int, int]) -> Step:
    return Step(
        stage_id=stage.id,
        name=stage.name,
        colour=stage.colour,
        glyph=0 if stage.kind == "lost" else min(number, LAST_GLYPH),
        kind=stage.kind,
        place=place,
        days=_took(stays, place),
        median_days=usual.get(stage.id),
        entered_on=stays[-1].entered_at.date() if stays else None,
    )


def _took(stays: list[Stay], place: str) -> int | None:
    """Return the days of all stays, in the present stage of the one that lasts; None for a stage never entered."""
    if not stays:
        return None
    return stays[-1].days if place == "current" else sum(stay.days for stay in stays)


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
        .order_by(StageHistory.left_at.desc(), StageHistory.id.desc())
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
