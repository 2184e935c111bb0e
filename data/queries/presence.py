"""Presence: whether the record of an address is there for a person, asked before its page is drawn."""

from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from data.queries.document import seen_quote
from data.schema.campaign import Campaign
from data.schema.contact import Contact
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity
from data.schema.sales import Quote, SalesOrder
from data.scope import visible, visible_contacts
from domain.access import Principal


def opportunity(session: Session, principal: Principal, record_id: int) -> bool:
    """Tell whether the person sees an opportunity of this id."""
    return _is_there(session, Opportunity.id == record_id, *visible(principal))


def order(session: Session, principal: Principal, record_id: int) -> bool:
    """Tell whether the person sees an order of this id."""
    return _is_there(session, SalesOrder.id == record_id, *visible(principal, SalesOrder))


def invoice(session: Session, principal: Principal, record_id: int) -> bool:
    """Tell whether the person sees an invoice of this id."""
    return _is_there(session, Invoice.id == record_id, *visible(principal, Invoice))


def quote(session: Session, principal: Principal, record_id: int) -> bool:
    """Tell whether the person sees a quote of this id."""
    return _is_there(session, Quote.id == record_id, seen_quote(principal))


def contact(session: Session, principal: Principal, record_id: int) -> bool:
    """Tell whether the person sees a contact of this id."""
    return _is_there(session, Contact.id == record_id, *visible_contacts(principal))


def campaign(session: Session, principal: Principal, record_id: int) -> bool:
    """Tell whether the person sees a campaign of this id."""
    return _is_there(session, Campaign.id == record_id, Campaign.company_id.in_(sorted(principal.company_ids)))


def _is_there(session: Session, *wanted: ColumnElement[bool] | Any) -> bool:
    return bool(session.scalar(select(exists().where(*wanted))))
