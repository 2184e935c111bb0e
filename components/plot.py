"""Plots: a Plotly figure made for both themes, of which the browser shows the one in use."""

from typing import Any

from dash import MATCH, ClientsideFunction, Input, Output, clientside_callback, dcc, html

from components.attributes import attributes
from components.theme import Mode

MODES: tuple[Mode, ...] = ("light", "dark")
GRAPH, FIGURES = "cd-plot", "cd-plot-figures"  # assets/a3-plots.js knows them


def register() -> None:
    """Register the clientside callback that shows the figures of the theme in use, on every page that has some."""
    clientside_callback(
        ClientsideFunction("caudal_plots", "paint"),
        Output({"type": GRAPH, "name": MATCH}, "figure"),
        Input({"type": FIGURES, "name": MATCH}, "data"),
    )


def plot(name: str, figures: dict[Mode, dict[str, Any]], spoken: str, height: int) -> html.Div:
    """Return a plot `height` pixels high; `spoken` says in a sentence what it shows."""
    graph = dcc.Graph(
        id={"type": GRAPH, "name": name}, responsive=True, className="cd-plot", config={"displayModeBar": False}
    )
    return html.Div(
        [
            dcc.Store(id={"type": FIGURES, "name": name}, data={"name": name, **figures}),
            html.Div(graph, className="cd-fcplot__box", role="img", **attributes(aria_label=spoken)),
        ],
        className="cd-fcplot",
        style={"--h": f"{height}px"},
    )
