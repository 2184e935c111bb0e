"""Standings: the open pipeline as it stood at the end of each month, from the stays in stages."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, case, func, or_, select
from sqlalchemy.orm import Session

from data.queries.matching import Conditions, conditions
from data.queries.overview.calendar import month_number, whole
from data.queries.reporting import Converter
from data.schema.opportunity import Opportunity, StageHistory
from data.schema.pipeline import Stage
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.money import weighted_minor
from domain.outcome import Outcome


class Standing(NamedTuple):
    """What was open at the end of a month, in minor units of the reporting currency."""

    month: int
    net_minor: int
    weighted_minor: int


def standings(
    session: Session, principal: Principal, wanted: PipelineFilter, first: int, last: int, *, converter: Converter
) -> list[Standing]:
    """Return the open pipeline at the end of each month of a span, the oldest first.

    An opportunity counts with the amount and the probability of the stage it was in, as they were when it came there.
    """
    begun = month_number(StageHistory.entered_at)
    ended = case((StageHistory.left_at.is_(None), last + 1), else_=month_number(StageHistory.left_at))
    query = (
        select(
            begun.label("begun"),
            ended.label("ended"),
            Opportunity.currency_code,
            func.sum(StageHistory.net_minor).label("net"),
            func.sum(StageHistory.net_minor * StageHistory.stated_percent).label("net_percent"),
        )
        .join(Opportunity, Opportunity.id == StageHistory.opportunity_id)
        .join(Stage, Stage.id == StageHistory.stage_id)
        .where(
            Stage.kind == "open",
            or_(StageHistory.left_at >= _begin(first + 1), _still(StageHistory)),
            *conditions(session, principal, lasting(wanted)),
            *_of_stays(wanted),
        )
        .group_by(begun, ended, Opportunity.currency_code)
    )
    rows = session.execute(query).all()
    return [_standing(month, rows, converter) for month in range(first, last + 1)]


def lasting(wanted: PipelineFilter) -> PipelineFilter:
    """Return the part of a filter that does not change as an opportunity goes on: not period, stage and probability."""
    return replace(wanted, period=None, stage_ids=frozenset(), percent_min=0, percent_max=100)


def _still(stay: type[StageHistory]) -> Any:
    return and_(stay.left_at.is_(None), Opportunity.outcome == Outcome.OPEN.value)


def _of_stays(wanted: PipelineFilter) -> Conditions:
    """Return the part of the filter that changes, asked of the stay instead of the opportunity as it is today."""
    found: Conditions = []
    if wanted.stage_ids:
        found.append(StageHistory.stage_id.in_(sorted(wanted.stage_ids)))
    if (wanted.percent_min, wanted.percent_max) != (0, 100):
        found.append(StageHistory.stated_percent.between(wanted.percent_min, wanted.percent_max))
    if wanted.period:
        found.append(StageHistory.expected_order_on.between(wanted.period.start_on, wanted.period.end_on))
    return found


def _standing(month: int, rows: Iterable[Row[*tuple[Any, ...]]], converter: Converter) -> Standing:
    sums: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.begun <= month < row.ended:
            net, net_percent = sums.get(row.currency_code, (0, 0))
            sums[row.currency_code] = (net + whole(row.net), net_percent + whole(row.net_percent))
    return Standing(
        month,
        sum(converter.minor(net, currency) for currency, (net, _) in sums.items()),
        sum(converter.minor(weighted_minor(net_percent), currency) for currency, (_, net_percent) in sums.items()),
    )


def _begin(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
