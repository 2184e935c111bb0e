"""Words of the overview: numbers with their unit, changes with their sign, sentences with bold parts."""

from collections.abc import Mapping
from typing import Any

from dash import html

from components import formats
from components.formats import MINUS, NBSP, MoneyStyle
from components.language import gettext as _
from domain.money import exponent

PERCENT = 100
DASH = "–"


def written(value: float | None, unit: str, currency: str) -> str:
    """Write a value of a metric as its tile does: money short, shares in percent, days as such."""
    if value is None:
        return DASH
    if unit == "money":
        return formats.money(round(value), currency, style="k")
    return formats.percent(value * PERCENT) if unit == "share" else formats.days(round(value))


def exactly(value: float | None, unit: str, currency: str) -> str:
    """Write a value with everything that is known of it."""
    if value is None:
        return DASH
    if unit == "money":
        return formats.money(round(value), currency, style="2")
    return formats.percent(value * PERCENT, 1) if unit == "share" else formats.number(value, 1)


def signed(minor: int, currency: str, style: MoneyStyle = "k") -> str:
    """Write a change of money with its sign: "+€28k"."""
    text = formats.money(minor, currency, style=style)
    return f"+{text}" if minor > 0 else text


def whole(minor: int, currency: str) -> int:
    """Return an amount rounded to whole units, in minor units, as it is written: half away from zero."""
    unit: int = 10 ** exponent(currency)
    return (abs(minor) + unit // 2) // unit * unit * (1 if minor >= 0 else -1)


def plus_minus(value: float, unit: str, currency: str) -> str:
    """Write a swing: "± €120k", "± 4 pp", "± 9 d"."""
    if unit == "share":
        return f"±{NBSP}{points(value)}"
    return f"±{NBSP}{written(value, unit, currency)}"


def points(value: float) -> str:
    """Write percentage points of a share: "4 pp"."""
    return _("{count} pp", count=formats.number(abs(value) * PERCENT)).replace(" ", NBSP)


def change(now: float, before: float, unit: str) -> str:
    """Write the size of a change: percent of money, percentage points of shares, days of days; the sign stands apart."""
    difference = abs(now - before)
    if unit == "money":
        return formats.percent(PERCENT * difference / abs(before), 1) if before else DASH
    return points(difference) if unit == "share" else formats.days(round(difference))


def sign(difference: float) -> str:
    """Return the sign of a change."""
    return "+" if difference > 0 else MINUS if difference < 0 else ""


def marked(text: str, parts: Mapping[str, Any]) -> list[Any]:
    """Return a translated sentence whose marks (from `mark`) are replaced by components."""
    pieces: list[Any] = []
    for place, piece in enumerate(text.split("\0")):
        if piece:
            pieces.append(parts[piece] if place % 2 else piece)
    return pieces


def mark(name: str) -> str:
    """Return what stands in a sentence for a component until `marked` puts it there."""
    return f"\0{name}\0"


def strong(text: str, tone: str = "") -> html.B:
    """Return a number of a sentence in bold; tone is "neg", "pos" or nothing."""
    return html.B(text, className=f"cd-n{f' cd-{tone}' if tone else ''}")
