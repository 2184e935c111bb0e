"""Bars in the cells of a table: a share, a spread between two quantiles with its middle, parts of a whole."""

from collections.abc import Sequence

from dash import html

from components.attributes import DECORATIVE
from domain.analysis import Spread

WHOLE = 100


def bar(share: float, kind: str = "own") -> html.Span:
    """Return a bar that fills a share of its cell; `kind` is its colour."""
    return html.Span(html.I(style={"width": _percent(share)}), className=f"cd-anbar cd-anbar--{kind}", **DECORATIVE)


def spread_bar(spread: Spread, scale: int) -> html.Span:
    """Return a bar from the lower quartile to the 80th percentile, with a tick at the middle."""
    if spread.low is None or spread.middle is None or spread.high is None or scale <= 0:
        return html.Span(className="cd-anbar", **DECORATIVE)
    place = {"left": _percent(spread.low / scale), "width": _percent((spread.high - spread.low) / scale)}
    tick = html.B(style={"left": _percent(spread.middle / scale)})
    return html.Span([html.I(style=place), tick], className="cd-anbar cd-anbar--spread", **DECORATIVE)


def parts_bar(parts: Sequence[tuple[str, int]]) -> html.Span:
    """Return the parts of a whole beside each other: pairs of a colour and a size."""
    whole = sum(size for _kind, size in parts) or 1
    return html.Span(
        [html.I(className=f"is-{kind}", style={"width": _percent(size / whole)}) for kind, size in parts if size],
        className="cd-anbar cd-anbar--parts",
        **DECORATIVE,
    )


def _percent(share: float) -> str:
    return f"{min(max(WHOLE * share, 0), WHOLE):.1f}%"
