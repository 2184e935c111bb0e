"""Orders and invoices for programs, narrowed by what the filter can say of a document."""

from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.contact import Contact
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.schema.sales import SalesOrder
from data.scope import visible
from data.text_search import matching_contacts
from domain.access import Principal
from domain.filter import PipelineFilter

Rows = list[Row[*tuple[Any, ...]]]
Document = type[SalesOrder] | type[Invoice]


def orders(session: Session, principal: Principal, wanted: PipelineFilter, after: int, limit: int) -> Rows:
    """Return the orders behind the id `after`; the filter's period is that of the day they were ordered."""
    entity = SalesOrder
    query = (
        select(
            entity.id, entity.number, Company.code.label("company"), entity.contact_id, Contact.name.label("contact"),
            entity.opportunity_id, User.login.label("owner"), entity.status, entity.ordered_on,
            entity.requested_delivery_on, entity.planned_invoice_on, entity.currency_code.label("currency"),
            entity.gross_minor, entity.discount_minor, entity.net_minor, entity.tax_minor, entity.invoiced_minor,
            entity.version,
        )
        .join(Company, Company.id == entity.company_id)
        .outerjoin(Contact, Contact.id == entity.contact_id)
        .outerjoin(User, User.id == entity.owner_id)
        .where(*_meant(session, principal, wanted, entity, entity.ordered_on), entity.id > after)
        .order_by(entity.id)
        .limit(limit)
    )  # fmt: skip
    return list(session.execute(query))


def invoices(session: Session, principal: Principal, wanted: PipelineFilter, after: int, limit: int) -> Rows:
    """Return the invoices and notes behind the id `after`; the filter's period is that of the day they were issued."""
    entity = Invoice
    query = (
        select(
            entity.id, entity.kind, entity.series, entity.number, Company.code.label("company"), entity.contact_id,
            Contact.name.label("contact"), entity.opportunity_id, entity.sales_order_id.label("order_id"),
            entity.credited_invoice_id, User.login.label("owner"), entity.status, entity.issued_on, entity.due_on,
            entity.currency_code.label("currency"), entity.net_minor, entity.tax_minor, entity.gross_minor,
            entity.paid_minor, entity.version,
        )
        .join(Company, Company.id == entity.company_id)
        .outerjoin(Contact, Contact.id == entity.contact_id)
        .outerjoin(User, User.id == entity.owner_id)
        .where(*_meant(session, principal, wanted, entity, entity.issued_on), entity.id > after)
        .order_by(entity.id)
        .limit(limit)
    )  # fmt: skip
    return list(session.execute(query))


def _meant(
    session: Session, principal: Principal, wanted: PipelineFilter, entity: Document, day: Any
) -> list[ColumnElement[bool]]:
    chosen = (
        (entity.company_id, wanted.company_ids), (entity.owner_id, wanted.owner_ids),
        (entity.agent_id, wanted.agent_ids), (entity.contact_id, wanted.contact_ids),
    )  # fmt: skip
    of_type = select(Opportunity.id).where(Opportunity.opportunity_type_id.in_(sorted(wanted.type_ids)))
    return [
        *visible(principal, entity),
        *(column.in_(sorted(ids)) for column, ids in chosen if ids),
        *([entity.opportunity_id.in_(of_type)] if wanted.type_ids else []),
        *([day.between(wanted.period.start_on, wanted.period.end_on)] if wanted.period else []),
        *_with_text(session, wanted.text, entity),
    ]


def _with_text(session: Session, text: str, entity: Document) -> list[ColumnElement[bool]]:
    if not text:
        return []
    named = select(Contact.id).where(matching_contacts(session.get_bind().dialect.name, text))
    return [or_(entity.number.icontains(text, autoescape=True), entity.contact_id.in_(named))]
