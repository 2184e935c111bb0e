"""Happenings: what went on in somebody's pipeline, and how they narrow it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from domain.detail import EventRow
from domain.errors import BadFilter

ROWS: Final = 50  # shown at first, and added each time
MOST_ROWS: Final = 500
LOOK_BACK: Final = timedelta(days=366)
LONGEST: Final = 40
LONGEST_ID: Final = 18  # digits


class Topic(StrEnum):
    """Which part of what happened is shown."""

    ALL = "all"
    NEW = "new"  # since the last visit
    CLOSED = "closed"  # won, lost, cancelled, reopened
    RISK = "risk"  # later, smaller or less likely than before
    MOVED = "moved"  # from stage to stage
    DOCUMENTS = "documents"  # quotes, orders, invoices, payments
    SYSTEM = "system"  # imports, snapshots, forecasts, shared views


class Source(StrEnum):
    """What something that no person did to a record comes from."""

    IMPORT = "import"
    SNAPSHOT = "snapshot"
    FORECAST = "forecast"
    VIEW = "view"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that a change was about; `entity` is its name in the event log."""

    entity: str
    id: int
    number: str
    title: str
    contact: str | None
    owner: str | None
    net_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Happening:
    """A change that somebody made; `count` is how many records they changed in the same way at the same instant."""

    event: EventRow
    subject: Subject
    is_new: bool
    count: int = 1

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.event.at


@dataclass(frozen=True, slots=True)
class SystemNote:
    """Something that happened to the pipeline as a whole, or that a rule has to say; `facts` depend on its source."""

    source: Source
    at: datetime
    who: str | None
    company: str | None
    is_new: bool
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """What is shown, the latest first; `new_count` counts all that is new, and `has_more` tells of older rows."""

    rows: tuple[Happening | SystemNote, ...]
    has_more: bool
    new_count: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants to see: which part, by whom, of whose opportunities, of which companies, until which day."""

    topic: Topic = Topic.ALL
    person: int | None = None
    owner_ids: frozenset[int] = frozenset()
    company_ids: frozenset[int] = frozenset()
    until: date | None = None
    rows: int = ROWS

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Wish":
        """Read an address; raise BadFilter for what cannot be read."""
        return cls(
            topic=_topic(query.get("about", "")),
            person=next(iter(_ids("person", query.get("person", ""))), None),
            owner_ids=_ids("owner", query.get("owner", "")),
            company_ids=_ids("company", query.get("company", "")),
            until=_day(query.get("until", "")),
            rows=_rows(query.get("rows", "")),
        )

    def to_query(self) -> str:
        """Write the address; what is usual is left out."""
        parts = {
            "about": self.topic.value if self.topic is not Topic.ALL else "",
            "person": str(self.person) if self.person is not None else "",
            "owner": ",".join(str(each) for each in sorted(self.owner_ids)),
            "company": ",".join(str(each) for each in sorted(self.company_ids)),
            "until": self.until.isoformat() if self.until else "",
            "rows": str(self.rows) if self.rows != ROWS else "",
        }
        return urlencode({name: value for name, value in parts.items() if value}, safe=",")

    def longer(self) -> "Wish":
        """Return the wish with some more rows."""
        return replace(self, rows=min(self.rows + ROWS, MOST_ROWS))

    @property
    def is_narrow(self) -> bool:
        """Tell whether something is left out."""
        return replace(self, rows=ROWS) != Wish()


def _topic(text: str) -> Topic:
    if not text:
        return Topic.ALL
    if text not in set(Topic):
        raise BadFilter(key="about", value=text[:LONGEST])
    return Topic(text)


def _ids(key: str, text: str) -> frozenset[int]:
    parts = [part for part in text.split(",") if part]
    if not all(part.isascii() and part.isdecimal() and len(part) <= LONGEST_ID for part in parts):
        raise BadFilter(key=key, value=text[:LONGEST])
    return frozenset(int(part) for part in parts)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadFilter(key="until", value=text[:LONGEST]) from None


def _rows(text: str) -> int:
    if not text:
        return ROWS
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_ROWS))) or int(text) > MOST_ROWS:
        raise BadFilter(key="rows", value=text[:LONGEST])
    return max(int(text), 1)
