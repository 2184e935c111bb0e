"""Documents: what was invoiced month by month, and how much was ordered and not yet invoiced at any time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import Session

from data.queries.invoicing import UNDATED, Sums
from data.queries.invoicing.matching import invoice_conditions, order_conditions
from data.queries.invoicing.months import Exchange
from data.queries.overview.calendar import whole
from data.schema.invoice import Invoice
from data.schema.sales import SalesOrder
from domain.access import Principal
from domain.invoicing import Basis, InvoicingView, Kind
from domain.period import month_of

EVER = 200 * 12, 3000 * 12


class Amount(NamedTuple):
    """An amount of a month, in minor units of the reporting currency."""

    month: int
    net_minor: int


class OpenOrders(NamedTuple):
    """What is left to invoice of the open orders planned for a month (0 for none), in the reporting currency."""

    month: int
    row_count: int
    open_minor: int


class Backlog(NamedTuple):
    """Ordered and not yet invoiced: now by planned month, at the end of each month before, and on one day."""

    now: tuple[OpenOrders, ...]
    standings: tuple[Amount, ...]
    then_minor: int


def invoiced_by_month(
    session: Session, principal: Principal, view: InvoicingView, first: int, last: int, *, exchange: Exchange
) -> list[Amount]:
    """Return what was invoiced in each month of a span that has invoices, by the date on them."""
    asked = replace(view, first_month=first, last_month=last)
    sums: dict[int, int] = {}
    for found in Sums(session, principal, asked).of(Kind.INVOICES):
        minor = exchange.minor(found.net_minor, found.currency, found.month)
        sums[found.month] = sums.get(found.month, 0) + minor
    return [Amount(month, minor) for month, minor in sorted(sums.items())]


def invoiced_after(
    session: Session, principal: Principal, view: InvoicingView, day: date, *, exchange: Exchange
) -> int:
    """Return what was invoiced after a day until the end of its month: what a sum up to the day has to leave out."""
    query = (
        select(Invoice.currency_code, func.sum(Invoice.net_minor))
        .where(
            *invoice_conditions(session, principal, view),
            Invoice.issued_month == month_of(day),
            Invoice.issued_on > day,
        )
        .group_by(Invoice.currency_code)
    )
    return sum(exchange.minor(whole(net), currency, month_of(day)) for currency, net in session.execute(query))


def backlog(
    session: Session,
    principal: Principal,
    view: InvoicingView,
    months: range,
    then_on: date,
    *,
    exchange: Exchange,
) -> Backlog:
    """Return the backlog now, at the end of each month of `months`, and on a day.

    The past is the present without what was ordered since, and with what of the orders was invoiced since; orders that
    were cancelled count at no time.
    """
    left = list(Sums(session, principal, _ever(view)).of(Kind.ORDERS))
    now: dict[str, int] = {}
    by_month: dict[int, OpenOrders] = {}
    for found in left:
        now[found.currency] = now.get(found.currency, 0) + found.open_minor
        before = by_month.get(found.month, OpenOrders(found.month, 0, 0))
        minor = exchange.minor(found.open_minor, found.currency, found.month)
        by_month[found.month] = OpenOrders(found.month, before.row_count + found.count, before.open_minor + minor)
    changes = _changes(session, principal, view, months[0], then_on)
    standings = [
        Amount(month, _standing(now, [one for one in changes if one.month > month], exchange, month))
        for month in months
    ]
    since = [one for one in changes if (one.month, one.later) > (month_of(then_on), False)]
    return Backlog(tuple(by_month.values()), tuple(standings), _standing(now, since, exchange, month_of(then_on)))


class _Change(NamedTuple):
    month: int
    later: bool  # within the month of the day that is asked for: after that day
    currency: str
    minor: int


def _standing(now: dict[str, int], since: Iterable[_Change], exchange: Exchange, month: int) -> int:
    """Take what changed since from what is now, in each currency, and convert each sum once."""
    then = dict(now)
    for change in since:
        then[change.currency] = then.get(change.currency, 0) - change.minor
    return sum(exchange.minor(minor, currency, month) for currency, minor in then.items())


def _changes(session: Session, principal: Principal, view: InvoicingView, first: int, then_on: date) -> list[_Change]:
    """Return what orders added (+) and their invoices took (−) in each month after `first`."""
    orders = order_conditions(session, principal, replace(_ever(view), basis=Basis.DOCUMENTS))
    ordered = _by_month(SalesOrder.ordered_month, SalesOrder.ordered_on, SalesOrder, then_on).where(
        *orders, SalesOrder.ordered_month > first
    )
    invoiced = (
        _by_month(Invoice.issued_month, Invoice.issued_on, Invoice, then_on)
        .join(SalesOrder, SalesOrder.id == Invoice.sales_order_id)
        .where(
            *orders,
            Invoice.issued_month > first,
            Invoice.kind == "invoice",
            Invoice.status.in_(["issued", "paid"]),
        )
    )
    return [
        _Change(row.month, bool(row.later), row.currency_code, sign * whole(row.net))
        for sign, query in ((1, ordered), (-1, invoiced))
        for row in session.execute(query)
    ]


def _by_month(month: Any, on: Any, entity: Any, day: date) -> Select[*tuple[Any, ...]]:
    later = case((month != month_of(day), literal(0)), (on > day, literal(1)), else_=literal(0))
    key = (month.label("month"), later.label("later"), entity.currency_code)
    return select(*key, func.sum(entity.net_minor).label("net")).group_by(month, later, entity.currency_code)


def _ever(view: InvoicingView) -> InvoicingView:
    return replace(view, first_month=EVER[0], last_month=EVER[1], basis=Basis.EXCLUSIVE, documents={})


def planned_span(orders: Iterable[OpenOrders]) -> tuple[int, int] | None:
    """Return the first and the last month that open orders are planned for, None without any."""
    months = [one.month for one in orders if one.month != UNDATED]
    return (min(months), max(months)) if months else None
