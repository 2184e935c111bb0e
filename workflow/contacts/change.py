"""A change of a contact: who may, on which version, written once and told in the event log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.contact import Contact
from data.schema.log import Event
from data.scope import visible_contacts
from domain.access import Permission, Principal
from domain.errors import NotFound
from workflow import journal
from workflow.journal import NOTHING, Beside, Entry, Values

ENTITY: Final = "contact"


@dataclass(frozen=True, slots=True)
class Target:
    """A contact as the person saw it; `request_key` makes a repeated request one change."""

    contact_id: int
    version: int
    request_key: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a verb did; `event_id` is the handle for undoing it, None when nothing had to change."""

    contact_id: int
    event_id: int | None
    version: int
    verb: str
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes which contact, when, asked for by which request."""

    principal: Principal
    contact: Contact
    request_key: str | None
    now: datetime


def held(session: Session, principal: Principal, contact_id: int) -> Contact:
    """Return the contact, locked until the transaction ends; raise NotPermitted, NotFound outside the companies."""
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    query = select(Contact).where(Contact.id == contact_id, *visible_contacts(principal)).with_for_update()
    contact = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if contact is None:
        raise NotFound
    return contact


def begun(session: Session, principal: Principal, target: Target, now: datetime) -> tuple[Act, Change | None]:
    """Return the circumstances of a change, and what a request with this key has done already; raise Conflict."""
    contact = held(session, principal, target.contact_id)
    event = journal.earlier(session, principal, target.request_key, ENTITY, contact.id)
    if event is None:
        journal.check_version(contact, target.version)
    return Act(principal, contact, target.request_key, now), told(event) if event else None


def write(session: Session, act: Act, verb: str, after: Values, beside: Beside = NOTHING) -> Change:
    """Set the values that differ, raise the version and append the event; nothing that differs is no change."""
    entry = Entry(act.principal, verb, act.now, act.request_key)
    event = journal.write(session, entry, act.contact, after, beside)
    if event is None:
        return Change(act.contact.id, None, act.contact.version, verb, {})
    return told(event)


def told(event: Event) -> Change:
    """Return what an event tells."""
    return Change(event.entity_id, event.id, event.entity_version or 0, event.verb, event.after or {})
