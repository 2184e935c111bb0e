"""What the pages of quotes, orders and invoices have in common: whose the document is, and what surrounds it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, aliased

from data.queries.documents import chain_of
from data.queries.trail import events_of
from data.schema.company import Company, SourceSystem
from data.schema.contact import Contact
from data.schema.invoice import Invoice, Payment
from data.schema.opportunity import Opportunity
from data.schema.people import Agent, Team, User
from data.schema.sales import Quote, SalesOrder
from data.scope import visible
from domain.access import Permission, Principal
from domain.detail import Chain, InvoiceRow, OrderRow, QuoteRow
from domain.document import DocumentHead, Linked, PaymentRow, Source, Trail, source_link

Owned = SalesOrder | Invoice
Record = Quote | SalesOrder | Invoice


def owned(entity: type[Owned], principal: Principal, record_id: int) -> Select[*tuple[Any, ...]]:
    """Return the query of one order or invoice that the person sees, with the names that its head needs."""
    owner = aliased(User)
    return (
        _named(entity, owner.display_name.label("owner"), Team.name.label("team"), Agent.name.label("agent"))
        .outerjoin(owner, owner.id == entity.owner_id)
        .outerjoin(Team, Team.id == entity.team_id)
        .outerjoin(Agent, Agent.id == entity.agent_id)
        .where(entity.id == record_id, *visible(principal, entity))
    )


def quoted(principal: Principal, record_id: int) -> Select[*tuple[Any, ...]]:
    """Return the query of one quote; it is seen by who sees its opportunity, without one by its company."""
    owner = aliased(User)
    return (
        _named(Quote, owner.display_name.label("owner"), Team.name.label("team"), Agent.name.label("agent"))
        .add_columns(Opportunity.owner_id.label("owner_id"), Opportunity.outcome)
        .outerjoin(Opportunity, Opportunity.id == Quote.opportunity_id)
        .outerjoin(owner, owner.id == Opportunity.owner_id)
        .outerjoin(Team, Team.id == Opportunity.team_id)
        .outerjoin(Agent, Agent.id == Opportunity.main_agent_id)
        .where(Quote.id == record_id, seen_quote(principal))
    )


def seen_quote(principal: Principal) -> ColumnElement[bool]:
    """Return the condition under which the person sees a quote: as its opportunity, without one as its company."""
    return or_(
        Quote.opportunity_id.is_(None) & Quote.company_id.in_(sorted(principal.company_ids)),
        Quote.opportunity_id.in_(select(Opportunity.id).where(*visible(principal))),
    )


def _named(entity: type[Record], *names: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            entity,
            Company.name.label("company"),
            Company.time_zone,
            Contact.name.label("contact"),
            Contact.city,
            Contact.country_code,
            SourceSystem.name.label("system"),
            SourceSystem.link_pattern,
            *names,
        )
        .join(Company, Company.id == entity.company_id)
        .outerjoin(Contact, Contact.id == entity.contact_id)
        .outerjoin(SourceSystem, SourceSystem.id == entity.source_system_id)
    )


def head_of(session: Session, principal: Principal, row: Any, owner_id: int | None) -> DocumentHead:
    """Return the head of a document from a row of the queries above."""
    record: Record = row[0]
    named = ("company", "time_zone", "contact", "city", "country_code", "owner", "team", "agent")
    return DocumentHead(
        id=record.id,
        version=record.version,
        number=record.number,
        status=record.status,
        currency=record.currency_code,
        owner_id=owner_id,
        opportunity=_opportunity(session, principal, record.opportunity_id),
        source=_source(row, record),
        changeable=_is_changeable(session, principal, record),
        **{name: getattr(row, name) for name in named},
    )


def _is_changeable(session: Session, principal: Principal, record: Record) -> bool:
    """Tell whether the person may change a document; who may change the opportunity may change its quotes."""
    owned: Opportunity | SalesOrder | Invoice | None
    if isinstance(record, Quote):
        owned = session.get(Opportunity, record.opportunity_id) if record.opportunity_id else None
        needed = Permission.CHANGE_OPPORTUNITIES
    else:
        owned, needed = record, Permission.CHANGE_DOCUMENTS
    if owned is None or not principal.may(needed):
        return False
    return principal.reaches(company_id=owned.company_id, team_id=owned.team_id, owner_id=owned.owner_id, changing=True)


def _source(row: Any, record: Record) -> Source | None:
    if not row.system or not record.source_id:
        return None
    return Source(row.system, record.source_id, source_link(row.link_pattern, record.source_id))


def _opportunity(session: Session, principal: Principal, opportunity_id: int | None) -> Linked | None:
    if opportunity_id is None:
        return None
    query = select(Opportunity.id, Opportunity.title, Opportunity.number).where(
        Opportunity.id == opportunity_id, *visible(principal)
    )
    row = session.execute(query).one_or_none()
    return Linked(*row) if row else None


def linked_order(session: Session, principal: Principal, order_id: int | None) -> Linked | None:
    """Return the order that a document refers to, None when the person does not see it."""
    return _linked(session, SalesOrder, order_id, visible(principal, SalesOrder))


def linked_invoice(session: Session, principal: Principal, invoice_id: int | None) -> Linked | None:
    """Return the invoice that a credit note refers to, None when the person does not see it."""
    return _linked(session, Invoice, invoice_id, visible(principal, Invoice))


def _linked(session: Session, entity: type[Owned], record_id: int | None, seen: Sequence[Any]) -> Linked | None:
    row = session.execute(select(entity.id, entity.number).where(entity.id == record_id, *seen)).one_or_none()
    return Linked(row.id, row.number) if row else None


def trail_of(session: Session, principal: Principal, head: DocumentHead, record: Record, entity: str) -> Trail:
    """Return the chain around a document, the payments in it and the document's changes.

    The chain is the opportunity's, or what hangs on the order when there is none that the person sees.
    """
    chain = chain_of(session, head.opportunity.id) if head.opportunity else _own_chain(session, principal, record)
    return Trail(chain, _payments(session, chain), events_of(session, record.id, entity))


def _own_chain(session: Session, principal: Principal, record: Record) -> Chain:
    if isinstance(record, Quote):
        return Chain((_quote_row(record),), (), ())
    order_id = record.id if isinstance(record, SalesOrder) else record.sales_order_id
    orders = select(SalesOrder).where(SalesOrder.id == order_id, *visible(principal, SalesOrder))
    mine = Invoice.sales_order_id == order_id if order_id else _bill_and_credits(record.id)
    invoices = select(Invoice).where(mine, *visible(principal, Invoice)).order_by(Invoice.issued_on, Invoice.id)
    return Chain(
        (),
        tuple(_order_row(order) for order in session.scalars(orders)),
        tuple(_invoice_row(invoice) for invoice in session.scalars(invoices)),
    )


def _bill_and_credits(invoice_id: int) -> Any:
    credited = select(Invoice.credited_invoice_id).where(Invoice.id == invoice_id).scalar_subquery()
    return or_(Invoice.id == invoice_id, Invoice.credited_invoice_id == invoice_id, Invoice.id == credited)


def _quote_row(quote: Quote) -> QuoteRow:
    return QuoteRow(
        quote.id, quote.number, quote.revision, quote.status, quote.issued_on, quote.valid_until_on,
        quote.currency_code, quote.net_minor, quote.version,
    )  # fmt: skip


def _order_row(order: SalesOrder) -> OrderRow:
    return OrderRow(
        order.id, order.number, order.status, order.ordered_on, order.quote_id, order.currency_code, order.net_minor,
        order.invoiced_minor,
    )  # fmt: skip


def _invoice_row(one: Invoice) -> InvoiceRow:
    return InvoiceRow(
        one.id, one.kind, one.number, one.status, one.issued_on, one.due_on, one.sales_order_id,
        one.credited_invoice_id, one.currency_code, one.net_minor, one.gross_minor, one.paid_minor,
    )  # fmt: skip


def _payments(session: Session, chain: Chain) -> tuple[PaymentRow, ...]:
    query = (
        select(Payment.invoice_id, Invoice.number, Payment.paid_on, Invoice.currency_code, Payment.amount_minor)
        .join(Invoice, Invoice.id == Payment.invoice_id)
        .where(Payment.invoice_id.in_([invoice.id for invoice in chain.invoices]))
        .order_by(Payment.paid_on, Payment.id)
    )
    return tuple(PaymentRow(*row) for row in session.execute(query))
