"""Earlier values: what the event log says that records were before their first change after an instant."""

from collections import defaultdict
from collections.abc import Mapping
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
LINES = "lines"
Values = dict[str, Any]


class Earlier:
    """What the log tells about the time after an instant, read once."""

    def __init__(self, session: Session, at: datetime) -> None:
        self.values: dict[str, dict[int, Values]] = {entity: defaultdict(dict) for entity in ENTITIES}
        self.made: dict[str, set[int]] = {entity: set() for entity in ENTITIES}
        self.lines: dict[int, list[Values]] = {}
        # entity, and what was told; the first merge first
        self.merged: list[tuple[str, Mapping[str, Any]]] = []
        self.touched: set[int] = set()  # opportunities about which something was said or done, or that took another in
        self.contacts: set[int] = set()  # those of opportunities that began later
        query = select(Event.entity, Event.entity_id, Event.verb, Event.before, Event.after, Event.entity_version)
        wanted = (Event.at > at, Event.entity.in_(sorted(ENTITIES)))
        for event in session.execute(query.where(*wanted).order_by(Event.at, Event.id)):
            self._add(event)

    def _add(self, event: Row[*tuple[Any, ...]]) -> None:
        before, after = event.before or {}, event.after or {}
        if event.verb in MAKING and event.entity_version == FIRST_VERSION and not before:
            self.made[event.entity].add(event.entity_id)
        if event.entity == "opportunity" and event.verb in MAKING and isinstance(after.get("contact_id"), int):
            self.contacts.add(after["contact_id"])
        columns = table_of(ENTITIES[event.entity]).c
        values = self.values[event.entity][event.entity_id]
        for name, value in before.items():
            column = columns.get(name)
            if column is not None and (value is not None or column.nullable):
                values.setdefault(name, from_plain(column, value))
        if event.entity == "opportunity" and isinstance(before.get(LINES), list):
            self.lines.setdefault(event.entity_id, before[LINES])
        if event.verb == "merge" and isinstance(after.get("moved"), dict):
            self.merged.append((event.entity, after))
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
