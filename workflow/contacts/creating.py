"""Registering a new contact."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.naming import same_name
from data.schema.contact import Contact
from data.schema.log import Event
from domain.access import Permission, Principal
from domain.errors import ContactExists, MalformedInput, NotFound
from domain.geography import GeoPrecision
from workflow import journal
from workflow.contacts.change import ENTITY, Change, told
from workflow.contacts.editing import ADDRESS, Places, located
from workflow.contacts.fields import checked, named
from workflow.journal import Entry, Values, plain

VERB: Final = "create"


def register(
    session: Session,
    principal: Principal,
    company_id: int,
    wanted: Mapping[str, object],
    places: Places,
    *,
    request_key: str | None = None,
    today: date,
    now: datetime,
) -> Change:
    """Register a contact of a company and place it on the map.

    Raises NotPermitted, NotFound for a company out of reach, NameNeeded, ContactExists, InvalidFields.
    """
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    if company_id not in principal.company_ids:
        raise NotFound
    if done := _earlier(session, principal, request_key):
        return done
    name = named("name", wanted.get("name"))
    if session.scalars(same_name(company_id, name).limit(1)).one_or_none():
        raise ContactExists(name=name)
    contact = Contact(company_id=company_id, name=name, geo_precision=GeoPrecision.NONE.value)
    values: Values = {
        key: value for key, value in checked(session, contact, wanted, today).items() if value is not None
    }
    if values.keys() & set(ADDRESS):
        values |= located(places, *(values.get(key) for key in ADDRESS[2:]))
    for key, value in values.items():
        setattr(contact, key, value)
    session.add(contact)
    session.flush()
    entry = Entry(principal, VERB, now, request_key)
    return told(journal.tell(session, entry, contact, {}, plain(values), version=contact.version))


def _earlier(session: Session, principal: Principal, request_key: str | None) -> Change | None:
    if request_key is None:
        return None
    event = session.scalars(select(Event).where(Event.request_key == request_key)).one_or_none()
    if event is None:
        return None
    if event.entity != ENTITY or event.user_id != principal.user_id:
        raise MalformedInput
    return told(event)
