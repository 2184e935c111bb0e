"""Sums: what the whole list, each of its groups and each row of the probability table add up to, over all rows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, null, select
from sqlalchemy.orm import Session

from data.queries.grid.columns import Ordered, group_of
from data.queries.grid.rows import matching
from data.queries.matching import total_conditions
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.opportunity import Opportunity, OpportunityTotal
from data.schema.pipeline import Probability
from domain.access import Principal
from domain.board import Totals
from domain.grid import GridView
from domain.money import weighted_minor

Key = int | str | None
NOBODY: Final = 0  # what the summary table says for no team


@dataclass(frozen=True, slots=True)
class Sums:
    """Totals in the reporting currency, and per currency as they are."""

    totals: Totals
    currencies: Mapping[str, Totals]


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A row of the probability table with what stands in it, in the reporting currency."""

    percent: int
    label: str
    totals: Totals


def sums(
    session: Session, principal: Principal, view: GridView, converter: Converter, by: str | None = None
) -> dict[Key, Sums]:
    """Return the sums of each group by the column `by`, or of the whole list under None; raise RateMissing."""
    field = group_of(by) if by else None
    found: dict[Key, dict[str, Totals]] = {}
    for key, currency, count, net, net_percent in session.execute(
        _query(session, principal, view, field, converter.as_of)
    ):
        value = None if by == "team" and key == NOBODY else key
        found.setdefault(value, {})[currency] = Totals(int(count), int(net), weighted_minor(int(net_percent)))
    return {key: _added(per_currency, converter) for key, per_currency in found.items()}


def funnel(session: Session, principal: Principal, view: GridView, converter: Converter) -> tuple[FunnelRow, ...]:
    """Return count and net per row of the probability table, as if nothing were chosen among them."""
    narrowed = {name: wanted for name, wanted in view.narrowed.items() if name != "probability"}
    wider = replace(view, pipeline=replace(view.pipeline, percent_min=0, percent_max=100), narrowed=narrowed)
    totals: dict[int, Totals] = {}
    query = _query(session, principal, wider, Opportunity.probability_id, converter.as_of)
    for key, currency, count, net, net_percent in session.execute(query):
        part = Totals(int(count), int(net), weighted_minor(int(net_percent)))
        totals[key] = totals.get(key, Totals()) + converter.totals(part, currency)
    rows = select(Probability.id, Probability.percent, Probability.description).order_by(
        Probability.percent.desc(), Probability.sort_order, Probability.id
    )
    found = session.execute(rows)
    return tuple(FunnelRow(percent, label, totals[id_]) for id_, percent, label in found if id_ in totals)


def _query(
    session: Session,
    principal: Principal,
    view: GridView,
    field: Ordered | None,
    today: date,
) -> Select[*tuple[Any, ...]]:
    """Ask the summary table where it knows enough, else the opportunities."""
    known = None if view.narrowed else total_conditions(principal, view.pipeline)
    kept = getattr(OpportunityTotal, str(field.key), None) if field is not None else null()
    weighing = Weighing.of(session, principal, view.pipeline)
    if known is None or kept is None or not weighing.is_stated:
        key = field if field is not None else null()
        sums_ = (
            func.count(),
            func.sum(Opportunity.net_minor),
            func.sum(Opportunity.net_minor * weighing.percent),
        )
        query = select(key, Opportunity.currency_code, *sums_).where(*matching(session, principal, view, today))
        grouped = (Opportunity.currency_code,) if field is None else (field, Opportunity.currency_code)
        return query.group_by(*grouped)
    total = OpportunityTotal
    query = select(
        kept,
        total.currency_code,
        func.sum(total.row_count),
        func.sum(total.net_minor),
        func.sum(total.net_percent_minor),
    ).where(*known, total.row_count > 0)
    if view.shown.outcome is not None:
        query = query.where(total.outcome == view.shown.outcome.value)
    return query.group_by(*((total.currency_code,) if field is None else (kept, total.currency_code)))


def _added(currencies: dict[str, Totals], converter: Converter) -> Sums:
    converted = (converter.totals(part, currency) for currency, part in currencies.items())
    return Sums(sum(converted, Totals()), currencies)
