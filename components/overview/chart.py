"""The chart: invoiced, ordered and expected month by month against the target, as one figure for each theme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from dash import ClientsideFunction, Input, Output, clientside_callback, dcc, html

from components import formats
from components.attributes import attributes
from components.axes import major, ticks
from components.language import gettext as _
from components.overview.panel import Filled, numbers
from components.overview.words import signed
from components.theme import PALETTE, Mode, figure_layout

GRAPH = "overview-chart-graph"
FIGURES = "overview-chart-figures"  # data: the figure in both themes; assets/61-overview.js shows the one in use
MODES: tuple[Mode, ...] = ("light", "dark")
PATTERN = {"shape": "/", "size": 6, "solidity": 0.22, "fillmode": "replace"}
MANY_MONTHS = 13
TICK_SHARE, HALO_SHARE = 0.54, 0.58  # of the width of a month; Plotly draws this symbol 1.4 times as long


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the chart, in minor units of the reporting currency; `gap_minor` is cumulative, None later on."""

    first_on: date
    invoiced_minor: int
    orders_minor: int
    weighted_minor: int
    target_minor: int
    last_year_minor: int
    gap_minor: int | None


def register() -> None:
    """Register the clientside callback that shows the figure of the theme in use."""
    clientside_callback(ClientsideFunction("caudal_overview", "paint"), Output(GRAPH, "figure"), Input(FIGURES, "data"))


def chart(months: Sequence[Month], currency: str, today: date) -> Filled:
    """Return the chart with its legend and its table."""
    figures = {mode: figure(months, currency, today, mode) for mode in MODES}
    graph = dcc.Graph(id=GRAPH, responsive=True, className="cd-plot", config={"displayModeBar": False})
    body = [
        dcc.Store(id=FIGURES, data=figures),
        html.Div(graph, className="cd-plotbox", role="img", **attributes(aria_label=_spoken(months, currency))),
    ]
    caption = _("Net in {currency} by month, {day}", currency=currency, day=formats.day(today, today))
    return Filled(caption, body, [_legend(), _table(months, currency)])


def figure(months: Sequence[Month], currency: str, today: date, mode: Mode) -> dict[str, Any]:
    """Return the Plotly figure in the colours of a theme: stacked bars, a tick for each target, a line for today."""
    colours = PALETTE[mode]
    names = [formats.month(month.first_on) for month in months]
    lanes = [
        (_("Invoiced"), [month.invoiced_minor for month in months], {"color": colours["k-inv"]}),
        (_("Orders"), [month.orders_minor for month in months], {"color": colours["k-ord"]}),
        (_("Opportunities, weighted"), [month.weighted_minor for month in months], _hatched(colours)),
    ]
    bars = [_bar(name, names, values, marker, currency) for name, values, marker in lanes]
    layout = figure_layout(mode) | {
        "margin": {"l": 52, "r": 8, "t": 8, "b": 38},
        "barmode": "relative",
        "xaxis": figure_layout(mode)["xaxis"] | _months(months, names),
        "yaxis": figure_layout(mode)["yaxis"] | _amounts(months, currency),
        **_today_line(months, today, colours),
    }
    return {"data": [*bars, *_targets(months, names, currency, colours)], "layout": layout}


def _bar(name: str, x: list[str], minors: list[int], marker: dict[str, Any], currency: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "x": x,
        "y": [major(minor, currency) for minor in minors],
        "customdata": [formats.money(minor, currency) for minor in minors],
        "hovertemplate": "%{customdata}",
        "marker": marker,
    }


def _hatched(colours: dict[str, str]) -> dict[str, Any]:
    line = colours["k-opp"]
    return {
        "color": line,
        "line": {"color": line, "width": 1},
        "pattern": PATTERN | {"fgcolor": line, "bgcolor": colours["k-opp-bg"]},
    }


