"""The map's page: the root that assets/9?-map-*.js draw in, its stores, and the list beside it."""

from typing import Any

from dash import ClientsideFunction, Input, State, clientside_callback, dcc, html

from components.attributes import attributes
from components.map.figure import map_figure, register_figure
from components.map.layers import map_bar
from components.map.names import ANSWER, ASK, GEO, ROOT
from components.map.panel import TEXT, map_panel, register_panel
from components.map.tools import map_tools
from components.shell import URL


def map_page(
    label: str, export_path: str, nowhere: int, *, own_style: str, may_change: bool, may_export: bool
) -> list[Any]:
    """Return root, stores and list, to be the children of main.cd-content.cd-mappage.

    `nowhere` contacts have no place at all.
    """
    picture = [*map_figure(GEO, own_style), *map_tools(), map_bar(nowhere)]
    root = html.Div(picture, id=ROOT, className="cd-maproot", role="group", **attributes(aria_label=label))
    panel = map_panel(export_path, may_change=may_change, may_export=may_export)
    return [root, dcc.Store(id=ASK), dcc.Store(id=ANSWER), *panel]


def register_map() -> None:
    """Register the clientside callbacks: an answer is drawn, a new filter asks again, and what the list and its windows do."""
    clientside_callback(
        ClientsideFunction("caudal_map", "answered"),
        Input(ANSWER, "data"),
        State(TEXT, "data"),
        prevent_initial_call=True,
    )
    clientside_callback(ClientsideFunction("caudal_map", "filtered"), Input(URL, "search"), prevent_initial_call=True)
    register_figure()
    register_panel()
