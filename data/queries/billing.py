"""What is billed, credited and paid: how far an order is invoiced, what an invoice still asks for."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.schema.invoice import Invoice, InvoiceLine
from data.schema.sales import SalesOrder, SalesOrderLine
from domain.billing import left_to_pay, with_rest

LIVE: Final = ("issued", "paid")


class Credited(NamedTuple):
    """The sums of an invoice's credit notes, all negative, in minor units."""

    net_minor: int
    tax_minor: int
    gross_minor: int


def open_of(order: SalesOrder, lines: Iterable[SalesOrderLine]) -> dict[int, int]:
    """Return what each line of an order has left to be invoiced, by line number; 0 is what no line accounts for."""
    opens = {line.line_no: line.net_minor - line.invoiced_minor for line in lines}
    return with_rest(opens, order.net_minor - order.invoiced_minor)


def credited_of(session: Session, invoice_id: int) -> Credited:
    """Return what was credited of an invoice."""
    query = select(
        func.coalesce(func.sum(Invoice.net_minor), 0),
        func.coalesce(func.sum(Invoice.tax_minor), 0),
        func.coalesce(func.sum(Invoice.gross_minor), 0),
    ).where(Invoice.credited_invoice_id == invoice_id, Invoice.status.in_(LIVE))
    return Credited(*(int(value) for value in session.execute(query).one()))


def left_of(session: Session, invoice: Invoice) -> int:
    """Return what an invoice still asks for, in minor units with tax; below zero is owed to the contact."""
    return left_to_pay(invoice.gross_minor, credited_of(session, invoice.id).gross_minor, invoice.paid_minor)


def creditable_of(session: Session, invoice: Invoice, lines: Iterable[InvoiceLine]) -> dict[int, int]:
    """Return what of each line is not credited yet, by line number; 0 is what no line accounts for."""
    rows = session.execute(
        select(InvoiceLine.line_no, func.sum(InvoiceLine.net_minor).label("net"))
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.credited_invoice_id == invoice.id, Invoice.status.in_(LIVE))
        .group_by(InvoiceLine.line_no)
    )
    credited = {row.line_no: int(row.net) for row in rows}
    opens = {line.line_no: line.net_minor + credited.get(line.line_no, 0) for line in lines}
    return with_rest(opens, invoice.net_minor + credited_of(session, invoice.id).net_minor)
