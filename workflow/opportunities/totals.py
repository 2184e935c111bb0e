"""Totals: what a header says when its amounts are typed, follow from its lines or change their currency."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Protocol

from sqlalchemy.orm import Session

from data.fx import converted
from domain.errors import AmountTooLarge
from domain.money import BASE_CURRENCY, LARGEST_MINOR, Money, exponent
from workflow.journal import Values


class Amounts(Protocol):
    """A line's amounts in minor units."""

    @property
    def gross_minor(self) -> int: ...  # noqa: D102  the protocol names them
    @property
    def discount_minor(self) -> int: ...  # noqa: D102  the protocol names them
    @property
    def expected_revenue_minor(self) -> int | None: ...  # noqa: D102  the protocol names them


def of_lines(session: Session, lines: Iterable[Amounts], currency: str, today: date) -> Values:
    """Return the header's amounts as the sums of its lines; without lines nothing is known. Raises AmountTooLarge."""
    listed = list(lines)
    gross, discount = sum(line.gross_minor for line in listed), sum(line.discount_minor for line in listed)
    expected = [line.expected_revenue_minor for line in listed if line.expected_revenue_minor is not None]
    return {
        **typed(session, gross, discount, currency, today),
        "expected_revenue_minor": sum(expected) if expected else None,
        "amounts_from_lines": bool(listed),
        "amount_known": bool(listed),
    }


def typed(session: Session, gross_minor: int, discount_minor: int, currency: str, today: date) -> Values:
    """Return the amounts that a gross amount and a discount make. Raises AmountTooLarge, RateMissing."""
    net = gross_minor - discount_minor
    if max(abs(gross_minor), abs(discount_minor), abs(net)) > LARGEST_MINOR:
        raise AmountTooLarge(most=Money(LARGEST_MINOR, currency))
    return {
        "gross_minor": gross_minor,
        "discount_minor": discount_minor,
        "net_minor": net,
        "net_base_minor": converted(session, Money(net, currency), BASE_CURRENCY, today).minor,
        "amount_known": True,
    }


def same_figures(minor: int, source: str, target: str) -> int:
    """Return the minor units that read the same in another currency: 12.50 EUR as 12.50 CHF, as 12 JPY."""
    scaled = Decimal(minor).scaleb(exponent(target) - exponent(source))
    return int(scaled.to_integral_value(ROUND_HALF_EVEN))
