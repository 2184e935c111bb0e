"""The layout of the forecast page: everything at once with placeholders, for the callbacks to fill."""

from datetime import date
from typing import Any

from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, html

from components import shell
from components.attributes import attributes
from components.drawn import drawn
from components.forecast import behind, how, months, what_if
from components.forecast.histogram import histogram
from components.forecast.monthly import monthly
from components.forecast.outlook_words import SWATCHES, Shown, measure_name, part_name
from components.forecast.path import cumulative
from components.forecast.tabs import tabs
from components.icons import icon
from components.language import gettext as _
from components.overview.panel import PanelIds, open_link, panel, skeleton
from components.popover import opens, popover
from components.theme import Mode
from domain.outlook import Measure

PATH = "/forecast"
STATEMENT, GRAPH, FIGURES = "forecast-statement", "forecast-graph", "forecast-figures"
MONTHS, TABLE, EMPTY = "forecast-months", "forecast-table", "forecast-empty"
COMPUTE_PAST = "forecast-compute-past"
COMPUTE, AGAIN = "forecast-compute", "forecast-again"  # the first forecast: asked for, looked for
EXPORTS = "pop-export-forecast"
CHANGES, RELIABILITY, ACCURACY = "forecast-changes", "forecast-reliability", "forecast-accuracy"
CHANGES_PATH = "/forecast/changes"
NARROWED = "forecast-narrowed"  # the address without measure, chart and assumptions, which leave these panels alone
MODES: tuple[Mode, ...] = ("light", "dark")
CHARTS = ("cumulative", "monthly")
ROWS = 14
AGAIN_MS = 5000


def register() -> None:
    """Register what the browser does itself: draw the figures in its theme, set the sliders to the address."""
    clientside_callback(
        ClientsideFunction("caudal_forecast", "paint"),
        Output(GRAPH, "figure"),
        Output(what_if.HISTOGRAM, "figure"),
        Input(FIGURES, "data"),
    )
    clientside_callback(
        ClientsideFunction("caudal_forecast", "controls"),
        *(Output(what_if.slider_id(word), "value") for word in what_if.WORDS),
        Input(shell.URL, "search"),
    )
    clientside_callback(
        ClientsideFunction("caudal_forecast", "narrowed"),
        Output(NARROWED, "data"),
        Input(shell.URL, "search"),
        State(NARROWED, "data"),
    )
    clientside_callback(
        ClientsideFunction("caudal_forecast", "came"), Input(behind.FOUND, "data"), prevent_initial_call=True
    )


def layout(*, export: str, may_export: bool, may_share: bool) -> list[Any]:
    """Return the page's main content; `export` is the path of the files without their kind."""
    return [
        html.Div([tabs(PATH), _measures()], className="cd-fcbar"),
        html.Div(id=EMPTY, className="cd-ovempty"),
        html.Div(
            [
                html.Section(
                    skeleton(2),
                    id=STATEMENT,
                    className="cd-c12 cd-fchead",
                    **attributes(aria_label=_("In one sentence")),
                ),
                _path(),
                what_if.panel(may_share=may_share),
                _table(export, may_export=may_export),
                panel(CHANGES, _("What changed"), 4, [open_link(_("Open"), CHANGES_PATH)], ROWS),
                panel(RELIABILITY, _("Are the probabilities right?"), 5, rows=9),
                panel(ACCURACY, _("How far off were we?"), 7, rows=9),
            ],
            className="cd-grid",
        ),
        dcc.Store(id=FIGURES),
        dcc.Store(id=NARROWED),
        dcc.Interval(id=AGAIN, interval=AGAIN_MS, disabled=True),
        how.dialog(),
        behind.dialog(),
    ]


def figures(shown: Shown, today: date) -> dict[str, Any]:
    """Return every figure of the page in both themes and the table, as the browser draws them."""
    drawings: dict[str, Any] = {
        mode: {
            "cumulative": cumulative(shown, today, mode),
            "monthly": monthly(shown, today, mode),
            "histogram": histogram(shown, mode),
        }
        for mode in MODES
    }
    return drawings | {"table": drawn(months.table(shown.asked, today))}


