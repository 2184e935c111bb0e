"""Attention: what a person wants to be told, by which way, and at which hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final, Literal
from zoneinfo import ZoneInfo

from domain.access import Role
from domain.errors import MalformedInput

SATURDAY: Final = 5
SUNDAY: Final = 6
DAY: Final = timedelta(days=1)


class Kind(StrEnum):
    """What notices are about."""

    CLOSED = "closed"  # won, lost, cancelled or reopened
    ASSIGNED = "assigned"  # it has become somebody else's to look after
    MENTION = "mention"  # a note names them
    MOVED = "moved"  # on to another stage
    BACK = "back"  # back to an earlier stage
    DATE = "date"  # the expected order leaves the year
    AMOUNT = "amount"  # the net amount changes by a fifth or more
    QUOTE = "quote"  # accepted, rejected or expired
    GAP = "gap"  # the forecast speaks otherwise than is stated
    IMPORT = "import"  # an import has ended
    RULE = "rule"  # a workflow rule has something to say


How = Literal["usual", "follow", "mute"]  # what a person does with an opportunity, a contact or a team


class Channel(StrEnum):
    """By which way a person is told."""

    APP = "app"
    MAIL = "mail"
    DIGEST = "digest"


Ways = frozenset[Channel]
NO_WAY: Final[Ways] = frozenset()
APP: Final[Ways] = frozenset({Channel.APP})
APP_AND_MAIL: Final[Ways] = frozenset({Channel.APP, Channel.MAIL})
APP_AND_DIGEST: Final[Ways] = frozenset({Channel.APP, Channel.DIGEST})
DIGEST: Final[Ways] = frozenset({Channel.DIGEST})

_WORKING: Final[Mapping[Kind, Ways]] = {
    Kind.CLOSED: APP, Kind.ASSIGNED: APP_AND_MAIL, Kind.MENTION: APP_AND_MAIL, Kind.MOVED: APP, Kind.BACK: APP, Kind.DATE: APP, Kind.AMOUNT: APP,
    Kind.QUOTE: APP_AND_MAIL, Kind.GAP: APP, Kind.IMPORT: NO_WAY, Kind.RULE: APP,
}  # fmt: skip
_LEADING: Final[Mapping[Kind, Ways]] = {
    Kind.CLOSED: APP_AND_DIGEST, Kind.ASSIGNED: APP, Kind.MENTION: APP_AND_MAIL, Kind.MOVED: NO_WAY, Kind.BACK: APP_AND_DIGEST,
    Kind.DATE: APP_AND_DIGEST, Kind.AMOUNT: DIGEST, Kind.QUOTE: NO_WAY, Kind.GAP: DIGEST, Kind.IMPORT: APP,
    Kind.RULE: APP,
}  # fmt: skip
_LOOKING: Final[Mapping[Kind, Ways]] = {
    Kind.CLOSED: DIGEST, Kind.ASSIGNED: APP, Kind.MENTION: APP_AND_MAIL, Kind.MOVED: NO_WAY, Kind.BACK: DIGEST, Kind.DATE: DIGEST,
    Kind.AMOUNT: NO_WAY, Kind.QUOTE: NO_WAY, Kind.GAP: NO_WAY, Kind.IMPORT: NO_WAY, Kind.RULE: APP,
}  # fmt: skip
DEFAULTS: Final[Mapping[Role, Mapping[Kind, Ways]]] = {
    Role.SALES_PERSON: _WORKING,
    Role.SALES_MANAGER: _LEADING,
    Role.EXECUTIVE: _LOOKING,
    Role.ANALYST: _LOOKING,
    Role.ADMINISTRATOR: {**_LOOKING, Kind.IMPORT: APP_AND_MAIL},
}


class Rhythm(StrEnum):
    """How often a digest comes."""

    NEVER = "never"
    DAILY = "daily"  # every working day
    WEEKLY = "weekly"  # on Mondays


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which no mail comes: every night from one time to another, and all of the weekend if so wished.

    The same time twice means no quiet hours at night.
    """

    begins: time = time(19)
    ends: time = time(7, 30)
    weekends: bool = True

    @classmethod
    def read(cls, text: str) -> "Quiet":
        """Read what `write` wrote; nothing written means what is usual. Raises MalformedInput."""
        if not text:
            return cls()
        try:
            hours, weekends = text.split(",")
            begins, ends = hours.split("-")
            return cls(time.fromisoformat(begins), time.fromisoformat(ends), weekends == "weekends")
        except ValueError:
            raise MalformedInput from None

    def write(self) -> str:
        """Write the hours down: "19:00-07:30,weekends"."""
        return f"{self.begins:%H:%M}-{self.ends:%H:%M},{'weekends' if self.weekends else 'week'}"

    def over_at(self, at: datetime, time_zone: str) -> datetime:
        """Return the first instant from `at` on that is not quiet, in the zone of the person."""
        there = at.astimezone(ZoneInfo(time_zone))
        for _ in range(8):
            if self.weekends and there.weekday() in {SATURDAY, SUNDAY}:
                there = _on_the_clock(there + DAY, time.min)
            elif self._is_night(there.time()):
                later = there if there.time() < self.ends else there + DAY
                there = _on_the_clock(later, self.ends)
            else:
                break
        return max(at, there.astimezone(at.tzinfo))

    def _is_night(self, now: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends


@dataclass(frozen=True, slots=True)
class Digest:
    """When the summary by mail comes, on the clock of the person."""

    rhythm: Rhythm = Rhythm.WEEKLY
    at: time = time(7, 45)

    @classmethod
    def read(cls, text: str) -> "Digest":
        """Read what `write` wrote; nothing written means what is usual. Raises MalformedInput."""
        if not text:
            return cls()
        try:
            rhythm, at = text.split(" ")
            return cls(Rhythm(rhythm), time.fromisoformat(at))
        except ValueError:
            raise MalformedInput from None

    def write(self) -> str:
        """Write the rhythm down: "weekly 07:45"."""
        return f"{self.rhythm.value} {self.at:%H:%M}"

    def latest(self, now: datetime, time_zone: str) -> datetime | None:
        """Return when the latest digest up to `now` was due; None when there is none."""
        if self.rhythm is Rhythm.NEVER:
            return None
        there = now.astimezone(ZoneInfo(time_zone))
        for back in range(9):
            due = _on_the_clock(there - back * DAY, self.at)
            if due <= there and self._is_day(due.weekday()):
                return due.astimezone(now.tzinfo)
        raise AssertionError("one of nine days is a Monday")

    def _is_day(self, weekday: int) -> bool:
        return weekday == 0 if self.rhythm is Rhythm.WEEKLY else weekday < SATURDAY


def read_ways(text: str) -> Ways:
    """Read the ways of a kind: "app,mail"; raise MalformedInput."""
    names = set(filter(None, text.split(",")))
    if not names <= set(Channel):
        raise MalformedInput
    return frozenset(Channel(name) for name in names)


def write_ways(ways: Ways) -> str:
    """Write down the ways of a kind; a comma stands for none, since nothing written means what is usual."""
    return ",".join(way.value for way in Channel if way in ways) or ","


def _on_the_clock(day: datetime, at: time) -> datetime:
    return day.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
