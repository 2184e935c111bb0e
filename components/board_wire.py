"""How the values of a board travel: dates as text, and a card without what is empty at its end."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal


def wire(card: Sequence[object]) -> list[object]:
    """Return a card as it travels: what is empty at its end stays away, and most cards are open and not paused."""
    row = [plain(value) for value in card]
    while row and row[-1] is None:
        row.pop()
    return row


def plain(value: object) -> object:
    """Return dates as ISO text and decimals as numbers: what JSON can carry. Money comes as integers already."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
