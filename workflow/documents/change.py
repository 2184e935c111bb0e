"""A change of an order or an invoice: who may, on which version, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.invoice import Invoice
from data.schema.log import Event
from data.schema.sales import SalesOrder
from data.scope import visible
from domain.access import Permission, Principal
from domain.errors import NotFound, NotPermitted
from workflow.journal import Entry, Record, entity_of

Document = TypeVar("Document", SalesOrder, Invoice)


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be changed: a record as the person saw it; `request_key` makes a repeated request one change."""

    record_id: int
    version: int
    request_key: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a verb did to a record; `event_id` is the handle for undoing it, None when nothing had to change.

    `entity` is the record's name in the event log: sales_order, invoice, opportunity.
    """

    entity: str
    record_id: int
    event_id: int | None
    version: int
    verb: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    repeated: bool = False


def held(session: Session, principal: Principal, kind: type[Document], record_id: int) -> Document:
    """Return the order or invoice, locked until the transaction ends.

    Raises NotPermitted without the permission or beyond the person's reach, NotFound outside what the person sees.
    """
    principal.require(Permission.CHANGE_DOCUMENTS)
    query = select(kind).where(kind.id == record_id, *visible(principal, kind)).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    if not principal.reaches(
        company_id=found.company_id, team_id=found.team_id, owner_id=found.owner_id, changing=True
    ):
        raise NotPermitted
    return found


def done(event: Event | None, entry: Entry, record: Record) -> Change:
    """Return what was written as what the caller is told; without an event nothing had to change."""
    if event is None:
        return Change(entity_of(record), record.id, None, record.version, entry.verb, {}, {})
    return told(event)


def told(event: Event, *, repeated: bool = False) -> Change:
    """Return a change as its event tells it."""
    return Change(
        entity=event.entity,
        record_id=event.entity_id,
        event_id=event.id,
        version=event.entity_version or 0,
        verb=event.verb,
        before=event.before or {},
        after=event.after or {},
        repeated=repeated,
    )
