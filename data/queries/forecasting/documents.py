"""Orders and invoices of a company as they were known at the end of a day, as the rows of forecasting's frames."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.schema.invoice import Invoice
from data.schema.sales import SalesOrder

Major = Callable[[int, str, date], float]  # minor units, currency, day → major units of the company's currency
ISSUED = ("issued", "paid")
CONFIRMED = ("open", "invoiced")


def orders(session: Session, company_id: int, cutoff: date, major: Major) -> Iterator[tuple[object, ...]]:
    """Yield the confirmed orders with what had been invoiced of them; one cancelled since is left out."""
    invoiced = (
        select(Invoice.sales_order_id, func.sum(Invoice.net_minor).label("net_minor"))
        .where(Invoice.company_id == company_id, Invoice.status.in_(ISSUED), Invoice.issued_on <= cutoff)
        .group_by(Invoice.sales_order_id)
        .subquery()
    )
    query = (
        select(SalesOrder, func.coalesce(invoiced.c.net_minor, 0))
        .outerjoin(invoiced, invoiced.c.sales_order_id == SalesOrder.id)
        .where(
            SalesOrder.company_id == company_id, SalesOrder.status.in_(CONFIRMED), SalesOrder.ordered_on <= cutoff
        )
        .order_by(SalesOrder.id)
    )  # fmt: skip
    for order, invoiced_minor in session.execute(query):
        yield (
            order.id, order.opportunity_id, order.ordered_on, order.planned_invoice_on or order.requested_delivery_on,
            major(order.net_minor, order.currency_code, order.ordered_on),
            major(int(invoiced_minor), order.currency_code, order.ordered_on),
        )  # fmt: skip


def invoices(session: Session, company_id: int, cutoff: date, major: Major) -> Iterator[tuple[object, ...]]:
    """Yield the issued invoices and credit notes in the order of their days."""
    query = (
        select(
            Invoice.sales_order_id, Invoice.opportunity_id, Invoice.issued_on, Invoice.net_minor, Invoice.currency_code
        )
        .where(Invoice.company_id == company_id, Invoice.status.in_(ISSUED), Invoice.issued_on <= cutoff)
        .order_by(Invoice.issued_on, Invoice.id)
    )
    for order_id, opportunity_id, on, minor, currency in session.execute(query):
        yield order_id, opportunity_id, on, major(minor, currency, on)


def by_scope(
    session: Session, company_id: int, measure: str, scope: str, cutoff: date, major: Major
) -> dict[int, list[tuple[date, float]]]:
    """Return day and amount of each document by team, owner, or company (0): invoices, or orders for `bookings`."""
    kind: Any = Invoice if measure == "invoicing" else SalesOrder
    on = Invoice.issued_on if measure == "invoicing" else SalesOrder.ordered_on
    whose = {"team": kind.team_id, "owner": kind.owner_id}.get(scope)
    statuses = ISSUED if measure == "invoicing" else CONFIRMED
    columns = [on, kind.net_minor, kind.currency_code, *([whose] if whose is not None else [])]
    query = (
        select(*columns)
        .where(kind.company_id == company_id, kind.status.in_(statuses), on <= cutoff)
        .order_by(on, kind.id)
    )
    found: dict[int, list[tuple[date, float]]] = {}
    for day, minor, currency, *key in session.execute(query):
        found.setdefault((key[0] or 0) if key else 0, []).append((day, major(minor, currency, day)))
    return dict(sorted(found.items()))