def caption(measure: Measure) -> str:
    """Return the line under the title of the path."""
    return {
        Measure.INVOICED: _("Invoicing, net"),
        Measure.ORDERED: _("Orders, net"),
        Measure.WON: _("Won opportunities, net"),
    }[measure]


def _measures() -> html.Div:
    """Return the switch between what is invoiced, ordered and won."""
    return _switch("measure", _("Measure"), [(one.value, measure_name(one)) for one in reversed(Measure)])


def _switch(word: str, label: str, choices: list[tuple[str, str]]) -> html.Div:
    """Return a row of buttons that put their value into the address; the first one is what it need not say."""
    buttons = [
        html.Button(
            text,
            type="button",
            **attributes(aria_pressed=str(not at).lower(), data_fc_switch=word, data_fc_value=value if at else ""),
        )
        for at, (value, text) in enumerate(choices)
    ]
    return html.Div(buttons, className="cd-seg", role="group", **attributes(aria_label=label))


def _path() -> html.Section:
    charts = _switch("chart", _("Chart"), [("cumulative", _("Cumulative")), ("monthly", _("Monthly"))])
    graph = dcc.Graph(id=GRAPH, responsive=True, className="cd-fcfill", config={"displayModeBar": False})
    return _panel(GRAPH, _("Path to year end"), 8, [charts], [html.Div(graph, className="cd-fcplotbox")], _legend())


def _legend() -> html.Div:
    """Return what each ink of the figures means."""
    names = [(kind, part_name(part)) for part, kind in SWATCHES.items()]
    names += [("band", _("P10 to P90")), ("target", _("Target"))]
    items = [html.Span([html.I(className=f"cd-swatch cd-swatch--{kind}"), name]) for kind, name in names]
    ghost = html.Span(
        [html.I(className="cd-swatch cd-swatch--ghostline"), _("Without the assumptions")], className="cd-fcghost"
    )
    return html.Div([*items, ghost], className="cd-legend")


def _table(export: str, *, may_export: bool) -> html.Section:
    menu = html.Button(
        [icon("download"), " ", _("Export")], className="btn btn-sm btn-ghost", type="button", **opens(EXPORTS)
    )
    return _panel(MONTHS, _("Month by month"), 8, [menu, _exports(export)] if may_export else [], _waiting(), None)


def _waiting() -> list[Any]:
    """Return the place of the table, which the browser fills, and what stands there until it does."""
    return [html.Div(id=TABLE), html.Div(skeleton(ROWS), className="cd-fcwait")]


def _exports(path: str) -> html.Div:
    """Return the menu of files; the browser adds the address's query when one is chosen."""
    kinds = (("csv", "filetype-csv", _("CSV file")), ("xlsx", "file-earmark-spreadsheet", _("Excel file")))
    links = [
        html.A(
            [icon(sign), html.Span(text)],
            href=f"{path}.{kind}",
            className="dropdown-item",
            **attributes(data_cd_export=kind),
        )
        for kind, sign, text in kinds
    ]
    return popover(EXPORTS, _("Export"), links)


def _panel(name: str, title: str, columns: int, tools: list[Any], body: Any, foot: Any) -> html.Section:
    ids, heading = PanelIds(name), f"{name}-title"
    head = [
        html.Div([html.H2(title, id=heading), html.P(id=ids.caption)], className="cd-panel__t"),
        *([html.Div(tools, className="cd-panel__a")] if tools else []),
    ]
    parts = [
        html.Header(head, className="cd-panel__head"),
        html.Div(body, id=ids.body, className="cd-panel__body"),
        *([html.Div(foot, className="cd-panel__foot")] if foot is not None else []),
    ]
    return html.Section(parts, className=f"card cd-panel cd-c{columns}", **attributes(aria_labelledby=heading))
