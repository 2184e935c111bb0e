"""Matching: what a document must fulfil to be seen by the person and meant by the invoicing board."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from data.schema.contact import Contact
from data.schema.invoice import Invoice
from data.schema.invoicing import DocumentTotal, ExpectedInvoicing
from data.schema.opportunity import Opportunity
from data.schema.sales import SalesOrder
from data.scope import visible
from data.text_search import found_opportunities, matching_contacts
from domain.access import Principal
from domain.invoicing import INVOICE_KINDS, STATUSES, Basis, DocumentFilter, InvoicingView, Kind

Conditions = list[ColumnElement[bool]]
ORDER = "order"  # how the summary table calls an order
DRAFT = "draft"


def total_conditions(principal: Principal, view: InvoicingView, kind: Kind, *, drafts: bool = False) -> Conditions:
    """Return the conditions on the summary table; only right where `in_totals` says so."""
    asked = view.document(kind)
    kinds = sorted(asked.types) or INVOICE_KINDS if kind is Kind.INVOICES else (ORDER,)
    return [
        *visible(principal, DocumentTotal),
        DocumentTotal.kind.in_(kinds),
        DocumentTotal.status.in_([DRAFT] if drafts else statuses(view, kind)),
        *_chosen(view, DocumentTotal),
    ]


def in_totals(view: InvoicingView, kind: Kind) -> bool:
    """Tell whether the summary table knows enough to answer for a kind of document."""
    asked, pipeline = view.document(kind), view.pipeline
    by_type = bool(asked.types) and kind is not Kind.INVOICES
    by_document = asked.number or asked.contact or asked.period or by_type
    return not (by_document or pipeline.text or pipeline.type_ids or pipeline.contact_ids)


def invoice_conditions(
    session: Session, principal: Principal, view: InvoicingView, *, drafts: bool = False
) -> Conditions:
    """Return what an invoice must fulfil, whatever its month."""
    asked = view.document(Kind.INVOICES)
    return [
        *visible(principal, Invoice),
        Invoice.kind.in_(sorted(asked.types) or INVOICE_KINDS),
        Invoice.status.in_([DRAFT] if drafts else statuses(view, Kind.INVOICES)),
        *_chosen(view, Invoice),
        *_of_contacts(view, Invoice),
        *_of_types(view, Invoice, frozenset()),
        *_of_document(session, view, Invoice, asked),
        *_dated(asked, Invoice.issued_on),
    ]


def order_conditions(
    session: Session, principal: Principal, view: InvoicingView, *, drafts: bool = False
) -> Conditions:
    """Return what an order must fulfil, whatever its month."""
    asked = view.document(Kind.ORDERS)
    return [
        *visible(principal, SalesOrder),
        SalesOrder.status.in_([DRAFT] if drafts else statuses(view, Kind.ORDERS)),
        *_chosen(view, SalesOrder),
        *_of_contacts(view, SalesOrder),
        *_of_types(view, SalesOrder, asked.types),
        *_of_document(session, view, SalesOrder, asked),
        *_dated(asked, SalesOrder.planned_invoice_on),
    ]


def expected_conditions(principal: Principal, view: InvoicingView) -> Conditions:
    """Return what a part of an opportunity must fulfil, whatever its month, as far as the part itself knows."""
    asked, pipeline = view.document(Kind.OPPORTUNITIES), view.pipeline
    part = ExpectedInvoicing
    wanted = (
        (part.company_id, pipeline.company_ids), (part.owner_id, pipeline.owner_ids),
        (part.main_agent_id, pipeline.agent_ids), (part.opportunity_type_id, pipeline.type_ids),
        (part.opportunity_type_id, _numbers(asked.types)), (part.stage_id, pipeline.stage_ids),
    )  # fmt: skip
    low, high = pipeline.percent_min, pipeline.percent_max
    return [
        *visible(principal, part),
        *([_is_true(part.is_expected)] if view.basis is Basis.EXCLUSIVE else []),
        *(column.in_(sorted(ids)) for column, ids in wanted if ids),
        *([] if (low, high) == (0, 100) else [part.percent.between(low, high)]),
        *_dated(asked, part.expected_invoice_on),
    ]


def opportunity_conditions(session: Session, view: InvoicingView) -> Conditions:
    """Return what the opportunity of a part must fulfil beyond that; empty when the part alone can tell."""
    asked, pipeline = view.document(Kind.OPPORTUNITIES), view.pipeline
    text = [found_opportunities(session, pipeline.text)] if pipeline.text else []
    status = [Opportunity.outcome.in_(sorted(asked.statuses))] if asked.statuses else []
    named = [*_number(Opportunity, asked.number), *_contact(session, Opportunity, asked.contact)]
    return [*text, *_of_contacts(view, Opportunity), *status, *named]


def statuses(view: InvoicingView, kind: Kind) -> list[str]:
    """Return the statuses that count; of orders only those that are still open when each amount counts once."""
    asked = view.document(kind).statuses
    known = ("open",) if kind is Kind.ORDERS and view.basis is Basis.EXCLUSIVE else STATUSES[kind]
    return [status for status in known if not asked or status in asked]


def _is_true(column: Any) -> ColumnElement[bool]:
    # Bare, because `IS true` does not find the partial index.
    bare: ColumnElement[bool] = column
    return bare


def _chosen(view: InvoicingView, entity: Any) -> Conditions:
    pipeline = view.pipeline
    wanted = (
        (entity.company_id, pipeline.company_ids),
        (entity.owner_id, pipeline.owner_ids),
        (entity.agent_id, pipeline.agent_ids),
    )
    return [column.in_(sorted(ids)) for column, ids in wanted if ids]


def _of_contacts(view: InvoicingView, entity: Any) -> Conditions:
    contact_ids = view.pipeline.contact_ids
    return [entity.contact_id.in_(sorted(contact_ids))] if contact_ids else []


def _of_types(view: InvoicingView, entity: Any, types: frozenset[str]) -> Conditions:
    """Narrow documents to those of opportunities of the types."""
    return [
        entity.opportunity_id.in_(select(Opportunity.id).where(Opportunity.opportunity_type_id.in_(sorted(ids))))
        for ids in (view.pipeline.type_ids, _numbers(types))
        if ids
    ]


def _of_document(session: Session, view: InvoicingView, entity: Any, asked: DocumentFilter) -> Conditions:
    text = view.pipeline.text
    found = _contact(session, entity, text)
    # Numbers hold digits: words without one are looked for among the contacts alone, which is much cheaper.
    if any(character.isdecimal() for character in text):
        found = [or_(and_(*_number(entity, text)), and_(*found))]
    return [*found, *_number(entity, asked.number), *_contact(session, entity, asked.contact)]


def _number(entity: Any, text: str) -> Conditions:
    # Found first and on its own, from the index of the numbers alone.
    numbered = select(entity.id).where(entity.number.icontains(text, autoescape=True))
    return [entity.id.in_(numbered)] if text else []


def _contact(session: Session, entity: Any, text: str) -> Conditions:
    if not text:
        return []
    named = matching_contacts(session.get_bind().dialect.name, text)
    return [entity.contact_id.in_(select(Contact.id).where(named))]


def _dated(asked: DocumentFilter, column: Any) -> Conditions:
    return [column.between(asked.period.start_on, asked.period.end_on)] if asked.period else []


def _numbers(texts: frozenset[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts)
