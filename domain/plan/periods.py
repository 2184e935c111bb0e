"""Period types: a year cut into months, quarters, 4-4-5 weeks, or any ranges."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.period import FIRST_YEAR, LAST_YEAR, add_months
from domain.plan.errors import NoSuchKind, NotACut

MOST_RANGES: Final = 60
LONGEST_LABEL: Final = 60
WEEKS: Final = (4, 4, 5) * 4
_LINE = re.compile(r"(.+?)[\s;,]+(\d{4}-\d{2}-\d{2})[\s;,]+(\d{4}-\d{2}-\d{2})")


class Cut(StrEnum):
    """How a year is cut."""

    MONTHS = "months"
    QUARTERS = "quarters"
    WEEKS_445 = "445"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Span:
    """One range of days, both included."""

    label: str
    starts_on: date
    ends_on: date

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def cut(kind: Cut, year: int) -> list[Span]:
    """Cut a year; raise NoSuchKind for free ranges, which people write, and years beyond the calendar."""
    if kind not in _CUTS or not FIRST_YEAR < year < LAST_YEAR:
        raise NoSuchKind
    return _CUTS[kind](year)


def written(text: str) -> list[Span]:
    """Read ranges that a person wrote, one per line; raise NotACut for lines out of order or not readable."""
    refusal = NotACut(most=MOST_RANGES)
    lines = [line.strip() for line in text.replace("|", "\n").splitlines() if line.strip()]
    if not 0 < len(lines) <= MOST_RANGES:
        raise refusal
    found: list[Span] = []
    for line in lines:
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise refusal
        try:
            span = Span(
                parts[1].strip(" ;,")[:LONGEST_LABEL], date.fromisoformat(parts[2]), date.fromisoformat(parts[3])
            )
        except ValueError:
            raise refusal from None
        if span.ends_on < span.starts_on or (found and span.starts_on <= found[-1].ends_on):
            raise refusal
        found.append(span)
    return found


def a_year_before(day: date) -> date:
    """Return the same day a year earlier, the last of February for the 29th."""
    return add_months(day, -12)


def _months(year: int) -> list[Span]:
    return [_whole(f"{year}-{month:02}", date(year, month, 1), 1) for month in range(1, 13)]


def _quarters(year: int) -> list[Span]:
    return [_whole(f"{year}-Q{quarter}", date(year, quarter * 3 - 2, 1), 3) for quarter in range(1, 5)]


def _whole(label: str, first: date, months: int) -> Span:
    return Span(label, first, add_months(first, months) - timedelta(days=1))


def _weeks(year: int) -> list[Span]:
    """Cut the ISO year into periods of 4, 4 and 5 weeks; a 53rd week goes with the last one."""
    starts_on, next_year = date.fromisocalendar(year, 1, 1), date.fromisocalendar(year + 1, 1, 1)
    found = []
    for place, weeks in enumerate(WEEKS, start=1):
        after = starts_on + timedelta(weeks=weeks) if place < len(WEEKS) else next_year
        found.append(Span(f"{year}-P{place:02}", starts_on, after - timedelta(days=1)))
        starts_on = after
    return found


_CUTS: Final[Mapping[Cut, Callable[[int], list[Span]]]] = {
    Cut.MONTHS: _months, Cut.QUARTERS: _quarters, Cut.WEEKS_445: _weeks,
}  # fmt: skip
