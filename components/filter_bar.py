"""The filter bar: one chip per field of the pipeline filter; assets/31-filters.js keeps it and the URL the same."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from components import past, saved_views
from components.attributes import DECORATIVE, attributes
from components.filter_fields import (
    KEYS,
    NO_PIPELINES,
    Choice,
    Field,
    FilterOptions,
    Key,
    Pipelines,
    chip_text,
    fields_of,
    range_text,
)
from components.formats import NBSP
from components.icons import icon
from components.language import gettext as _
from components.popover import find_field, opens, popover
from components.theme import probability_colour
from domain.filter import PipelineFilter

__all__ = [
    "NO_PIPELINES",
    "Choice",
    "FilterOptions",
    "Pipelines",
    "chip_text",
    "connect",
    "control",
    "count_of",
    "filter_bar",
    "range_text",
]

URL = "url"
BAR = "filters"
WORDS = "filter-words"  # data: labels and phrases for the browser
ECHO = "filter-echo"
PERIOD_FROM, PERIOD_TO = "filter-period-from", "filter-period-to"
DEBOUNCE_MS = 250
MANY_CHOICES = 10  # from here on a list has a field to find in it


def count_of(path: str) -> str:
    """Return the id of the count beside the filters of a page, whose callback writes "71 of 121" into its `children`.

    Each page has its own: Dash wants all outputs of a callback on the page, or none.
    """
    return f"filter-count-{path.strip('/')}"


def control(key: Key) -> str:
    """Return the id of the control of a field; its `value` is a list of texts, one text, or the text typed."""
    return f"filter-{key}"


def filter_bar(
    options: FilterOptions,
    current: PipelineFilter,
    *,
    path: str = "",
    result: str = "",
    may_share: bool = False,
    save: bool = True,
    day: date | None = None,
    extra: Sequence[Any] = (),
) -> html.Div:
    """Return the bar showing `current`; `path` is the page's, `result` the count beside it, `day` the earlier one that it looks at, `extra` stands at its end."""
    fields = fields_of(options, current)
    chips = [past.chip(day), *[_chip(field) for field in fields if field.choices], _text_chip(current.text)]
    end = [
        html.Span(
            result, id=count_of(path), className="cd-filters__count", role="status", **attributes(aria_live="polite")
        ),
        html.Button(
            _("Reset"), className="btn btn-sm btn-ghost", hidden=current.is_empty, **attributes(data_cd_clear="*")
        ),
        *([saved_views.save_button(may_share=may_share)] if save else []),
        *extra,
    ]
    bar = html.Section(
        [html.Div(chips, className="cd-filters__scroll"), html.Div(end, className="cd-filters__end")],
        id=BAR,
        className="cd-filters",
        **attributes(aria_label=_("Filters")),
    )
    stores = [dcc.Store(id=WORDS, data=_words(fields)), dcc.Store(id=ECHO)]
    return html.Div([bar, *[_popover(field) for field in fields], *stores], className="cd-filterwrap")


def connect(app: Dash) -> None:
    """Register the one callback between controls and URL; it writes through set_props, so no page needs the bar."""
    controls = [Input(control(key), "value") for key in KEYS]
    app.clientside_callback(  # type: ignore[no-untyped-call]  # Dash leaves this method untyped
        ClientsideFunction("caudal_filters", "sync"),
        Output(ECHO, "data"),
        Input(URL, "search"),
        *controls,
        Input(PERIOD_FROM, "value"),
        Input(PERIOD_TO, "value"),
        State(WORDS, "data"),
    )


def _chip(field: Field) -> html.Div:
    """Return the chip; both its cross and its arrow are always there, CSS shows the one that fits."""
    main = html.Button(
        [
            html.Span(field.title, className="cd-chip__k"),
            html.Span(field.text, className="cd-chip__v"),
            icon("chevron-down", "cd-chip__c"),
        ],
        className="cd-chip__main",
        **opens(_popover_id(field.key)),
    )
    cross = html.Button(
        icon("x"),
        className="cd-chip__x",
        **attributes(aria_label=_("Clear filter {name}", name=field.title), data_cd_clear=field.key),
    )
    state = " is-set" if field.is_set else ""
    return html.Div([main, cross], className=f"cd-chip{state}", **attributes(data_cd_chip=field.key))


