"""Boards: what columns add up to; and the columns of the Progress board, one per row of the probability table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from data.queries.matching import SHOWN, conditions, total_conditions
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.company import Company
from data.schema.opportunity import Opportunity, OpportunityTotal
from data.schema.pipeline import Probability
from domain.access import Principal
from domain.board import ColumnKey, Totals
from domain.filter import PipelineFilter
from domain.money import weighted_minor
from domain.outcome import Outcome

Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Place = Literal["probability_id", "stage_id"]
PROBABILITY: Place = "probability_id"
LOST = ColumnKey(Outcome.LOST)
WON = ColumnKey(Outcome.WON)


@dataclass(frozen=True, slots=True)
class Column:
    """A column with the totals of all opportunities in it; `label` is empty for lost and won."""

    key: ColumnKey
    percent: int
    label: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns, lost first and won last; the summary adds up the open ones. Amounts in `currency`."""

    columns: tuple[Column, ...]
    summary: Totals
    currency: str
    as_of: date
    rates_on: date | None


def columns(
    session: Session, principal: Principal, pipeline_filter: PipelineFilter, *, currency: str, as_of: date
) -> Columns:
    """Return every column with count, net and weighted amount over all rows that match, in minor units of `currency`.

    Each column adds up per currency first and converts each sum once. Raises RateMissing.
    """
    converter = Converter(session, currency, as_of)
    totals = totals_by(session, principal, pipeline_filter, converter, PROBABILITY)
    shown = (
        Column(LOST, 0, "", totals.pop(LOST, Totals())),
        *_open_columns(session, totals),
        Column(WON, 100, "", totals.pop(WON, Totals())),
    )
    return Columns(shown, summary_of(shown), currency, as_of, converter.rates_on)


def summary_of(shown: Iterable[Column]) -> Totals:
    """Return what the open columns add up to."""
    return sum((column.totals for column in shown if column.key.outcome is Outcome.OPEN), Totals())


def totals_by(
    session: Session, principal: Principal, pipeline_filter: PipelineFilter, converter: Converter, place: Place
) -> dict[ColumnKey, Totals]:
    """Return the totals of every column that holds anything; `place` is what the open columns stand for."""
    found = session.execute(totals_query(session, principal, pipeline_filter, place)).all()
    return _converted(found, converter, place)


def totals_query(
    session: Session, principal: Principal, pipeline_filter: PipelineFilter, place: Place = PROBABILITY
) -> Statement:
    """Return the sums per outcome, place and currency: from the summary table where it knows enough.

    It knows stated probabilities alone, by which closed opportunities always count.
    """
    known = total_conditions(principal, pipeline_filter)
    if known is None:
        return base_totals_query(session, principal, pipeline_filter, place)
    weighing = Weighing.of(session, principal, pipeline_filter)
    if weighing.is_stated:
        return _summed(known, place)
    is_open = _part(conditions(session, principal, pipeline_filter, Outcome.OPEN), Outcome.OPEN, place, weighing)
    return union_all(is_open, _summed([*known, OpportunityTotal.outcome != Outcome.OPEN.value], place))


def _summed(known: Sequence[ColumnElement[bool]], place: Place) -> Select[*tuple[Any, ...]]:
    standing = getattr(OpportunityTotal, place).label("place_id")
    key = (OpportunityTotal.outcome, standing, OpportunityTotal.currency_code)
    return (
        select(
            *key,
            func.sum(OpportunityTotal.row_count).label("row_count"),
            func.sum(OpportunityTotal.net_minor).label("net"),
            func.sum(OpportunityTotal.net_percent_minor).label("net_percent"),
        )
        .where(*known)
        .group_by(*key)
    )


def base_totals_query(
    session: Session, principal: Principal, pipeline_filter: PipelineFilter, place: Place = PROBABILITY
) -> Statement:
    """Return the same sums from the opportunities themselves; right for every filter.

    One part per outcome, because each has its own index: the open ones by place, the closed ones by date.
    """
    weighing = Weighing.of(session, principal, pipeline_filter)
    parts = ((outcome, conditions(session, principal, pipeline_filter, outcome)) for outcome in SHOWN)
    return union_all(*(_part(where, outcome, place, weighing) for outcome, where in parts))


def _part(
    where: Sequence[ColumnElement[bool]], outcome: Outcome, place: Place, weighing: Weighing
) -> Select[*tuple[Any, ...]]:
    standing = getattr(Opportunity, place) if outcome is Outcome.OPEN else cast(null(), BigInteger)
    key = (standing, Opportunity.currency_code) if outcome is Outcome.OPEN else (Opportunity.currency_code,)
    return (
        select(
            literal(outcome.value).label("outcome"),
            standing.label("place_id"),
            Opportunity.currency_code,
            func.count().label("row_count"),
            func.sum(Opportunity.net_minor).label("net"),
            func.sum(Opportunity.net_minor * weighing.percent).label("net_percent"),
        )
        .where(*where)
        .group_by(*key)
    )


def _converted(rows: Iterable[Row[*tuple[Any, ...]]], converter: Converter, place: Place) -> dict[ColumnKey, Totals]:
    """Add up per column and currency, then convert each sum once."""
    sums: dict[tuple[ColumnKey, str], tuple[int, int, int]] = {}
    for row in rows:
        outcome = Outcome(row.outcome)
        key = ColumnKey(outcome, **{place: row.place_id}) if outcome is Outcome.OPEN else ColumnKey(outcome)
        count, net, net_percent = sums.get((key, row.currency_code), (0, 0, 0))
        sums[key, row.currency_code] = (
            count + int(row.row_count),
            net + int(row.net),
            net_percent + int(row.net_percent),
        )
    totals: dict[ColumnKey, Totals] = {}
    for (key, currency), (count, net, net_percent) in sums.items():
        part = converter.totals(Totals(count, net, weighted_minor(net_percent)), currency)
        totals[key] = totals.get(key, Totals()) + part
    return totals


def _open_columns(session: Session, totals: dict[ColumnKey, Totals]) -> list[Column]:
    """Return a column per active row of the probability table, and per other row that still holds opportunities."""
    closing = exists().where(
        or_(Company.won_probability_id == Probability.id, Company.lost_probability_id == Probability.id)
    )
    query = select(
        Probability.id, Probability.percent, Probability.description, (Probability.active & ~closing).label("shown")
    ).order_by(Probability.percent, Probability.sort_order, Probability.id)
    found = [(ColumnKey(Outcome.OPEN, row.id), row) for row in session.execute(query)]
    return [
        Column(key, row.percent, row.description, totals.get(key, Totals()))
        for key, row in found
        if row.shown or key in totals
    ]
