"""Closings: by type what was won and lost and how fast, by quarter and reason why, and how late against the first plan."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, aliased

from data.queries.matching import CLOSED, conditions
from data.queries.overview.calendar import days_between, month_number, whole
from data.queries.overview.standings import lasting
from data.queries.reporting import Converter
from data.schema.opportunity import Opportunity, StageHistory
from data.schema.pipeline import ClosingReason, OpportunityType
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.outcome import Outcome


class Speed(NamedTuple):
    """What is open of a type, and what of it was closed in a span; amounts in the reporting currency."""

    type: str
    open_count: int
    won_count: int
    lost_count: int
    won_minor: int
    won_days: int


class Why(NamedTuple):
    """How many were closed in a month for a reason; an empty reason is none given."""

    month: int
    outcome: str
    reason: str
    row_count: int
    net_minor: int


class Slip(NamedTuple):
    """How many of the won ones came so many days after the day that was expected at first; below 0 is before it."""

    days: int
    row_count: int


class Created(NamedTuple):
    """What became of those created in a month; amounts in the reporting currency."""

    month: int
    outcome: str
    row_count: int
    net_minor: int


def speeds(
    session: Session,
    principal: Principal,
    wanted: PipelineFilter,
    first_on: date,
    last_on: date,
    *,
    converter: Converter,
) -> list[Speed]:
    """Return by type, by name, what is open now and what was closed between two days."""
    took = days_between(Opportunity.created_on, Opportunity.closed_on)
    key = (OpportunityType.description, Opportunity.outcome, Opportunity.currency_code)
    query = (
        select(*key, func.count(), func.sum(Opportunity.net_minor), func.sum(took))
        .join(OpportunityType, OpportunityType.id == Opportunity.opportunity_type_id)
        .where(
            *conditions(session, principal, lasting(wanted)),
            (Opportunity.outcome == Outcome.OPEN.value) | Opportunity.closed_on.between(first_on, last_on),
        )
        .group_by(*key)
        .order_by(*key)
    )
    found: dict[str, list[int]] = {}
    for name, outcome, currency, count, net, days in session.execute(query):
        sums = found.setdefault(name, [0, 0, 0, 0, 0])
        sums[[Outcome.OPEN, Outcome.WON, Outcome.LOST].index(Outcome(outcome))] += count
        if outcome == Outcome.WON:
            sums[3] += converter.minor(whole(net), currency)
            sums[4] += whole(days)
    return [Speed(name, *sums) for name, sums in found.items()]


def reasons(
    session: Session,
    principal: Principal,
    wanted: PipelineFilter,
    first_on: date,
    last_on: date,
    *,
    converter: Converter,
) -> list[Why]:
    """Return what was closed between two days by month, outcome and reason."""
    month = month_number(Opportunity.closed_on)
    reason = func.coalesce(ClosingReason.description, "")
    key = (month, Opportunity.outcome, reason, Opportunity.currency_code)
    query = (
        select(*key, func.count(), func.sum(Opportunity.net_minor))
        .outerjoin(ClosingReason, ClosingReason.id == Opportunity.closing_reason_id)
        .where(
            *conditions(session, principal, lasting(wanted)),
            Opportunity.outcome.in_(CLOSED),
            Opportunity.closed_on.between(first_on, last_on),
        )
        .group_by(*key)
        .order_by(*key)
    )
    sums: dict[tuple[int, str, str], tuple[int, int]] = {}
    for number, outcome, text, currency, count, net in session.execute(query):
        rows, minor = sums.get((number, outcome, text), (0, 0))
        sums[number, outcome, text] = (rows + count, minor + converter.minor(whole(net), currency))
    return [Why(*key, *value) for key, value in sums.items()]


def created(
    session: Session,
    principal: Principal,
    wanted: PipelineFilter,
    first_on: date,
    last_on: date,
    *,
    converter: Converter,
) -> list[Created]:
    """Return what became of those created between two days, by month of creation."""
    key = (month_number(Opportunity.created_on), Opportunity.outcome, Opportunity.currency_code)
    query = (
        select(*key, func.count(), func.sum(Opportunity.net_minor))
        .where(*conditions(session, principal, lasting(wanted)), Opportunity.created_on.between(first_on, last_on))
        .group_by(*key)
        .order_by(*key)
    )
    sums: dict[tuple[int, str], tuple[int, int]] = {}
    for number, outcome, currency, count, net in session.execute(query):
        rows, minor = sums.get((number, outcome), (0, 0))
        sums[number, outcome] = (rows + count, minor + converter.minor(whole(net), currency))
    return [Created(*key, *value) for key, value in sums.items()]


def slips(session: Session, principal: Principal, wanted: PipelineFilter, first_on: date, last_on: date) -> list[Slip]:
    """Return how late those came that were won between two days, against the order date that was expected at first."""
    other = aliased(StageHistory)
    first_id = (
        select(other.id)
        .where(other.opportunity_id == Opportunity.id)
        .order_by(other.entered_at, other.id)
        .limit(1)
        .correlate(Opportunity)
        .scalar_subquery()
    )
    days = days_between(StageHistory.expected_order_on, Opportunity.closed_on)
    query = (
        select(days.label("days"), func.count())
        .select_from(Opportunity)
        .join(StageHistory, and_(StageHistory.opportunity_id == Opportunity.id, StageHistory.id == first_id))
        .where(
            *conditions(session, principal, lasting(wanted)),
            Opportunity.outcome == Outcome.WON.value,
            Opportunity.closed_on.between(first_on, last_on),
            StageHistory.expected_order_on.is_not(None),
        )
        .group_by(days)
        .order_by(days)
    )
    return [Slip(*row) for row in session.execute(query)]


def pushes(session: Session, principal: Principal, wanted: PipelineFilter) -> list[tuple[int, int]]:
    """Return how many open opportunities had their expected order date moved later so many times.

    Counted from stage to stage, as the history keeps the date at each entry; several moves within one stay are one.
    """
    earlier = func.lag(StageHistory.expected_order_on).over(
        partition_by=StageHistory.opportunity_id, order_by=(StageHistory.entered_at, StageHistory.id)
    )
    stay = (
        select(StageHistory.opportunity_id, StageHistory.expected_order_on.label("expected"), earlier.label("earlier"))
        .join(Opportunity, Opportunity.id == StageHistory.opportunity_id)
        .where(*conditions(session, principal, wanted, Outcome.OPEN))
        .subquery()
    )
    moved = func.sum(case((stay.c.expected > stay.c.earlier, 1), else_=0)).label("moved")
    each = select(stay.c.opportunity_id, moved).group_by(stay.c.opportunity_id).subquery()
    query = select(each.c.moved, func.count()).group_by(each.c.moved).order_by(each.c.moved)
    return [(whole(count), rows) for count, rows in session.execute(query)]
