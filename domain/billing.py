"""Billing: when something is to be invoiced, how much may be, how a part is shared out, and when it is settled."""

from datetime import date
from typing import Final

from domain.errors import MalformedInput, MonthOver, OrderClosed
from domain.period import FIRST_YEAR, LAST_YEAR, add_months, month_of

# Orders whose plan can still change; the others are invoiced in full or cancelled.
PLANNABLE: Final = ("draft", "open")


def check_month(month: int) -> None:
    """Raise MalformedInput for a month (year × 12 + month − 1) that no calendar of ours has."""
    if not FIRST_YEAR * 12 <= month < (LAST_YEAR + 1) * 12:
        raise MalformedInput


def check_not_over(month: int, today: date) -> None:
    """Raise MonthOver for a month before today's: nothing can be invoiced there any more."""
    if month < month_of(today):
        raise MonthOver


def check_plannable(number: str, status: str) -> None:
    """Raise OrderClosed unless something of the order is still to be invoiced."""
    if status not in PLANNABLE:
        raise OrderClosed(number=number)


def month_or_none(on: date | None) -> int:
    """Return the month of a day as one number, 0 for none."""
    return month_of(on) if on else 0


def moved(on: date | None, month: int) -> date:
    """Return the same day of another month, or its last day when it is shorter or there was no day."""
    if on is None:
        return add_months(date(month // 12, 12, 31), month % 12 - 11)
    return add_months(on, month - month_of(on))
