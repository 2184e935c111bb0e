"""One order with its lines, how far it is invoiced and what surrounds it, and one quote."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.billing import open_of
from data.queries.document import head_of, owned, quoted, trail_of
from data.schema.product import ProductFamily
from data.schema.sales import Quote, QuoteLine, SalesOrder, SalesOrderLine
from domain.access import Principal
from domain.document import DocumentLine, Linked, OrderDetail, QuoteDetail
from domain.errors import NotFound


def order_detail(session: Session, principal: Principal, order_id: int) -> OrderDetail:
    """Return everything about an order; raise NotFound outside the person's scope."""
    row = session.execute(owned(SalesOrder, principal, order_id)).one_or_none()
    if row is None:
        raise NotFound
    order: SalesOrder = row[0]
    head = head_of(session, principal, row, order.owner_id)
    lines = _order_lines(session, order_id)
    return OrderDetail(
        head=head,
        quote=_quote(session, order.quote_id),
        ordered_on=order.ordered_on,
        requested_delivery_on=order.requested_delivery_on,
        planned_invoice_on=order.planned_invoice_on,
        gross_minor=order.gross_minor,
        discount_minor=order.discount_minor,
        net_minor=order.net_minor,
        tax_minor=order.tax_minor,
        invoiced_minor=order.invoiced_minor,
        opens=open_of(order, [line for line, _ in lines]),
        lines=tuple(
            DocumentLine(
                line.line_no, family, line.description, line.quantity, line.net_minor, line.unit_price_minor,
                line.discount_minor, line.invoiced_minor,
            )
            for line, family in lines
        ),
        trail=trail_of(session, principal, head, order, "sales_order"),
    )  # fmt: skip


def quote_detail(session: Session, principal: Principal, quote_id: int) -> QuoteDetail:
    """Return everything about a quote; raise NotFound outside the person's scope."""
    row = session.execute(quoted(principal, quote_id)).one_or_none()
    if row is None:
        raise NotFound
    quote: Quote = row[0]
    head = head_of(session, principal, row, row.owner_id)
    return QuoteDetail(
        head=head,
        revision=quote.revision,
        issued_on=quote.issued_on,
        valid_until_on=quote.valid_until_on,
        note=quote.note,
        gross_minor=quote.gross_minor,
        discount_minor=quote.discount_minor,
        net_minor=quote.net_minor,
        tax_minor=quote.tax_minor,
        lines=_quote_lines(session, quote_id),
        trail=trail_of(session, principal, head, quote, "quote"),
        outcome=row.outcome,
    )


def _order_lines(session: Session, order_id: int) -> list[tuple[SalesOrderLine, str | None]]:
    query = (
        select(SalesOrderLine, ProductFamily.description)
        .outerjoin(ProductFamily, ProductFamily.id == SalesOrderLine.product_family_id)
        .where(SalesOrderLine.sales_order_id == order_id)
        .order_by(SalesOrderLine.line_no, SalesOrderLine.id)
    )
    return [(line, family) for line, family in session.execute(query)]


def _quote_lines(session: Session, quote_id: int) -> tuple[DocumentLine, ...]:
    line = QuoteLine
    query = (
        select(
            line.line_no, ProductFamily.description, line.description, line.quantity, line.net_minor,
            line.unit_price_minor, line.discount_minor,
        )
        .outerjoin(ProductFamily, ProductFamily.id == line.product_family_id)
        .where(line.quote_id == quote_id)
        .order_by(line.line_no, line.id)
    )  # fmt: skip
    return tuple(DocumentLine(*row) for row in session.execute(query))


def _quote(session: Session, quote_id: int | None) -> Linked | None:
    quote = session.get(Quote, quote_id) if quote_id else None
    return Linked(quote.id, quote.number) if quote else None
