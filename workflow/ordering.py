"""Ordering: what was offered and won becomes an order, once."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.sales import Quote, QuoteLine, SalesOrder, SalesOrderLine
from domain.billing import rounded_share
from domain.period import month_of
from workflow import journal
from workflow.journal import Entry
from workflow.numbering import next_number

COPIED: Final = ("product_family_id", "description", "quantity", "unit_price_minor", "discount_minor", "net_minor")


def standing_order(session: Session, opportunity_id: int) -> SalesOrder | None:
    """Return the latest order of an opportunity that is not cancelled."""
    query = select(SalesOrder).where(SalesOrder.opportunity_id == opportunity_id, SalesOrder.status != "cancelled")
    return session.scalars(query.order_by(SalesOrder.id.desc()).limit(1)).one_or_none()


def order_of_quote(session: Session, quote_id: int) -> SalesOrder | None:
    """Return the order that a quote became, None while there is none that stands."""
    query = select(SalesOrder).where(SalesOrder.quote_id == quote_id, SalesOrder.status != "cancelled")
    return session.scalars(query.order_by(SalesOrder.id.desc()).limit(1)).one_or_none()


def make_order(
    session: Session, entry: Entry, opportunity: Opportunity, quote: Quote | None, ordered_on: date
) -> SalesOrder:
    """Make the order of a quote, or without one of the lines; the opportunity is locked and nothing was ordered yet."""
    source = quote or opportunity
    lines = _quote_lines(session, quote) if quote else _lines(session, opportunity)
    planned_on = _planned_on(session, opportunity, ordered_on)
    order = SalesOrder(
        company_id=opportunity.company_id,
        number=next_number(session, SalesOrder, opportunity.company_id, ordered_on),
        opportunity_id=opportunity.id,
        quote_id=quote.id if quote else None,
        contact_id=source.contact_id,
        agent_id=opportunity.main_agent_id,
        owner_id=opportunity.owner_id,
        team_id=opportunity.team_id,
        status="open",
        ordered_on=ordered_on,
        ordered_month=month_of(ordered_on),
        requested_delivery_on=opportunity.expected_delivery_on,
        planned_invoice_on=planned_on,
        planned_invoice_month=month_of(planned_on),
        currency_code=source.currency_code,
        gross_minor=source.gross_minor,
        discount_minor=source.discount_minor,
        net_minor=source.net_minor,
        tax_minor=quote.tax_minor if quote else tax_of(session, opportunity),
    )
    session.add(order)
    session.flush()
    for line in lines:
        line.sales_order_id = order.id
    session.add_all(lines)
    session.flush()
    created: journal.Values = {"status": order.status, "net_minor": order.net_minor}
    journal.tell(session, Entry(entry.principal, "create", entry.now), order, {}, created, version=order.version)
    return order


def tax_of(session: Session, opportunity: Opportunity) -> int:
    """Return the tax on an opportunity's net amount at the share of the last order: the contact's, else the company's.

    A contact abroad that never ordered bears none.
    """
    orders = select(SalesOrder).where(
        SalesOrder.company_id == opportunity.company_id, SalesOrder.net_minor > 0, SalesOrder.status != "cancelled"
    )
    latest = orders.order_by(SalesOrder.id.desc()).limit(1)
    last = session.scalars(latest.where(SalesOrder.contact_id == opportunity.contact_id)).one_or_none()
    if last is None and not _is_abroad(session, opportunity):
        last = session.scalars(latest.where(SalesOrder.tax_minor > 0)).one_or_none()
    return rounded_share(last.tax_minor, opportunity.net_minor, last.net_minor) if last else 0


def _is_abroad(session: Session, opportunity: Opportunity) -> bool:
    contact = session.get(Contact, opportunity.contact_id) if opportunity.contact_id else None
    home = session.get_one(Company, opportunity.company_id).country_code
    return contact is not None and contact.country_code is not None and contact.country_code != home


def _planned_on(session: Session, opportunity: Opportunity, ordered_on: date) -> date:
    """Return when the first invoice is to come: as the lines say, else the header, else after the usual time."""
    lines = session.scalars(
        select(OpportunityLine.expected_invoice_on).where(OpportunityLine.opportunity_id == opportunity.id)
    )
    said = [day for day in lines if day is not None and day >= ordered_on]
    if said:
        return min(said)
    if opportunity.expected_invoice_on and opportunity.expected_invoice_on >= ordered_on:
        return opportunity.expected_invoice_on
    return ordered_on + timedelta(days=session.get_one(Company, opportunity.company_id).invoice_lead_days)


def _quote_lines(session: Session, quote: Quote) -> list[SalesOrderLine]:
    query = select(QuoteLine).where(QuoteLine.quote_id == quote.id).order_by(QuoteLine.line_no, QuoteLine.id)
    return [_line(number, line) for number, line in enumerate(session.scalars(query), start=1)]


def _line(number: int, source: QuoteLine) -> SalesOrderLine:
    return SalesOrderLine(line_no=number, **{name: getattr(source, name) for name in COPIED})


def _lines(session: Session, opportunity: Opportunity) -> list[SalesOrderLine]:
    query = select(OpportunityLine).where(OpportunityLine.opportunity_id == opportunity.id)
    rows = session.scalars(query.order_by(OpportunityLine.line_no, OpportunityLine.id)).all()
    return [
        SalesOrderLine(line_no=number, **priced) for number, priced in enumerate(priced_lines(opportunity, rows), 1)
    ]


def priced_lines(opportunity: Opportunity, rows: Iterable[OpportunityLine]) -> list[journal.Values]:
    """Return lines as documents have them, one piece each; without any, or where they do not add up, one for the whole."""
    listed = list(rows)
    if not listed or sum(line.net_minor for line in listed) != opportunity.net_minor:
        return [_priced(None, opportunity.title, opportunity.gross_minor, opportunity.discount_minor)]
    return [
        _priced(line.product_family_id, line.description or opportunity.title, line.gross_minor, line.discount_minor)
        for line in listed
    ]


def _priced(family_id: int | None, description: str, gross: int, discount: int) -> journal.Values:
    return {
        "product_family_id": family_id, "description": description, "quantity": 1, "unit_price_minor": gross,
        "discount_minor": discount, "net_minor": gross - discount,
    }  # fmt: skip