def _targets(months: Sequence[Month], names: list[str], currency: str, colours: dict[str, str]) -> list[dict[str, Any]]:
    """Return a tick for each month with a target, over a wider one in the colour of the surface: its halo."""
    aimed = [(name, month) for name, month in zip(names, months, strict=True) if month.target_minor]
    tick = {
        "type": "scatter",
        "mode": "markers",
        "x": [name for name, _month in aimed],
        "y": [major(month.target_minor, currency) for _name, month in aimed],
        "cliponaxis": False,
    }
    halo = {"symbol": "line-ew", "share": HALO_SHARE, "line": {"width": 5, "color": colours["surface"]}}
    ink = {"symbol": "line-ew", "share": TICK_SHARE, "line": {"width": 2, "color": colours["target"]}}
    spoken = [formats.money(month.target_minor, currency) for _name, month in aimed]
    return [
        tick | {"marker": halo, "hoverinfo": "skip"},
        tick | {"marker": ink, "name": _("Target"), "customdata": spoken, "hovertemplate": "%{customdata}"},
    ]


def _months(months: Sequence[Month], names: list[str]) -> dict[str, Any]:
    """Return the axis of months: each January, and the first month, says its year."""
    short = [formats.short_month(month.first_on) for month in months]
    texts = [
        f"{text}<br>{month.first_on.year}" if place == 0 or month.first_on.month == 1 else text
        for place, (text, month) in enumerate(zip(short, months, strict=True))
    ]
    every = ceil(len(months) / MANY_MONTHS)
    # assets/61-overview.js shows as many of the names as there is room for.
    return {
        "type": "category", "categoryorder": "array", "categoryarray": names, "tickmode": "array", "tickangle": 0,
        "tickvals": names[::every], "ticktext": texts[::every], "names": texts, "every": every,
    }  # fmt: skip


def _amounts(months: Sequence[Month], currency: str) -> dict[str, Any]:
    tops = [month.invoiced_minor + month.orders_minor + month.weighted_minor for month in months]
    highest = max([*tops, *(month.target_minor for month in months), 1])
    lowest = min([0, *(month.invoiced_minor for month in months)])
    room = {"range": [major(round(lowest * 1.05), currency), major(round(highest * 1.08), currency)]}
    return ticks(lowest, highest, currency) | room


def _today_line(months: Sequence[Month], today: date, colours: dict[str, str]) -> dict[str, Any]:
    place = next(
        (
            at
            for at, month in enumerate(months)
            if (month.first_on.year, month.first_on.month) == (today.year, today.month)
        ),
        None,
    )
    if place is None:
        return {}
    x = place - 0.5 + today.day / 31
    line = {"color": colours["axis"], "width": 1}
    shape = {"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line}
    text = {
        "text": _("Today"), "x": x, "y": 1, "xref": "x", "yref": "paper", "showarrow": False, "xanchor": "right",
        "yanchor": "top", "xshift": -3, "font": {"size": 11, "color": colours["ink-2"]},
    }  # fmt: skip
    return {"shapes": [shape], "annotations": [text]}


def _legend() -> html.Div:
    names = (("inv", _("Invoiced")), ("ord", _("Orders")), ("opp", _("Opportunities, weighted")), ("tick", _("Target")))
    return html.Div(
        [html.Span([html.I(className=f"cd-swatch cd-swatch--{kind}"), name]) for kind, name in names],
        className="cd-legend",
    )


def _spoken(months: Sequence[Month], currency: str) -> str:
    def total(name: str) -> str:
        return formats.money(sum(getattr(month, f"{name}_minor") for month in months), currency, style="k")

    return _(
        "Bars by month: {invoiced} invoiced, {orders} orders, {weighted} weighted opportunities; the targets add up to {target}. The table below holds every number.",
        invoiced=total("invoiced"),
        orders=total("orders"),
        weighted=total("weighted"),
        target=total("target"),
    )


def _table(months: Sequence[Month], currency: str) -> html.Details:
    head = [
        _("Month"), _("Invoiced"), _("Orders"), _("Opportunities, weighted"), _("Together"), _("Target"),
        _("Gap so far"), _("Invoiced a year before"),
    ]  # fmt: skip

    def amount(minor: int) -> str:
        return formats.money(minor, currency)

    rows = [
        [
            formats.month(month.first_on), amount(month.invoiced_minor), amount(month.orders_minor),
            amount(month.weighted_minor),
            amount(month.invoiced_minor + month.orders_minor + month.weighted_minor),
            amount(month.target_minor) if month.target_minor else "",
            "" if month.gap_minor is None else signed(month.gap_minor, currency),
            amount(month.last_year_minor),
        ]
        for month in months
    ]  # fmt: skip
    return numbers(head, rows, _("Invoicing against target, by month"))
