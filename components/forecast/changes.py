"""The page of changes: the sentence, the waterfall, the largest in words, and every bar with its deals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from components import formats
from components.attributes import attributes
from components.drawn import drawn
from components.forecast.changes_deals import deals_table
from components.forecast.changes_panel import drawing, link
from components.forecast.changes_words import bar_names, happened
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.overview.words import mark, marked, signed, strong
from components.plot import GRAPH
from domain.basis import Basis
from domain.changes import Bar, BarSum, Bridge, Deal

BODY = "forecast-changes"
SINCE = "forecast-changes-since"
DRAWING = "changes-page"
TABLES = "forecast-changes-tables"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the bridge, the names of its deals, the period in words and the query for the files."""

    bridge: Bridge
    deals: Mapping[int, Deal]
    period: str
    query: str
    may_export: bool


def layout() -> html.Div:
    """Return the page's content at once, to be filled."""
    loading = html.Div(_("Loading"), className="visually-hidden", role="status")
    return html.Div([dcc.Store(id=TABLES), html.Div(loading, id=BODY, className="cd-changespage")])


def register() -> None:
    """Register what the browser does itself: a bar of the waterfall opens its deals, and they are drawn then."""
    clientside_callback(
        ClientsideFunction("caudal_past", "keepTables"), Input(TABLES, "data"), prevent_initial_call=True
    )
    clientside_callback(
        ClientsideFunction("caudal_past", "openBar"),
        Input({"type": GRAPH, "name": DRAWING}, "clickData"),
        prevent_initial_call=True,
    )


def body(shown: Shown, first: date) -> list[Any]:
    """Return everything about the bridge."""
    bridge = shown.bridge
    return [
        html.Div(
            [html.P(statement(shown), className="cd-changespage__lead"), _tools(shown, first)],
            className="cd-changespage__top",
        ),
        html.Div(
            [
                _panel(_("Bridge"), basis_words(bridge), drawing(bridge, DRAWING), 8),
                _panel(_("Largest changes"), _("Single opportunities"), _largest(shown), 4),
                _panel(_("By cause"), _("Start plus all bars is the end, to the cent."), _bars(shown), 12),
            ],
            className="cd-grid",
        ),
    ]


def tables(shown: Shown) -> dict[str, Any]:
    """Return the deals of every bar, as assets/a2-past.js draws them when it is opened."""
    return {one.bar.value: drawn(deals_table(shown.bridge, one, shown.deals)) for one in shown.bridge.bars}


def statement(shown: Shown) -> list[Any]:
    """Say where the pipeline stood and where it stands."""
    bridge = shown.bridge
    difference = bridge.end_minor - bridge.start_minor
    words = {
        "start": strong(formats.money(bridge.start_minor, bridge.currency, style="k")),
        "end": strong(formats.money(bridge.end_minor, bridge.currency, style="k")),
        "difference": strong(
            signed(difference, bridge.currency), "pos" if difference > 0 else "neg" if difference else ""
        ),
    }
    return marked(_stood(bridge, shown.period, {name: mark(name) for name in words}), words)


def plain(bridge: Bridge, period: str) -> str:
    """Say the same as a text, to the cent, for paper."""
    amounts = {
        "start": formats.money(bridge.start_minor, bridge.currency, style="2"),
        "end": formats.money(bridge.end_minor, bridge.currency, style="2"),
        "difference": signed(bridge.end_minor - bridge.start_minor, bridge.currency, "2"),
    }
    return _stood(bridge, period, amounts)


def _stood(bridge: Bridge, period: str, amounts: Mapping[str, str]) -> str:
    if not (bridge.start_count or bridge.end_count or bridge.bars):
        return _("Nothing is open for {period}, and nothing was on {since}.",
                 period=period, since=formats.long_day(bridge.since))  # fmt: skip
    return _(
        "Weighted pipeline, {period}: {start} on {since}, {end} on {today}. That is {difference}.",
        period=period, since=formats.long_day(bridge.since), today=formats.long_day(bridge.today), **amounts,
    )  # fmt: skip


