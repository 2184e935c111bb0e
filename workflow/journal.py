"""The journal: a change is written once, on the version that the person saw, and told in the event log."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.schema.activity import Activity
from data.schema.campaign import Campaign
from data.schema.contact import Contact
from data.schema.invoice import Invoice
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.sales import Quote, SalesOrder
from domain.access import Principal
from domain.errors import Conflict, MalformedInput

Record = Opportunity | Quote | SalesOrder | Invoice | Activity | Contact | Campaign
Values = dict[str, object]
Beside = tuple[Values, Values]  # what changed beside the record itself, before and after, for the event
NOTHING: Beside = ({}, {})
ENTITIES: dict[type[Record], str] = {
    Opportunity: "opportunity", Quote: "quote", SalesOrder: "sales_order", Invoice: "invoice",
    Activity: "activity", Contact: "contact", Campaign: "campaign",
}  # fmt: skip
LONGEST_KEY = 80
HEARD, RULE = "told in this transaction", "the rule that acts"  # in a session's own notes


@dataclass(frozen=True, slots=True)
class Entry:
    """The circumstances of a change: whose, which verb, when, asked for by which request, and what it takes back."""

    principal: Principal
    verb: str
    now: datetime
    request_key: str | None = None
    undoes_event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What was told in a transaction: the circumstances, the record and the event about it."""

    entry: Entry
    record: Record
    event: Event


def entity_of(record: Record) -> str:
    """Return the record's name in the event log."""
    return ENTITIES[type(record)]


def name_of(record: Record) -> str:
    """Return what a person calls the record."""
    if isinstance(record, Activity):
        return record.subject
    if isinstance(record, Contact | Campaign):
        return record.name
    return record.title if isinstance(record, Opportunity) else record.number


def conflict(record: Record) -> Conflict:
    """Return the refusal of a change on an old version; it names the record for showing the fresh one."""
    return Conflict(title=name_of(record), **{f"{entity_of(record)}_id": record.id})


def check_version(record: Record, version: int) -> None:
    """Raise Conflict when somebody changed the record since the person saw it."""
    if record.version != version:
        raise conflict(record)


def earlier(session: Session, principal: Principal, request_key: str | None, entity: str, id_: int) -> Event | None:
    """Return what a request with this key has already done.

    Raises MalformedInput for a key that is none, or that was another person's or of another record.
    """
    if request_key is None:
        return None
    if not 0 < len(request_key) <= LONGEST_KEY:
        raise MalformedInput
    event = session.scalars(select(Event).where(Event.request_key == request_key)).one_or_none()
    if event is None:
        return None
    if (event.user_id, event.entity, event.entity_id) != (principal.user_id, entity, id_):
        raise MalformedInput
    return event


def write(session: Session, entry: Entry, record: Record, after: Values, beside: Beside = NOTHING) -> Event | None:
    """Set the values that differ, raise the version and append the event; None when nothing differs.

    Raises Conflict when somebody else was faster.
    """
    changed = {name: value for name, value in after.items() if getattr(record, name) != value}
    before = {name: getattr(record, name) for name in changed}
    if not changed and beside == NOTHING:
        return None
    kind = type(record)
    version = record.version + 1
    written = session.execute(
        update(kind)
        .where(kind.id == record.id, kind.version == record.version)
        .values(**changed, version=version, updated_at=entry.now)
        .execution_options(synchronize_session=False)
    )
    if written.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a cursor result
        raise conflict(record)
    event = tell(session, entry, record, plain(before) | beside[0], plain(changed) | beside[1], version=version)
    session.refresh(record)
    return event


def tell(session: Session, entry: Entry, record: Record, before: Values, after: Values, *, version: int) -> Event:
    """Append an event about the record as it is from now on."""
    event = Event(
        at=entry.now,
        company_id=record.company_id,
        user_id=entry.principal.user_id,
        entity=entity_of(record),
        entity_id=record.id,
        verb=entry.verb,
        before=before,
        after=after,
        entity_version=version,
        undoes_event_id=entry.undoes_event_id,
        request_key=entry.request_key,
        workflow_rule_id=session.info.get(RULE),
    )
    session.add(event)
    session.flush()
    session.info.setdefault(HEARD, []).append(Telling(entry, record, event))
    return event


def heard(session: Session) -> list[Telling]:
    """Return what was told since this was asked last; what a savepoint took back is left out."""
    tellings: list[Telling] = session.info.pop(HEARD, [])
    return [telling for telling in tellings if telling.event in session]


@contextmanager
def ruled(session: Session, rule_id: int) -> Iterator[None]:
    """Let everything that is told in a block name the rule that did it."""
    session.info[RULE] = rule_id
    try:
        yield
    finally:
        del session.info[RULE]


def plain(values: Values) -> Values:
    """Return the values as JSON can hold them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def from_plain(name: str, value: object) -> Any:
    """Return a value of an event as the record holds it: the opposite of `plain`, by the column's name."""
    return date.fromisoformat(value) if name.endswith("_on") and isinstance(value, str) else value
