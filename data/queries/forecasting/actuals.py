"""Actuals: what each month of a year has brought and was to bring, as the Invoicing page and the boards count it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Integer, cast, extract, func, select
from sqlalchemy.orm import Session

from data.queries.forecasting.documents import CONFIRMED
from data.queries.invoicing import Sums
from data.queries.invoicing.matching import order_conditions
from data.queries.invoicing.months import Exchange
from data.queries.invoicing.targets import BILLINGS, BOOKINGS, targets
from data.queries.matching import conditions
from data.schema.opportunity import Opportunity
from data.schema.sales import SalesOrder
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.invoicing import Basis, InvoicingView, Kind
from domain.outcome import Outcome
from domain.outlook import Measure

QUOTAS: Final = {Measure.INVOICED: BILLINGS, Measure.ORDERED: BOOKINGS, Measure.WON: BOOKINGS}


@dataclass(frozen=True, slots=True)
class Actuals:
    """Minor units by month, year × 12 + month − 1, and the day of the oldest rate used."""

    amounts: Mapping[int, int]
    targets: Mapping[int, int]
    rates_on: date | None


def view_of(pipeline_filter: PipelineFilter, year: int, currency: str, basis: Basis = Basis.EXCLUSIVE) -> InvoicingView:
    """Return the invoices of a year as the Invoicing page would be asked for them."""
    pipeline = replace(pipeline_filter, period=None, currency=currency)
    return InvoicingView(pipeline, year * 12, year * 12 + 11, shown=frozenset({Kind.INVOICES}), basis=basis)


def actuals(
    session: Session,
    principal: Principal,
    pipeline_filter: PipelineFilter,
    measure: Measure,
    year: int,
    currency: str,
    *,
    today: date,
) -> Actuals:
    """Return what the months of the year brought, and their targets, in the currency.

    Amounts in others come in at the rate of the month's last day, at the latest today's. Raises RateMissing.
    """
    view = view_of(pipeline_filter, year, currency, Basis.EXCLUSIVE if measure is Measure.INVOICED else Basis.DOCUMENTS)
    exchange, found = Exchange(session, currency, today), dict[int, int]()
    for (month, source), minor in _sums(session, principal, view, measure).items():
        found[month] = found.get(month, 0) + exchange.minor(minor, source, month)
    company_ids = sorted(principal.company_ids & (pipeline_filter.company_ids or principal.company_ids))
    wanted = targets(session, principal, view, company_ids, exchange.minor, QUOTAS[measure])
    return Actuals(found, wanted, exchange.rates_on)


def _sums(session: Session, principal: Principal, view: InvoicingView, measure: Measure) -> dict[tuple[int, str], int]:
    """Return the sum of each month and currency, so that each is converted once, as the Invoicing page does."""
    found: dict[tuple[int, str], int] = {}
    if measure is Measure.INVOICED:
        for row in Sums(session, principal, view).of(Kind.INVOICES):
            found[row.month, row.currency] = found.get((row.month, row.currency), 0) + row.net_minor
        return dict(sorted(found.items()))
    query = _orders(session, principal, view) if measure is Measure.ORDERED else _won(session, principal, view)
    return {
        (month, source): int(minor) for month, source, minor in session.execute(query.order_by("month", "currency"))
    }


def _orders(session: Session, principal: Principal, view: InvoicingView) -> Any:
    return (
        select(SalesOrder.ordered_month.label("month"), SalesOrder.currency_code.label("currency"),
               func.sum(SalesOrder.net_minor))
        .where(
            *order_conditions(session, principal, view), SalesOrder.status.in_(CONFIRMED),
            SalesOrder.ordered_month.between(view.first_month, view.last_month),
        )
        .group_by(SalesOrder.ordered_month, SalesOrder.currency_code)
    )  # fmt: skip


def _won(session: Session, principal: Principal, view: InvoicingView) -> Any:
    asked = replace(view.pipeline, stage_ids=frozenset(), percent_min=0, percent_max=100)
    year, number = (cast(extract(part, Opportunity.closed_on), Integer) for part in ("year", "month"))
    month = year * 12 + number - 1
    return (
        select(month.label("month"), Opportunity.currency_code.label("currency"), func.sum(Opportunity.net_minor))
        .where(
            *conditions(session, principal, asked, Outcome.WON),
            Opportunity.closed_on.between(date(view.first_month // 12, 1, 1), date(view.last_month // 12, 12, 31)),
        )
        .group_by(month, Opportunity.currency_code)
    )
