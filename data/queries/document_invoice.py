"""One invoice or credit note with its lines, what is paid and credited of it, and what surrounds it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.billing import creditable_of, left_of
from data.queries.document import head_of, linked_invoice, linked_order, owned, trail_of
from data.schema.invoice import Invoice, InvoiceLine
from data.schema.product import ProductFamily
from domain.access import Principal
from domain.document import DocumentLine, InvoiceDetail
from domain.errors import NotFound


def invoice_detail(session: Session, principal: Principal, invoice_id: int) -> InvoiceDetail:
    """Return everything about an invoice; raise NotFound outside the person's scope."""
    row = session.execute(owned(Invoice, principal, invoice_id)).one_or_none()
    if row is None:
        raise NotFound
    invoice: Invoice = row[0]
    head = head_of(session, principal, row, invoice.owner_id)
    lines = _lines(session, invoice_id)
    return InvoiceDetail(
        head=head,
        kind=invoice.kind,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        net_minor=invoice.net_minor,
        tax_minor=invoice.tax_minor,
        gross_minor=invoice.gross_minor,
        paid_minor=invoice.paid_minor,
        left_minor=left_of(session, invoice),
        creditable=creditable_of(session, invoice, [line for line, _ in lines]),
        order=linked_order(session, principal, invoice.sales_order_id),
        credited=linked_invoice(session, principal, invoice.credited_invoice_id),
        lines=tuple(
            DocumentLine(line.line_no, family, line.description, line.quantity, line.net_minor)
            for line, family in lines
        ),
        trail=trail_of(session, principal, head, invoice, "invoice"),
    )


def _lines(session: Session, invoice_id: int) -> list[tuple[InvoiceLine, str | None]]:
    query = (
        select(InvoiceLine, ProductFamily.description)
        .outerjoin(ProductFamily, ProductFamily.id == InvoiceLine.product_family_id)
        .where(InvoiceLine.invoice_id == invoice_id)
        .order_by(InvoiceLine.line_no, InvoiceLine.id)
    )
    return [(line, family) for line, family in session.execute(query)]
