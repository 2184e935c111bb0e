"""The map itself: an empty Scattermap over the base map, in both themes; assets/92–95-map-*.js draw the marks."""

from typing import Any

from dash import ClientsideFunction, Input, Output, clientside_callback, dcc, html

from components.map.style import map_style
from components.theme import Mode

GRAPH = "map-graph"
FIGURES = "map-figures"  # store: the figure of each theme; assets/94-map-plot.js shows the one in use
MODES: tuple[Mode, ...] = ("light", "dark")
CONFIG: Any = {"displayModeBar": False, "scrollZoom": True, "doubleClick": False, "responsive": True}
WHOLE_WORLD = {"lat": 30.0, "lon": 10.0}


def map_figure(folder: str, own_style: str = "") -> list[Any]:
    """Return the map for the page; `folder` is where assets/geo/ is served, `own_style` a style to use in its stead."""
    figures = {mode: figure(own_style or map_style(mode, folder)) for mode in MODES}
    graph = dcc.Graph(id=GRAPH, responsive=True, className="cd-mapplot", config=CONFIG)
    return [html.Div(graph, className="cd-map"), dcc.Store(id=FIGURES, data=figures)]


def register_figure() -> None:
    """Register the clientside callback that shows the figure of the theme in use."""
    clientside_callback(ClientsideFunction("caudal_map_plot", "paint"), Output(GRAPH, "figure"), Input(FIGURES, "data"))


def figure(style: str | dict[str, Any]) -> dict[str, Any]:
    """Return the Plotly figure: one trace without points, which the browser fills only where it cannot draw rings."""
    trace = {
        "type": "scattermap",
        "mode": "markers+text",
        "lat": [],
        "lon": [],
        "text": [],
        "hoverinfo": "none",
        "marker": {"size": 22},
        "textfont": {"size": 12},
    }
    layout = {
        "map": {"style": style, "center": WHOLE_WORLD, "zoom": 1},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "dragmode": "pan",
        "showlegend": False,
        "uirevision": "map",
        "paper_bgcolor": "rgba(0,0,0,0)",
    }
    return {"data": [trace], "layout": layout}
