"""Quotas: what is to be invoiced or ordered in a month, by company, team and agent, and who may say so."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import TypeVar

from domain.access import Principal, Reach
from domain.errors import BadFilter, Conflict, SalesError, sentence
from domain.money import exponent
from domain.period import FIRST_YEAR, LAST_YEAR

UNDO_WITHIN = timedelta(days=1)
MOST_PERCENT = Decimal(900)
_PERCENT = re.compile(r"[+\-−]?[0-9]{1,3}(?:[.,][0-9]{1,2})?")
_YEAR = re.compile(r"[12][0-9]{3}")
Choice = TypeVar("Choice", bound=StrEnum)


class NegativeTarget(SalesError):
    """A target below zero."""

    template = sentence("The target “{text}” is below zero. Give an amount of 0 or more, or leave the month empty.")


class BadGrowth(SalesError):
    """What was typed as growth is no percentage."""

    template = sentence("“{text}” is no percentage of growth. Give a number from −100 to 900, such as 5 or −2.5.")


class NothingToCopy(SalesError):
    """The year before has nothing to start from."""

    template = sentence("There is nothing in {year} to start from. Choose another year, or type the targets.")


class TargetsChanged(Conflict):
    """Somebody else set a target that this change was about."""

    template = sentence(
        "Someone else changed {count} of these targets in the meantime. Nothing was saved; you now see theirs beside yours."
    )


class Level(StrEnum):
    """Whose target it is."""

    COMPANY = "company"
    TEAM = "team"
    AGENT = "agent"


class Measure(StrEnum):
    """What the target is about: what is invoiced, or what is ordered."""

    BILLINGS = "billings"
    BOOKINGS = "bookings"


class Source(StrEnum):
    """What a copy starts from: the targets of the year before, or its result."""

    TARGETS = "targets"
    RESULTS = "results"


@dataclass(frozen=True, slots=True)
class SheetKey:
    """One sheet of targets: twelve months of one measure at one level of a company."""

    company_id: int
    year: int
    measure: Measure = Measure.BILLINGS
    level: Level = Level.COMPANY

    @classmethod
    def from_query(cls, query: Mapping[str, str], usual: "SheetKey", reachable: frozenset[int]) -> "SheetKey":
        """Read the keys of an address; what it leaves out is as usual. Raises BadFilter for what cannot be read.

        Of several companies the first that the person reaches counts.
        """
        asked = [int(text) for text in query.get("company", "").split(",") if text.isascii() and text.isdecimal()]
        company_id = next((each for each in asked if each in reachable), usual.company_id)
        return cls(
            company_id,
            _year(query.get("year"), usual.year),
            _choice(Measure, "measure", query.get("measure"), usual.measure),
            _choice(Level, "level", query.get("level"), usual.level),
        )

    def to_query(self) -> str:
        """Write the keys of the address."""
        return f"company={self.company_id}&year={self.year}&measure={self.measure}&level={self.level}"

    @property
    def name(self) -> str:
        """The sheet within its company, as the event log keeps it."""
        return f"{self.year}.{self.measure}.{self.level}"

    @property
    def months(self) -> range:
        """The months, year × 12 + month − 1."""
        return range(self.year * 12, self.year * 12 + 12)

    def a_year_before(self) -> "SheetKey":
        """Return the same sheet of the year before."""
        return replace(self, year=self.year - 1)


def levels_of(principal: Principal) -> tuple[Level, ...]:
    """Return the levels at which a person sets targets: whoever looks after teams only, sets theirs."""
    return tuple(Level) if principal.changes is Reach.COMPANY else (Level.TEAM, Level.AGENT)


def growth(text: str) -> Decimal:
    """Read a percentage of growth as a person types it; raise BadGrowth."""
    cleaned = text.strip().removesuffix("%").strip()
    if not _PERCENT.fullmatch(cleaned):
        raise BadGrowth(text=text[:20])
    percent = Decimal(cleaned.replace("−", "-").replace(",", "."))
    if not -100 <= percent <= MOST_PERCENT:
        raise BadGrowth(text=text[:20])
    return percent


def grown(minor: int, percent: Decimal, currency: str) -> int:
    """Return an amount grown by a percentage, rounded half to even to a whole unit of the currency, never below zero."""
    unit: int = 10 ** exponent(currency)
    whole = (Decimal(minor) * (100 + percent) / 100 / unit).to_integral_value(ROUND_HALF_EVEN)
    return max(int(whole), 0) * unit


def in_time(saved_at: datetime, now: datetime) -> bool:
    """Tell whether a save of targets is fresh enough to be undone."""
    return now - saved_at <= UNDO_WITHIN


def this_year(company_id: int, level: Level, today: date) -> SheetKey:
    """Return the sheet that one sees first: what is to be invoiced this year."""
    return SheetKey(company_id, today.year, Measure.BILLINGS, level)


def _year(text: str | None, usual: int) -> int:
    if not text:
        return usual
    if not _YEAR.fullmatch(text) or not FIRST_YEAR < int(text) <= LAST_YEAR:
        raise BadFilter(key="year", value=text[:40])
    return int(text)


def _choice(kind: type[Choice], key: str, text: str | None, usual: Choice) -> Choice:
    if not text:
        return usual
    try:
        return kind(text)
    except ValueError:
        raise BadFilter(key=key, value=text[:40]) from None