def basis_words(bridge: Bridge) -> str:
    """Say what the bars are made of."""
    told = {
        Basis.STATED: _("Net × stated probability in {currency}.", currency=bridge.currency),
        Basis.STAGE: _("Net × norm of the stage in {currency}.", currency=bridge.currency),
        Basis.MODEL: _("Net × probability of the model in {currency}.", currency=bridge.currency),
    }
    unspoken = _("No forecast was stored by then: stated probabilities stand in for it.") if bridge.unspoken else ""
    return " ".join(part for part in (told[bridge.basis], unspoken, _rates(bridge)) if part)


def _rates(bridge: Bridge) -> str:
    return _(
        "From {before} to {after} open opportunities. The bars are at the rates of {day}; what rates did since is a bar of its own.",
        before=formats.number(bridge.start_count), after=formats.number(bridge.end_count),
        day=formats.day(bridge.since, bridge.today),
    )  # fmt: skip


def _tools(shown: Shown, first: date) -> html.Div:
    bridge = shown.bridge
    last = date.fromordinal(bridge.today.toordinal() - 1)
    field = dbc.Input(
        id=SINCE, type="date", value=bridge.since.isoformat(), min=first.isoformat(), max=last.isoformat(), size="sm",
        class_name="cd-ovdate",
    )  # fmt: skip
    files = [
        html.A(
            [icon("download"), " ", name],
            href=f"/export/changes.{kind}?{shown.query}",
            className="btn btn-sm btn-ghost",
        )
        for kind, name in (("csv", "CSV"), ("xlsx", "XLSX"))
        if shown.may_export
    ]
    since = html.Label(
        [html.Span(_("Since"), className="cd-mut cd-small"), field],
        className="cd-ovsince",
        **attributes(data_cd_since="since"),
    )
    return html.Div([since, *files], className="cd-changespage__tools")


def _panel(title: str, caption: str, content: Any, columns: int) -> html.Section:
    head = html.Div([html.H2(title), html.P(caption)], className="cd-panel__t")
    return html.Section(
        [html.Header(head, className="cd-panel__head"), html.Div(content, className="cd-panel__body")],
        className=f"card cd-panel cd-c{columns}",
    )


def _largest(shown: Shown) -> Any:
    bridge = shown.bridge
    if not bridge.largest:
        return html.P(_("Nothing changed."), className="cd-mut")
    items = [
        html.Li(
            [
                html.Div([link(effect, shown.deals), " ", happened(effect, bridge), "."]),
                html.Span(signed(effect.minor, bridge.currency), className=f"cd-n {_tone(effect.minor)}"),
            ]
        )
        for effect in bridge.largest
    ]
    return html.Ol(items, className="cd-changespage__five")


def _bars(shown: Shown) -> list[Any]:
    bridge = shown.bridge
    ends = [(bridge.since, bridge.start_minor, bridge.start_count), (bridge.today, bridge.end_minor, bridge.end_count)]
    start, end = (html.Div(_end(bridge, *one), className="cd-cbar cd-cbar--end") for one in ends)
    return [start, *[_bar(shown, one) for one in bridge.bars], end]


def _end(bridge: Bridge, day: date, minor: int, count: int) -> list[Any]:
    many = ngettext("{n} opportunity", "{n} opportunities", count, n=formats.number(count))
    return [
        html.B(formats.long_day(day)),
        html.Span(many, className="cd-mut"),
        html.B(formats.money(minor, bridge.currency, style="2"), className="cd-n"),
    ]


def _bar(shown: Shown, one: BarSum) -> html.Details:
    count = len(one.effects)
    many = ngettext("{n} opportunity", "{n} opportunities", count, n=formats.number(count))
    head = [
        html.Span(bar_names()[one.bar]),
        html.Span(many, className="cd-mut"),
        html.Span(
            signed(one.minor, shown.bridge.currency, "2"),
            className="cd-n" if one.bar is Bar.WON else f"cd-n {_tone(one.minor)}",
        ),
    ]
    parts = [html.Summary(head, className="cd-cbar"), html.Div(**attributes(data_cd_deals=one.bar.value))]
    return html.Details(parts, className="cd-cbars")


def _tone(minor: int) -> str:
    return "cd-pos" if minor > 0 else "cd-neg" if minor < 0 else "cd-mut"
