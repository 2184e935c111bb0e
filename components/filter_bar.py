"""The filter bar: one chip per field of the pipeline filter; assets/31-filters.js keeps it and the URL the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from components import saved_views
from components.attributes import DECORATIVE, attributes
from components.formats import NBSP, percent, percent_range
from components.icons import icon
from components.language import gettext as _
from components.language import pgettext
from components.popover import find_field, opens, popover
from components.theme import probability_colour
from domain.filter import PipelineFilter

URL = "url"
BAR = "filters"
COUNT = "filter-count"  # children: "71 of 121", written by the page
WORDS = "filter-words"  # data: labels and phrases for the browser
ECHO = "filter-echo"
PERIOD_FROM, PERIOD_TO = "filter-period-from", "filter-period-to"
DEBOUNCE_MS = 250
MANY_CHOICES = 10  # from here on a list has a field to find in it
SHOWN_NAMES = 2  # a chip names so many values before it counts the rest

Key = Literal["company", "period", "type", "owner", "agent", "p", "stage", "currency", "q"]
KEYS: tuple[Key, ...] = ("company", "period", "type", "owner", "agent", "p", "stage", "currency", "q")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a field as the URL writes it, its label, and how many opportunities it would show."""

    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """What can be chosen; `percents` are the rows of the probability table, `currency` the one shown by default."""

    companies: Sequence[Choice] = ()
    periods: Sequence[Choice] = ()
    types: Sequence[Choice] = ()
    owners: Sequence[Choice] = ()
    agents: Sequence[Choice] = ()
    percents: Sequence[Choice] = ()
    stages: Sequence[Choice] = ()
    currencies: Sequence[Choice] = ()
    currency: str = "EUR"
    no_period: str = ""  # what the page shows when no period is chosen; all time unless it says otherwise


@dataclass(frozen=True, slots=True)
class _Field:
    key: Key
    title: str
    everything: str
    kind: Literal["many", "one", "range"]
    choices: Sequence[Choice]
    chosen: Sequence[str]
    text: str
    is_set: bool


def control(key: Key) -> str:
    """Return the id of the control of a field; its `value` is a list of texts, one text, or the text typed."""
    return f"filter-{key}"


def filter_bar(
    options: FilterOptions,
    current: PipelineFilter,
    *,
    result: str = "",
    may_share: bool = False,
    save: bool = True,
    extra: Sequence[Any] = (),
) -> html.Div:
    """Return the bar showing `current`; `result` is the count beside it, `extra` stands at its end (a primary button)."""
    fields = _fields(options, current)
    chips = [*[_chip(field) for field in fields if field.choices], _text_chip(current.text)]
    end = [
        html.Span(result, id=COUNT, className="cd-filters__count", role="status", **attributes(aria_live="polite")),
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


def chip_text(chosen: Sequence[str], choices: Sequence[Choice], everything: str) -> str:
    """Return what a chip says: everything, up to two names, or the first and how many more."""
    labels = {choice.value: choice.label for choice in choices}
    names = [labels.get(value, value.replace("..", " – ")) for value in chosen]
    if len(names) <= SHOWN_NAMES:
        return ", ".join(names) or everything
    return f"{names[0]} +{len(names) - 1}"


def range_text(low: int, high: int, rows: Sequence[int]) -> str:
    """Return what the probability chip says; the last row of the table and more is "and up"."""
    if (low, high) == (0, 100):
        return percent_range(0, 100)
    if low == high:
        return percent(low)
    if high >= max(rows, default=100):
        return _("{percent} and up", percent=percent(low))
    if low <= min(rows, default=0):
        return _("up to {percent}", percent=percent(high))
    return percent_range(low, high)


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


def _fields(options: FilterOptions, current: PipelineFilter) -> list[_Field]:
    companies = _("All {count}", count=len(options.companies)) if options.companies[1:] else pgettext("company", "All")
    period = [current.period.text] if current.period else []
    return [
        _field("company", _("Company"), "many", options.companies, _texts(current.company_ids), companies),
        _field("period", _("Period"), "one", options.periods, period, options.no_period or _("All time")),
        _field("type", _("Type"), "many", options.types, _texts(current.type_ids), pgettext("type", "All")),
        _field("owner", _("Owner"), "many", options.owners, _texts(current.owner_ids), _("Anyone")),
        _field("agent", _("Agent"), "many", options.agents, _texts(current.agent_ids), pgettext("agent", "All")),
        _probability(options.percents, current),
        _field("stage", _("Stage"), "many", options.stages, _texts(current.stage_ids), pgettext("stage", "All")),
        _currency(options, current),
    ]


def _field(
    key: Key,
    title: str,
    kind: Literal["many", "one"],
    choices: Sequence[Choice],
    chosen: Sequence[str],
    everything: str,
) -> _Field:
    return _Field(key, title, everything, kind, choices, chosen, chip_text(chosen, choices, everything), bool(chosen))


def _probability(rows: Sequence[Choice], current: PipelineFilter) -> _Field:
    low, high = current.percent_min, current.percent_max
    is_set = (low, high) != (0, 100)
    text = range_text(low, high, [int(row.value) for row in rows])
    chosen = [row.value for row in rows if low <= int(row.value) <= high] if is_set else []
    return _Field("p", _("Probability"), percent_range(0, 100), "range", rows, chosen, text, is_set)


def _currency(options: FilterOptions, current: PipelineFilter) -> _Field:
    """Return the currency totals are shown in: always one, so there is no "all"; the usual one is not a filter."""
    chosen = current.currency or options.currency
    is_set = chosen != options.currency
    return _Field("currency", _("Currency"), options.currency, "one", options.currencies, [chosen], chosen, is_set)


def _texts(ids: frozenset[int]) -> list[str]:
    return [str(number) for number in sorted(ids)]


def _chip(field: _Field) -> html.Div:
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


def _popover(field: _Field) -> html.Div:
    body: list[Any] = [html.Div(html.Strong(field.title), className="cd-pop__head")]
    if field.key == "p":
        body.append(_histogram(field.choices))
    if len(field.choices) >= MANY_CHOICES:
        body.append(find_field(_("Find in this list")))
    body.append(_control(field))
    if field.key == "period":
        body.append(_own_period(field))
    body.append(_buttons(field.key))
    return popover(_popover_id(field.key), _("Filter by {name}", name=field.title), body, "cd-pop--filter")


def _control(field: _Field) -> html.Div:
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


def _own_period(field: _Field) -> html.Div:
    """Return two month fields; together they write 2026-01..2026-06."""
    text = field.chosen[0] if field.chosen else ""
    first, dots, last = text.partition("..")
    fields = [
        html.Label([title, dbc.Input(id=identity, type="month", value=value if dots else "", placeholder="2026-01")])
        for title, identity, value in ((_("From"), PERIOD_FROM, first), (_("To"), PERIOD_TO, last))
    ]
    return html.Div(fields, className="cd-form2 cd-form2--rows cd-pop__form")


def _buttons(key: Key) -> html.Div:
    return html.Div(
        [
            html.Button(_("Clear"), className="btn btn-sm btn-ghost", **attributes(data_cd_clear=key)),
            html.Button(_("Done"), className="btn btn-sm btn-primary", **attributes(data_cd_close="pop")),
        ],
        className="cd-pop__btns",
    )


def _words(fields: Sequence[_Field]) -> dict[str, Any]:
    """Return what the browser needs to write a chip: labels by value, and the phrases of a range."""
    return {
        "fields": {
            field.key: {
                "kind": field.kind,
                "everything": field.everything,
                "usual": field.everything if field.key == "currency" else "",
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
