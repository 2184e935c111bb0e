"""The chain from the opportunity to the money: its quotes, orders and invoices."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.schema.invoice import DocumentLink, Invoice
from data.schema.sales import Quote, SalesOrder
from domain.detail import Chain, InvoiceRow, OrderRow, QuoteRow


def chain_of(session: Session, opportunity_id: int) -> Chain:
    """Return the documents that name the opportunity, that an extra link names, or that bill one of its orders."""
    orders = _orders(session, opportunity_id)
    invoices = _invoices(session, opportunity_id, [order.id for order in orders])
    return Chain(_quotes(session, opportunity_id), orders, invoices)


def _linked(
    opportunity_id: int, id_: InstrumentedAttribute[int], link: InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    return id_.in_(select(link).where(DocumentLink.opportunity_id == opportunity_id, link.is_not(None)))


def _quotes(session: Session, opportunity_id: int) -> tuple[QuoteRow, ...]:
    query = (
        select(
            Quote.id, Quote.number, Quote.revision, Quote.status, Quote.issued_on, Quote.valid_until_on,
            Quote.currency_code, Quote.net_minor, Quote.version,
        )
        .where(or_(Quote.opportunity_id == opportunity_id, _linked(opportunity_id, Quote.id, DocumentLink.quote_id)))
        .order_by(Quote.issued_on, Quote.id)
    )  # fmt: skip
    return tuple(QuoteRow(*row) for row in session.execute(query))


def _orders(session: Session, opportunity_id: int) -> tuple[OrderRow, ...]:
    order = SalesOrder
    query = (
        select(
            order.id, order.number, order.status, order.ordered_on, order.quote_id, order.currency_code,
            order.net_minor, order.invoiced_minor,
        )
        .where(
            or_(order.opportunity_id == opportunity_id, _linked(opportunity_id, order.id, DocumentLink.sales_order_id))
        )
        .order_by(order.ordered_on, order.id)
    )  # fmt: skip
    return tuple(OrderRow(*row) for row in session.execute(query))


def _invoices(session: Session, opportunity_id: int, order_ids: list[int]) -> tuple[InvoiceRow, ...]:
    query = (
        select(
            Invoice.id, Invoice.kind, Invoice.number, Invoice.status, Invoice.issued_on, Invoice.due_on,
            Invoice.sales_order_id, Invoice.credited_invoice_id, Invoice.currency_code, Invoice.net_minor,
            Invoice.gross_minor, Invoice.paid_minor,
        )
        .where(
            or_(
                Invoice.opportunity_id == opportunity_id,
                Invoice.sales_order_id.in_(order_ids),
                _linked(opportunity_id, Invoice.id, DocumentLink.invoice_id),
            )
        )
        .order_by(Invoice.issued_on, Invoice.id)
    )  # fmt: skip
    return tuple(InvoiceRow(*tuple(row)) for row in session.execute(query))
