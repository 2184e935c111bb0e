"""The layout of the grid page: an empty canvas for assets/7?-grid-*.js, its stores, and the end of its filter bar."""

from typing import Any

from dash import ClientsideFunction, Input, State, clientside_callback, dcc, html

from components.attributes import attributes
from components.board import BoardIds
from components.grid.library import load_on_demand, script_path
from components.grid.words import grid_text
from components.icons import icon
from components.language import gettext as _
from components.popover import opens, popover

IDS = BoardIds("grid")
PROFILE, PROFILE_ANSWER = "grid-profile", "grid-profile-answer"
RELOAD = "grid-reload"  # data: a number that grows when the browser wants everything anew
EXPORTS = "pop-export-grid"
SKELETON_ROWS = 14


def grid_layout(label: str) -> list[Any]:
    """Return canvas, skeleton and stores, to be the children of main.cd-content.cd-boardpage."""
    canvas = html.Div(
        id=IDS.canvas,
        className="cd-boardpage cd-glist",
        **attributes(data_label=label, data_url="url", data_open="/opportunity/", data_script=script_path()),
    )
    stores = (IDS.data, IDS.action, IDS.ack, PROFILE, PROFILE_ANSWER, RELOAD)
    words = dcc.Store(id=IDS.text, data=grid_text())
    return [canvas, _skeleton(), words, *(dcc.Store(id=store) for store in stores)]


def register_grid() -> None:
    """Register the clientside callbacks: draw, and what became of a change or of a profile. None asks the server."""
    load_on_demand()
    canvas = State(IDS.canvas, "id")
    clientside_callback(
        ClientsideFunction("caudal_grid", "draw"), Input(IDS.data, "data"), State(IDS.text, "data"), canvas
    )
    for name, store in (("answered", IDS.ack), ("profiled", PROFILE_ANSWER)):
        clientside_callback(
            ClientsideFunction("caudal_grid", name), Input(store, "data"), canvas, prevent_initial_call=True
        )


def actions(export_path: str, *, may_change: bool, may_export: bool) -> list[Any]:
    """Return the end of the filter bar: the export menu, and the button for a new opportunity."""
    menu = html.Button([icon("download"), " ", _("Export")], className="btn btn-sm btn-ghost", **opens(EXPORTS))
    new = html.Button(
        [icon("plus-lg"), " ", _("New opportunity")],
        type="button",
        className="btn btn-sm btn-primary",
        **attributes(data_cd_dialog="new-opportunity", aria_haspopup="dialog"),
    )
    return [*([menu, _exports(export_path)] if may_export else []), *([new] if may_change else [])]


def _exports(path: str) -> html.Div:
    """Return the menu; the browser adds filter, order and columns to each link when it is used."""
    kinds = (("csv", "filetype-csv", _("CSV file")), ("xlsx", "file-earmark-spreadsheet", _("Excel file")))
    links = [
        html.A(
            [icon(sign), html.Span(text)],
            href=f"{path}.{kind}",
            className="dropdown-item",
            **attributes(data_cd_gridexport=kind),
        )
        for kind, sign, text in kinds
    ]
    return popover(EXPORTS, _("Export"), links)


def _skeleton() -> html.Div:
    rows = [html.Div(className="cd-sk cd-sk--row") for _row in range(SKELETON_ROWS)]
    said = html.Span(_("Loading opportunities"), className="visually-hidden", role="status")
    return html.Div(
        [*rows, said],
        className="cd-skeleton placeholder-glow",
        **attributes(data_slow=_("This takes longer than usual.")),
    )
