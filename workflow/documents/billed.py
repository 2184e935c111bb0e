"""What is billed of an order and what is open: by line, with its tax, in step with its invoices."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.billing import LIVE
from data.schema.invoice import Invoice, InvoiceLine
from data.schema.log import Event
from data.schema.sales import SalesOrder, SalesOrderLine
from domain.billing import tax_of_part
from workflow.journal import Values

REOPENED: Final = "reopen_amount"


def order_lines(session: Session, order_id: int) -> dict[int, SalesOrderLine]:
    """Return the lines of an order by their number."""
    query = select(SalesOrderLine).where(SalesOrderLine.sales_order_id == order_id)
    return {line.line_no: line for line in session.scalars(query.order_by(SalesOrderLine.line_no, SalesOrderLine.id))}


def tax_for(session: Session, order: SalesOrder, net_minor: int) -> int:
    """Return the tax that a further invoice of this net bears; the parts of an order make its tax to the cent."""
    known = _billed(session, order)
    return tax_of_part(order.tax_minor, order.net_minor, order.invoiced_minor, net_minor, known)


def _billed(session: Session, order: SalesOrder) -> tuple[int, int]:
    """Return net and tax of what counts as billed: the invoices, and the credit notes that gave their amount back."""
    reopened = select(Event.after["credit_note_id"].as_integer()).where(
        Event.entity == "sales_order", Event.entity_id == order.id, Event.verb == REOPENED
    )
    query = select(func.coalesce(func.sum(Invoice.net_minor), 0), func.coalesce(func.sum(Invoice.tax_minor), 0)).where(
        Invoice.sales_order_id == order.id,
        Invoice.status.in_(LIVE),
        (Invoice.kind != "credit_note") | Invoice.id.in_(reopened),
    )
    net, tax = session.execute(query).one()
    return int(net), int(tax)


def bill(order: SalesOrder, lines: Mapping[int, SalesOrderLine], shares: Mapping[int, int]) -> Values:
    """Count shares (by line number, negative ones give back) as invoiced and return what becomes of the order."""
    for number, minor in shares.items():
        if number in lines:
            lines[number].invoiced_minor += minor
    invoiced = order.invoiced_minor + sum(shares.values())
    return {"invoiced_minor": invoiced, "status": "invoiced" if invoiced >= order.net_minor else "open"}


def invoice_lines(
    invoice_id: int, lines: Mapping[int, SalesOrderLine], shares: Mapping[int, int], rest: str
) -> list[InvoiceLine]:
    """Return the lines of an invoice over these shares; the quantity is the same part of the order line's."""
    return [
        _invoice_line(invoice_id, number, lines.get(number), minor, rest) for number, minor in shares.items() if minor
    ]


def _invoice_line(invoice_id: int, number: int, source: SalesOrderLine | None, minor: int, rest: str) -> InvoiceLine:
    if source is None:
        return InvoiceLine(invoice_id=invoice_id, line_no=number, description=rest, quantity=1, net_minor=minor)
    quantity = source.quantity * minor / source.net_minor if source.net_minor else source.quantity
    return InvoiceLine(
        invoice_id=invoice_id,
        line_no=number,
        sales_order_line_id=source.id,
        product_family_id=source.product_family_id,
        description=source.description,
        quantity=round(quantity, 4),
        net_minor=minor,
    )
