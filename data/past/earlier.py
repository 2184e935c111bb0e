"""Earlier values: what the event log says that records were before their first change after an instant."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Date, Numeric, Row, select
from sqlalchemy.orm import Session

from data.past.writing import table_of
from data.schema.activity import Activity
from data.schema.base import Base, Instant
from data.schema.campaign import Campaign
from data.schema.contact import Contact
from data.schema.invoice import Invoice
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.sales import Quote, SalesOrder

ENTITIES: dict[str, type[Base]] = {
    "opportunity": Opportunity, "quote": Quote, "sales_order": SalesOrder, "invoice": Invoice,
    "activity": Activity, "contact": Contact, "campaign": Campaign,
}  # fmt: skip
FIRST_VERSION = 1
MAKING = frozenset({"create", "log", "plan"})
MERGE = "merge"
LINES = "lines"
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge: of which entity, into which record, and what its event tells."""

    entity: str
    kept_id: int
    told: Mapping[str, Any]


class Earlier:
    """What the log tells about the time after an instant, read once."""

    def __init__(self, session: Session, at: datetime) -> None:
        self.values: dict[str, dict[int, Values]] = {entity: defaultdict(dict) for entity in ENTITIES}
        self.made: dict[str, set[int]] = {entity: set() for entity in ENTITIES}
        self.lines: dict[int, list[Values]] = {}
        self.merged: dict[int, Merged] = {}  # by event, the first one first, without those that were undone
        self.unmerged: list[Merged] = []  # merged before the instant, and undone after it
        self.touched: set[int] = set()  # opportunities about which something was said or done, or that took another in
        self.contacts: set[int] = set()  # those of opportunities that began later
        query = select(
            Event.id, Event.entity, Event.entity_id, Event.verb, Event.before, Event.after, Event.entity_version,
            Event.undoes_event_id,
        )  # fmt: skip
        wanted = (Event.at > at, Event.entity.in_(sorted(ENTITIES)))
        undone: set[int] = set()
        for event in session.execute(query.where(*wanted).order_by(Event.at, Event.id)):
            self._add(event)
            undone.update([event.undoes_event_id] if event.undoes_event_id else [])
        for done in session.scalars(select(Event).where(Event.id.in_(sorted(undone)), Event.verb == MERGE)):
            if self.merged.pop(done.id, None) is None:
                self.unmerged.append(Merged(done.entity, done.entity_id, done.after or {}))

    def _add(self, event: Row[*tuple[Any, ...]]) -> None:
        before, after = event.before or {}, event.after or {}
        values = self.values[event.entity][event.entity_id]
        # A number is given away anew where the last record was deleted: what was told of the former one counts.
        if event.verb in MAKING and event.entity_version == FIRST_VERSION and not before and not values:
            self.made[event.entity].add(event.entity_id)
        if event.entity == "opportunity" and event.verb in MAKING and isinstance(after.get("contact_id"), int):
            self.contacts.add(after["contact_id"])
        columns = table_of(ENTITIES[event.entity]).c
        for name, value in before.items():
            column = columns.get(name)
            if column is not None and (value is not None or column.nullable):
                values.setdefault(name, from_plain(column, value))
        if event.entity == "opportunity" and isinstance(before.get(LINES), list):
            self.lines.setdefault(event.entity_id, before[LINES])
        if event.verb == MERGE and isinstance(after.get("moved"), dict):
            self.merged[event.id] = Merged(event.entity, event.entity_id, after)
            self.touched.update({event.entity_id} if event.entity == "opportunity" else ())
        if event.entity == "activity" and isinstance(after.get("opportunity_id"), int):
            self.touched.add(after["opportunity_id"])


def from_plain(column: Column[Any], value: Any) -> Any:
    """Return a value of an event as the column holds it."""
    if isinstance(column.type, Date) and isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(column.type, Instant) and isinstance(value, str):
        return datetime.fromisoformat(value)
    return Decimal(str(value)) if isinstance(column.type, Numeric) and value is not None else value
