"""The papers of a contact: the latest quotes, orders and invoices that the person sees."""

from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity
from data.schema.sales import Quote, SalesOrder
from data.scope import visible
from domain.access import Principal
from domain.detail import Chain, InvoiceRow, OrderRow, QuoteRow

SHOWN: Final = 6


def papers_of(session: Session, principal: Principal, contact_id: int) -> Chain:
    """Return the documents in the contact's own name or of its opportunities, the latest first."""
    return Chain(
        _quotes(session, principal, contact_id),
        _orders(session, principal, contact_id),
        _invoices(session, principal, contact_id),
    )


def _of_contact(entity: Any, contact_id: int) -> ColumnElement[bool]:
    deals = select(Opportunity.id).where(Opportunity.contact_id == contact_id)
    return or_(entity.contact_id == contact_id, entity.opportunity_id.in_(deals))


def _quotes(session: Session, principal: Principal, contact_id: int) -> tuple[QuoteRow, ...]:
    """A quote is seen by who sees its opportunity, without one by its company."""
    seen = or_(
        Quote.opportunity_id.is_(None) & Quote.company_id.in_(sorted(principal.company_ids)),
        Quote.opportunity_id.in_(select(Opportunity.id).where(*visible(principal))),
    )
    query = (
        select(
            Quote.id, Quote.number, Quote.revision, Quote.status, Quote.issued_on, Quote.valid_until_on,
            Quote.currency_code, Quote.net_minor,
        )
        .where(_of_contact(Quote, contact_id), seen)
        .order_by(Quote.issued_on.desc(), Quote.id.desc())
        .limit(SHOWN)
    )  # fmt: skip
    return tuple(QuoteRow(*row) for row in session.execute(query))


def _orders(session: Session, principal: Principal, contact_id: int) -> tuple[OrderRow, ...]:
    order = SalesOrder
    query = (
        select(
            order.id, order.number, order.status, order.ordered_on, order.quote_id, order.currency_code,
            order.net_minor, order.invoiced_minor,
        )
        .where(_of_contact(order, contact_id), *visible(principal, SalesOrder))
        .order_by(order.ordered_on.desc(), order.id.desc())
        .limit(SHOWN)
    )  # fmt: skip
    return tuple(OrderRow(*row) for row in session.execute(query))


def _invoices(session: Session, principal: Principal, contact_id: int) -> tuple[InvoiceRow, ...]:
    query = (
        select(
            Invoice.id, Invoice.kind, Invoice.number, Invoice.status, Invoice.issued_on, Invoice.due_on,
            Invoice.sales_order_id, Invoice.credited_invoice_id, Invoice.currency_code, Invoice.net_minor,
            Invoice.gross_minor, Invoice.paid_minor,
        )
        .where(_of_contact(Invoice, contact_id), *visible(principal, Invoice))
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
        .limit(SHOWN)
    )  # fmt: skip
    return tuple(InvoiceRow(*tuple(row)) for row in session.execute(query))
