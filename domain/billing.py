"""Billing: when something is to be invoiced, how much may be, how a part is shared out, and when it is settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.errors import (
    AmountNeeded,
    BadDueDate,
    BadInvoiceDate,
    BadPaymentDate,
    MalformedInput,
    MonthOver,
    OrderClosed,
    TooMuch,
)
from domain.money import Money
from domain.period import FIRST_YEAR, LAST_YEAR, add_months, month_of

# Orders whose plan can still change; the others are invoiced in full or cancelled.
PLANNABLE: Final = ("draft", "open")
# An invoice is due so many days after its date unless somebody says otherwise.
TERM_DAYS: Final = 30
WHOLE: Final = Decimal(100)
# The number of a line for what no line accounts for.
REST: Final = 0


@dataclass(frozen=True, slots=True)
class Part:
    """How much of what is open is meant: a percentage of the whole, an amount, amounts by line, or all of it."""

    percent: Decimal | None = None
    amount_minor: int | None = None
    lines: Mapping[int, int] | None = None  # line number → net in minor units


EVERYTHING: Final = Part()


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


def rounded_share(whole: int, part: int, of: int) -> int:
    """Return whole × part ÷ of, rounded half to even on minor units."""
    return round(Fraction(whole * part, of))


def shared_out(amount: int, opens: Sequence[int]) -> list[int]:
    """Share an amount out in proportion to what is open, so that the shares add up to it and none exceeds its own.

    Σ of what is open is positive; a single one may be negative, as that of a line that grants a discount.
    """
    total = sum(opens)
    shares = [amount * minor // total for minor in opens]
    left = amount - sum(shares)
    by_fraction = sorted(range(len(opens)), key=lambda place: (-(amount * opens[place] % total), place))
    for place in by_fraction[:left]:
        shares[place] += 1
    return shares


def with_rest(opens: Mapping[int, int], whole: int) -> dict[int, int]:
    """Return what lines have open, and as REST what makes it the whole; lines with nothing open are left out."""
    rest = opens.get(REST, 0) + whole - sum(opens.values())
    return {number: minor for number, minor in {**opens, REST: rest}.items() if minor}


def amounts_of(part: Part, opens: Mapping[int, int], whole: Money) -> dict[int, int]:
    """Return what each line takes of a part; `opens` is what each has open, `whole` what the percentage is of.

    Raises AmountNeeded when nothing is left or asked for, TooMuch beyond what is open, MalformedInput for other lines.
    """
    if part.lines is not None:
        return _by_line(part.lines, opens, whole.currency)
    total = sum(opens.values())
    amount = _amount(part, total, whole.minor)
    _check_amount(amount, total, whole.currency)
    return dict(zip(opens, shared_out(amount, tuple(opens.values())), strict=True))


def tax_of_part(tax: int, net: int, billed_minor: int, part_minor: int, invoices: tuple[int, int]) -> int:
    """Return the tax that a further part of a document bears, so that the parts make its tax to the cent.

    `billed_minor` is the net that counts as billed before it, `invoices` net and tax of the invoices that are known.
    Where they explain what is billed their tax counts, elsewhere the tax in proportion.
    """
    net_known, tax_known = invoices
    billed_tax = tax_known if net_known == billed_minor else rounded_share(tax, billed_minor, net)
    return rounded_share(tax, billed_minor + part_minor, net) - billed_tax


def left_to_pay(gross: int, credited_gross: int, paid: int) -> int:
    """Return what an invoice still asks for; its credit notes (negative) take off. Negative is owed to the contact."""
    return gross + credited_gross - paid


def check_payment(amount: int, left: Money) -> None:
    """Raise AmountNeeded unless something is paid, TooMuch for more than is left to pay."""
    _check_amount(amount, left.minor, left.currency)


def check_issue(issued_on: date, due_on: date, first: date, last: date) -> None:
    """Raise BadInvoiceDate for a date outside of the span, BadDueDate for one before the invoice's."""
    if not first <= issued_on <= last:
        raise BadInvoiceDate(first=first, last=last)
    if due_on < issued_on:
        raise BadDueDate(first=issued_on)


def check_paid_on(paid_on: date, today: date) -> None:
    """Raise BadPaymentDate for money that has not come yet."""
    if paid_on.year < FIRST_YEAR or paid_on > today:
        raise BadPaymentDate(last=today)


def _amount(part: Part, total: int, whole: int) -> int:
    if part.amount_minor is not None:
        return part.amount_minor
    if part.percent is None or part.percent == WHOLE:
        return total
    return round(Fraction(part.percent) * whole / 100)


def _check_amount(amount: int, most: int, currency: str) -> None:
    if amount <= 0:
        raise AmountNeeded
    if amount > most:
        raise TooMuch(most=Money(max(most, 0), currency))


def _by_line(lines: Mapping[int, int], opens: Mapping[int, int], currency: str) -> dict[int, int]:
    if not lines.keys() <= opens.keys():
        raise MalformedInput
    for place, amount in lines.items():
        low, high = sorted((0, opens[place]))
        if not low <= amount <= high:
            raise TooMuch(most=Money(opens[place], currency))
    _check_amount(sum(lines.values()), sum(opens.values()), currency)
    return {place: amount for place, amount in lines.items() if amount}
