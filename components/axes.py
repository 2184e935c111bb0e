"""Axes: round ticks for amounts of money, places on an axis, colours that let the grid through."""

import re
from math import ceil, floor, log10
from typing import Any

from components import formats
from domain.money import exponent

TICKS = 4
STEPS = (1, 2, 2.5, 5, 10)
HEX = 16
NO_DECIMALS = re.compile(r"[.,]00(?=\D*$)")
DECIMALS = re.compile(r"[.,]\d\d(?=\D*$)")


def major(minor: float, currency: str) -> float:
    """Return whole units, for the place on an axis only."""
    return float(minor / 10 ** exponent(currency))


def step(wanted: float) -> int:
    """Return a round number of minor units that is at least as large."""
    scale = 10 ** floor(log10(wanted)) if wanted >= 1 else 1
    return round(next(part for part in STEPS if part * scale >= wanted) * scale)


def ticks(lowest: int, highest: int, currency: str, wanted: int = TICKS) -> dict[str, Any]:
    """Return round ticks that span two amounts in minor units, written short, for an axis of a figure."""
    width = step(max((highest - lowest) / wanted, 1))
    minors = [width * place for place in range(floor(lowest / width), ceil(highest / width) + 1)]
    return {
        "tickmode": "array",
        "tickvals": [major(minor, currency) for minor in minors],
        "ticktext": _shortest([formats.money(minor, currency, style="k") for minor in minors]),
    }


def _shortest(texts: list[str]) -> list[str]:
    """Return amounts without decimals where none of them has any."""
    plain = [NO_DECIMALS.sub("", text) for text in texts]
    return plain if all(DECIMALS.search(text) is None for text in plain) else texts


def see_through(colour: str, share: float) -> str:
    """Return a colour of the palette ("#rrggbb") of which only a share covers what is behind."""
    red, green, blue = (int(colour[place : place + 2], HEX) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {share:g})"
