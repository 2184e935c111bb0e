"""Are the probabilities right: what was said against what came, for stated, stage and model chances."""

from collections.abc import Sequence
from typing import Any

from dash import html

from components import formats
from components.forecast.words import basis_name, share
from components.language import gettext as _
from components.language import ngettext
from components.overview.panel import Filled, numbers
from components.plot import MODES, plot
from components.theme import PALETTE, Mode, figure_layout
from domain.track import Bin, Curve, Reliability

PERCENT = 100
TICKS = (0, 25, 50, 75, 100)
EDGE = 3
HEIGHT = 300
FEWEST_DEALS = 10  # of a bin that a sentence may be about


def reliability_panel(found: Reliability, name: str = "reliability") -> Filled:
    """Return the plot of said against come with its table; says what is missing while nothing can be shown."""
    if not found.curves or found.first_on is None or found.last_on is None:
        text = _("Nothing can be shown before a backtest has run and most of what it spoke of is closed.")
        return Filled("", html.P(text, className="cd-mut"))
    caption = ngettext(
        "{n} closed opportunity, seen at month-ends from {first} to {last}. On the diagonal is right.",
        "{n} closed opportunities, seen at month-ends from {first} to {last}. On the diagonal is right.",
        found.deals,
        n=formats.number(found.deals),
        first=formats.month(found.first_on),
        last=formats.month(found.last_on),
    )
    figures = {mode: figure(found, mode) for mode in MODES}
    return Filled(caption, plot(name, figures, _spoken(found), HEIGHT), _foot(found))


def figure(found: Reliability, mode: Mode) -> dict[str, Any]:
    """Return the Plotly figure: a diagonal, and for each kind of chance its bins with their 90 % intervals."""
    colours, base = PALETTE[mode], figure_layout(mode)
    diagonal = {
        "type": "scatter", "x": [0, PERCENT], "y": [0, PERCENT], "mode": "lines", "hoverinfo": "skip",
        "line": {"color": colours["ink-3"], "width": 1, "dash": "dash"},
    }  # fmt: skip
    axis = {
        "range": [-EDGE, PERCENT + EDGE],
        "tickvals": list(TICKS),
        "ticktext": [formats.percent(tick) for tick in TICKS],
        "gridcolor": colours["grid"],
        "showgrid": True,
    }
    title = {"font": {"size": 11, "color": colours["axis"]}, "standoff": 8}
    return {
        "data": [diagonal, *(_trace(curve, colours) for curve in found.curves)],
        "layout": base
        | {
            "margin": {"l": 48, "r": 12, "t": 10, "b": 40},
            "hovermode": "closest",
            "xaxis": base["xaxis"] | axis | {"title": title | {"text": _("Predicted probability")}},
            "yaxis": base["yaxis"] | axis,
            "annotations": [_axis_name(colours)],
        },
    }


def _axis_name(colours: dict[str, str]) -> dict[str, Any]:
    return {
        "text": _("Won, observed"), "x": 0, "y": 1, "xref": "paper", "yref": "paper", "showarrow": False,
        "xanchor": "left", "yanchor": "top", "xshift": 6, "font": {"size": 11, "color": colours["axis"]},
    }  # fmt: skip


def _trace(curve: Curve, colours: dict[str, str]) -> dict[str, Any]:
    looks: dict[str, tuple[str, str, str]] = {
        "stated": ("ink-3", "dot", "square-open"),
        "stage": ("k-ord", "dash", "diamond-open"),
        "model": ("brand", "solid", "circle"),
    }
    tone, dash, symbol = looks[curve.method]
    colour = colours[tone]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": basis_name(curve.method),
        "x": [PERCENT * one.said for one in curve.bins],
        "y": [PERCENT * one.rate for one in curve.bins],
        "error_y": {
            "type": "data", "symmetric": False, "thickness": 1.25, "width": 0, "color": colour,
            "array": [PERCENT * (one.high - one.rate) for one in curve.bins],
            "arrayminus": [PERCENT * (one.rate - one.low) for one in curve.bins],
        },
        "customdata": [_bin_text(one) for one in curve.bins],
        "hovertemplate": "%{customdata}",
        "line": {"color": colour, "width": 1.75, "dash": dash},
        "marker": {"symbol": symbol, "size": 9, "color": colour, "line": {"width": 1.75, "color": colour}},
    }  # fmt: skip


def _bin_text(one: Bin) -> str:
    return _(
        "said {said}, won {rate} ({low} to {high}), n = {n}",
        said=share(one.said),
        rate=share(one.rate),
        low=share(one.low),
        high=share(one.high),
        n=formats.number(one.deals),
    )


def _spoken(found: Reliability) -> str:
    parts = [f"{basis_name(curve.method)}: {_error_text(curve)}" for curve in found.curves]
    return _(
        "Predicted against observed win rates. {parts}. The table below holds every number.", parts="; ".join(parts)
    )


def _error_text(curve: Curve) -> str:
    return _("off by {gap} on average", gap=points(curve.gap))


def points(value: float) -> str:
    """Write a difference of shares in percentage points."""
    return _("{count} pp", count=formats.number(PERCENT * abs(value), 1)).replace(" ", formats.NBSP)


def _foot(found: Reliability) -> list[Any]:
    legend = [
        html.Span(
            [
                html.I(className=f"cd-fckey cd-fckey--{curve.method}"),
                f"{basis_name(curve.method)}, {_error_text(curve)}",
            ]
        )
        for curve in found.curves
    ]
    return [html.Div(legend, className="cd-legend"), html.P(_finding(found)), _table(found.curves)]


def _finding(found: Reliability) -> str:
    """Return the sentence under the plot: the stated value that was furthest from what came, and whether the model helps."""
    stated, model = found.curve("stated"), found.curve("model")
    if stated is None:
        return ""
    bins = [one for one in stated.bins if one.deals >= FEWEST_DEALS and not one.low <= one.said <= one.high]
    if not bins:
        return _("What is stated lies within chance of what comes.")
    worst = max(bins, key=lambda one: abs(one.said - one.rate))
    said = _("Stated {said} won {rate} of the time.", said=share(worst.said), rate=share(worst.rate))
    if model is None:
        return said
    no_skill = model.skill <= 0 or model.brier >= stated.brier
    helps = (
        _("The model has no skill yet: it is not better than the base rate.")
        if no_skill
        else _("The model corrects this.")
    )
    return f"{said} {helps}"


def _table(curves: Sequence[Curve]) -> html.Details:
    rows = [
        [
            basis_name(curve.method), share(one.said), share(one.rate), f"{share(one.low)} – {share(one.high)}",
            formats.number(one.deals), formats.number(one.cases),
        ]
        for curve in curves
        for one in curve.bins
    ]  # fmt: skip
    head = [_("Chance"), _("Said"), _("Won"), _("90 in 100 between"), _("Opportunities"), _("Seen at month-ends")]
    return numbers(head, rows, _("Predicted and observed win rates"))