def _text_chip(text: str) -> html.Label:
    field = dbc.Input(
        id=control("q"), type="search", value=text, debounce=DEBOUNCE_MS, placeholder=_("Contains…"), autoComplete="off"
    )
    return html.Label(
        [icon("search"), html.Span(_("Filter by text"), className="visually-hidden"), field],
        className="cd-chip cd-chip--text" + (" is-set" if text else ""),
        **attributes(data_cd_chip="q"),
    )


def _popover_id(key: Key) -> str:
    return f"pop-filter-{key}"


def _popover(field: Field) -> html.Div:
    if not field.choices:
        return html.Div(_control(field), hidden=True)
    body: list[Any] = [html.Div(html.Strong(field.title), className="cd-pop__head")]
    if field.key == "p":
        body.append(_histogram(field.choices))
    if len(field.choices) >= MANY_CHOICES:
        body.append(find_field(_("Find in this list")))
    body.append(_control(field))
    if field.key == "period":
        body.append(_own_period(field))
    body.append(_buttons(field))
    return popover(_popover_id(field.key), _("Filter by {name}", name=field.title), body, "cd-pop--filter")


def _control(field: Field) -> html.Div:
    options = [{"value": choice.value, "label": _option(field.key, choice)} for choice in field.choices]
    if field.kind == "one":
        if field.key == "period":
            options = [{"value": "", "label": field.everything}, *options]
        chosen = field.chosen[0] if field.chosen else ""
        listing = dbc.RadioItems(id=control(field.key), options=options, value=chosen)
    else:
        listing = dbc.Checklist(id=control(field.key), options=options, value=list(field.chosen))
    return html.Div(listing, className="cd-checks", role="group", **attributes(aria_label=field.title))


def _option(key: Key, choice: Choice) -> Any:
    """Return the label of an option; count and colour are drawn by CSS, one component each."""
    if choice.count is None and key != "p":
        return choice.label
    colour = {"--c": probability_colour(int(choice.value))} if key == "p" else {}
    count = {} if choice.count is None else attributes(data_n=str(choice.count))
    return html.Span(choice.label, className="cd-opt" + (" cd-opt--dot" if key == "p" else ""), style=colour, **count)


def _histogram(rows: Sequence[Choice]) -> html.Div:
    highest = max((row.count or 0 for row in rows), default=0) or 1
    bars = [
        html.Span(style={"--h": f"{100 * (row.count or 0) / highest:.0f}%", "--c": probability_colour(int(row.value))})
        for row in rows
    ]
    return html.Div(bars, className="cd-histo", hidden=all(row.count is None for row in rows), **DECORATIVE)


def _own_period(field: Field) -> html.Div:
    """Return two month fields; together they write 2026-01..2026-06."""
    text = field.chosen[0] if field.chosen else ""
    first, dots, last = text.partition("..")
    fields = [
        html.Label([title, dbc.Input(id=identity, type="month", value=value if dots else "", placeholder="2026-01")])
        for title, identity, value in ((_("From"), PERIOD_FROM, first), (_("To"), PERIOD_TO, last))
    ]
    return html.Div(fields, className="cd-form2 cd-form2--rows cd-pop__form")


def _buttons(field: Field) -> html.Div:
    """Return the buttons of a popover; what is required cannot be cleared."""
    clear = html.Button(_("Clear"), className="btn btn-sm btn-ghost", **attributes(data_cd_clear=field.key))
    done = html.Button(_("Done"), className="btn btn-sm btn-primary", **attributes(data_cd_close="pop"))
    if field.usual:
        return html.Div(done, className="cd-pop__btns cd-pop__btns--end")
    return html.Div([clear, done], className="cd-pop__btns")


def _words(fields: Sequence[Field]) -> dict[str, Any]:
    """Return what the browser needs to write a chip: labels by value, and the phrases of a range."""
    return {
        "fields": {
            field.key: {
                "kind": field.kind,
                "everything": field.everything,
                "usual": field.usual,
                "labels": {choice.value: choice.label for choice in field.choices},
                "order": [choice.value for choice in field.choices],
            }
            for field in fields
        },
        "and_up": _("{percent} and up", percent="{percent}"),
        "up_to": _("up to {percent}", percent="{percent}"),
        "percent": f"{{n}}{NBSP}%",
        "range": f"{{low}}–{{high}}{NBSP}%",
    }
