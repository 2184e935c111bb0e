"""Periods: spans of business days with a name that fits in a URL."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from domain.errors import BadPeriod

YEAR = re.compile(r"(\d{4})")
HALF = re.compile(r"(\d{4})-H([12])")
QUARTER = re.compile(r"(\d{4})-Q([1-4])")
MONTH = re.compile(r"(\d{4})-(\d{2})")
FIRST_YEAR, LAST_YEAR = 1990, 2100
RELATIVE = ("this-year", "last-year", "this-quarter", "next-quarter", "this-month", "next-month", "last-365-days")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included, with the text it was written as."""

    start_on: date
    end_on: date
    text: str

    def __contains__(self, day: date) -> bool:
        return self.start_on <= day <= self.end_on


def parse(text: str, today: date) -> Period:
    """Read "2026", "2026-H1", "2026-Q3", "2026-07", "2026-01-15..2026-03-31", "2026-01..2026-06" or a relative name."""
    if text in RELATIVE:
        start_on, end_on = _relative(text, today)
        return Period(start_on, end_on, text)
    first, dots, last = text.partition("..")
    start_on, end_on = _span(first, text)
    if dots:
        end_on = _span(last, text)[1]
    if end_on < start_on:
        raise BadPeriod(text=text[:40])
    return Period(start_on, end_on, text)


def month_of(day: date) -> int:
    """Return the month as one sortable number: year × 12 + month − 1."""
    return day.year * 12 + day.month - 1


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or its last day when it is shorter."""
    year, month = divmod(month_of(day) + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _span(text: str, whole: str) -> tuple[date, date]:
    if found := YEAR.fullmatch(text):
        return _months(whole, int(found[1]), 1, 12)
    if found := HALF.fullmatch(text):
        return _months(whole, int(found[1]), int(found[2]) * 6 - 5, 6)
    if found := QUARTER.fullmatch(text):
        return _months(whole, int(found[1]), int(found[2]) * 3 - 2, 3)
    if found := MONTH.fullmatch(text):
        return _months(whole, int(found[1]), int(found[2]), 1)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadPeriod(text=whole[:40]) from None
    _check_year(day.year, whole)
    return day, day


def _months(whole: str, year: int, month: int, count: int) -> tuple[date, date]:
    _check_year(year, whole)
    if not 1 <= month <= 12:
        raise BadPeriod(text=whole[:40])
    start_on = date(year, month, 1)
    return start_on, add_months(start_on, count) - timedelta(days=1)


def _check_year(year: int, whole: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadPeriod(text=whole[:40])


def _relative(name: str, today: date) -> tuple[date, date]:
    quarter_start = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    month_start = today.replace(day=1)
    starts = {
        "this-year": (date(today.year, 1, 1), 12),
        "last-year": (date(today.year - 1, 1, 1), 12),
        "this-quarter": (quarter_start, 3),
        "next-quarter": (add_months(quarter_start, 3), 3),
        "this-month": (month_start, 1),
        "next-month": (add_months(month_start, 1), 1),
    }
    if name == "last-365-days":
        return today - timedelta(days=364), today
    start_on, months = starts[name]
    return start_on, add_months(start_on, months) - timedelta(days=1)
