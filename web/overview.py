"""The overview: what its address asks for, and where the lists behind its numbers are."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from data.queries.invoicing.months import Exchange
from data.queries.reporting import Converter, reporting_currency
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.invoicing import InvoicingView
from domain.period import FIRST_YEAR, Period, add_months, month_of
from web import filters

BOARD, INVOICING = "/progress-board", "/invoicing"
MONDAY_BEFORE = 7
LONGEST_LOOK_BACK = 366
YEAR = 12


@dataclass(frozen=True, slots=True)
class View:
    """What one address asks of the overview, for one person, on one day; totals in one reporting currency."""

    principal: Principal
    asked: PipelineFilter
    wanted: PipelineFilter  # the same in the reporting currency
    invoicing: InvoicingView
    today: date

    @classmethod
    def of(cls, reading: Session, principal: Principal, search: str | None) -> "View":
        """Read the address; raise BadFilter, UnknownCurrency or TooManyMonths for one that cannot be answered."""
        asked = filters.of_search(search, principal.time_zone)
        today = clock.today(principal.time_zone)
        wanted = replace(asked, currency=reporting_currency(reading, principal, asked))
        return cls(principal, asked, wanted, invoicing_of(wanted, today), today)

    @property
    def currency(self) -> str:
        """The one reporting currency."""
        return self.wanted.currency or ""

    @property
    def this_month(self) -> int:
        """The month of today."""
        return month_of(self.today)

    @property
    def begun(self) -> range:
        """The months of the interval that have begun; empty for an interval to come."""
        return range(self.invoicing.first_month, min(self.invoicing.last_month, self.this_month) + 1)

    @property
    def until(self) -> date:
        """The last day of the interval that is not in the future."""
        end = month_start(self.invoicing.last_month + 1) - timedelta(days=1)
        return min(end, self.today)

    @property
    def started(self) -> tuple[date, date]:
        """The days in which the funnel's opportunities were created: the period up to today, or the last 24 months."""
        period = self.asked.period
        if period is None or period.start_on > self.today:
            return add_months(self.today, -2 * YEAR) + timedelta(days=1), self.today
        return period.start_on, min(period.end_on, self.today)

    def converter(self, reading: Session) -> Converter:
        """Return what brings today's amounts to the reporting currency."""
        return Converter(reading, self.currency, self.asked.as_of or self.today)

    def exchange(self, reading: Session) -> Exchange:
        """Return what brings the amounts of months to the reporting currency."""
        return Exchange(reading, self.currency, self.today)

    def board_link(self, **changes: Any) -> str:
        """Return the address of the Progress board with this filter, some fields of it changed."""
        return _address(BOARD, replace(self.asked, **changes).to_query())

    def invoicing_link(self, first: int | None = None, last: int | None = None, show: str = "") -> str:
        """Return the address of the invoicing board with this filter, or for other months or only some documents."""
        wanted = self.wanted
        if first is not None and last is not None:
            wanted = replace(wanted, period=months_period(first, last))
        query = "&".join(part for part in (wanted.to_query(), show and f"show={show}") if part)
        return _address(INVOICING, query)

    def up_to(self, day: date) -> Period:
        """Return the part of the chosen period, or of all time, that ends with a day."""
        period = self.asked.period
        first = period.start_on if period else date(FIRST_YEAR, 1, 1)
        return self.days(min(first, day), min(period.end_on, day) if period else day)

    @staticmethod
    def days(first: date, last: date) -> Period:
        """Return some days as a period that fits in an address."""
        return Period(first, last, f"{first.isoformat()}..{last.isoformat()}")

    def midnight(self, day: date) -> datetime:
        """Return the instant at which a day began where the person is."""
        return datetime.combine(day, time(), ZoneInfo(self.principal.time_zone)).astimezone(UTC)


def invoicing_of(wanted: PipelineFilter, today: date) -> InvoicingView:
    """Return the invoicing board's view of a filter."""
    return InvoicingView.from_query(wanted.to_query(), today)


def monday(today: date) -> date:
    """Return the Monday that a week's changes are counted from: this week's, on a Monday the one before."""
    return today - timedelta(days=today.weekday() or MONDAY_BEFORE)


def earliest(today: date) -> date:
    """Return the first day that changes can be counted from."""
    return today - timedelta(days=LONGEST_LOOK_BACK)


def look_back(text: str | None, today: date) -> date:
    """Read the day to count changes from; what is no day of the last year is the usual Monday."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return monday(today)
    return day if earliest(today) <= day <= today else monday(today)


def month_start(month: int) -> date:
    """Return the first day of a month given as year × 12 + month − 1."""
    return date(month // YEAR, month % YEAR + 1, 1)


def months_period(first: int, last: int) -> Period:
    """Return whole months as a period that fits in an address."""
    ends = [f"{month // YEAR}-{month % YEAR + 1:02}" for month in (first, last)]
    return Period(month_start(first), month_start(last + 1) - timedelta(days=1), "..".join(ends))


def _address(path: str, query: str) -> str:
    return f"{path}?{query}".removesuffix("?")
