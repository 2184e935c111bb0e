"""Days: which of them a calendar shows by month, by week or as a list, and how one turns its pages."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from domain.activity import FIRST_DAY, LAST_DAY, Kind
from domain.errors import BadFilter

WEEK: Final = timedelta(days=7)
AGENDA_DAYS: Final = 30
LONGEST: Final = 40


class Mode(StrEnum):
    """How the days are shown."""

    MONTH = "month"
    WEEK = "week"
    AGENDA = "agenda"


@dataclass(frozen=True, slots=True)
class View:
    """What the address of the calendar says: how, around which day, whose (None: one's own), and which kinds (all)."""

    mode: Mode
    on: date
    person: int | None = None
    kinds: tuple[Kind, ...] = ()

    @classmethod
    def from_query(cls, query: Mapping[str, str], today: date) -> "View":
        """Read an address; raise BadFilter for what cannot be read."""
        return cls(
            mode=_mode(query.get("view", "")),
            on=_day(query.get("on", ""), today),
            person=_person(query.get("person", "")),
            kinds=_kinds(query.get("kind", "")),
        )

    def to_query(self, today: date) -> str:
        """Write the address; what is usual is left out."""
        parts = {
            "view": self.mode.value if self.mode is not Mode.MONTH else "",
            "on": self.on.isoformat() if self.on != today else "",
            "person": str(self.person) if self.person is not None else "",
            "kind": ",".join(self.kinds),
        }
        return urlencode({name: value for name, value in parts.items() if value}, safe=",")

    def span(self, first_weekday: int) -> tuple[date, date]:
        """Return the first and the last day shown; a month is shown in whole weeks. Monday is 0."""
        if self.mode is Mode.AGENDA:
            return self.on, self.on + timedelta(days=AGENDA_DAYS - 1)
        if self.mode is Mode.WEEK:
            first = week_start(self.on, first_weekday)
            return first, first + WEEK - timedelta(days=1)
        last = self.on.replace(day=monthrange(self.on.year, self.on.month)[1])
        return (
            week_start(self.on.replace(day=1), first_weekday),
            week_start(last, first_weekday) + WEEK - timedelta(days=1),
        )

    def turned(self, pages: int) -> "View":
        """Return the view some pages on, or back; it stays within the days that there are."""
        if self.mode is Mode.MONTH:
            month = self.on.year * 12 + self.on.month - 1 + pages
            on = date(min(max(month // 12, FIRST_DAY.year), LAST_DAY.year), month % 12 + 1, 1)
        else:
            step = WEEK if self.mode is Mode.WEEK else timedelta(days=AGENDA_DAYS)
            on = self.on + pages * step
        return replace(self, on=min(max(on, FIRST_DAY), LAST_DAY))

    def toggled(self, kind: Kind) -> "View":
        """Return the view with one kind more, or less."""
        chosen = set(self.kinds) ^ {kind}
        return replace(self, kinds=tuple(each for each in Kind if each in chosen))


def week_start(on: date, first_weekday: int) -> date:
    """Return the first day of the week of a day."""
    return on - timedelta(days=(on.weekday() - first_weekday) % 7)


def _mode(text: str) -> Mode:
    if not text:
        return Mode.MONTH
    if text not in set(Mode):
        raise BadFilter(key="view", value=text[:LONGEST])
    return Mode(text)


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise BadFilter(key="on", value=text[:LONGEST]) from None
    if not FIRST_DAY <= on <= LAST_DAY:
        raise BadFilter(key="on", value=text[:LONGEST])
    return on


def _person(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise BadFilter(key="person", value=text[:LONGEST])
    return int(text)


def _kinds(text: str) -> tuple[Kind, ...]:
    names = set(filter(None, text.split(",")))
    if not names <= set(Kind):
        raise BadFilter(key="kind", value=text[:LONGEST])
    return tuple(each for each in Kind if each in names)
