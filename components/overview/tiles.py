"""Tiles: a number, its way there, and whether it changed more than it usually does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from dash import html

from components import formats
from components.attributes import DECORATIVE, attributes
from components.icons import icon
from components.language import gettext as _
from components.overview.panel import numbers
from components.overview.words import change, exactly, plus_minus, sign, written

CARETS = {"up": "caret-up-fill", "down": "caret-down-fill"}
TILES = 6


@dataclass(frozen=True, slots=True)
class Compared:
    """The number before, and the verdict: up, down, unclear (inside the usual swing) or unknown (no history)."""

    before: float
    verdict: str
    swing: float | None
    cases: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A number of one metric; money in minor units, shares from 0 to 1. `months` are the first days of `points`."""

    label: str
    formula: str
    unit: str
    higher_is_better: bool
    value: float | None
    currency: str
    href: str
    basis: str
    months: Sequence[date] = ()
    points: Sequence[float | None] = ()
    last_year: Sequence[float | None] = ()
    compared: Compared | None = None
    is_small: bool = False  # fewer cases than a change can be told from


def tiles(shown: Sequence[Tile]) -> list[Any]:
    """Return the tiles, and below them the same numbers as a table."""
    return [*[_tile(tile) for tile in shown], html.Div(_table(shown), className="cd-kpis__data")]


def skeleton() -> list[html.Div]:
    """Return empty tiles of the right size."""
    lines = [html.Span(className=f"cd-sk cd-ovsk cd-ovsk--{name}") for name in ("label", "value", "line", "label")]
    return [html.Div(lines, className="card cd-kpi cd-c2 placeholder-glow") for _tile in range(TILES)]


def _tile(tile: Tile) -> html.A:
    value = html.Span(written(tile.value, tile.unit, tile.currency), className="cd-n")
    body = [
        html.Span(tile.label, className="cd-kpi__l"),
        html.Span(value, className="cd-kpi__v", title=exactly(tile.value, tile.unit, tile.currency)),
        html.Span(_spark(tile), className="cd-kpi__s"),
        html.Span(_delta(tile), className="cd-kpi__c"),
        html.Span(_basis(tile), className="cd-kpi__n"),
    ]
    return html.A(
        body, href=tile.href, className="card cd-kpi cd-c2", title=tile.formula, **attributes(data_cd_nav="exact")
    )


def _spark(tile: Tile) -> html.Span:
    """Return the empty line that assets/60-spark.js draws; the table below says the same in numbers."""
    data = orjson.dumps({"points": list(tile.points), "last": list(tile.last_year)}).decode()
    return html.Span(className="cd-spark", **attributes(data_spark=data), **DECORATIVE)


def _delta(tile: Tile) -> html.Span:
    compared = tile.compared
    if compared is None or tile.value is None:
        return html.Span(_("nothing to compare with"), className="cd-delta cd-delta--flat")
    if tile.is_small:
        return html.Span([icon("dash"), _("too few to compare")], className="cd-delta cd-delta--flat")
    if compared.verdict == "unclear":
        return html.Span([icon("dash"), _("no clear change")], className="cd-delta cd-delta--flat")
    difference = tile.value - compared.before
    text = html.Span(f"{sign(difference)}{change(tile.value, compared.before, tile.unit)}", className="cd-n")
    if compared.verdict == "unknown":
        return html.Span([text, " ", _("history too short to judge")], className="cd-delta cd-delta--flat")
    tone = "pos" if (difference > 0) == tile.higher_is_better else "neg"
    return html.Span([icon(CARETS[compared.verdict]), text], className=f"cd-delta cd-delta--{tone}")


def _basis(tile: Tile) -> str:
    """Return what the change is measured against, and the usual swing where the change is within it."""
    compared = tile.compared
    if compared is None or compared.verdict != "unclear" or compared.swing is None:
        return tile.basis
    swing = _("usual swing {swing}", swing=plus_minus(compared.swing, tile.unit, tile.currency))
    return f"{tile.basis}; {swing}"


def _table(shown: Sequence[Tile]) -> html.Details:
    """Return all points of all lines, a row for each month; the last row is now."""
    months = sorted({month for tile in shown for month in tile.months})
    rows = [[formats.month(month), *(_at(tile, month) for tile in shown)] for month in months]
    now = [_("now"), *(exactly(tile.value, tile.unit, tile.currency) for tile in shown)]
    return numbers([_("Month"), *(tile.label for tile in shown)], [*rows, now], _("The figures above, month by month"))


def _at(tile: Tile, month: date) -> str:
    known = dict(zip(tile.months, tile.points, strict=False))
    return exactly(known.get(month), tile.unit, tile.currency)
