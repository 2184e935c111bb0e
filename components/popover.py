"""Popovers: a button and the small dialog it opens; assets/30-shell.js places it, moves the focus and closes it."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components.attributes import attributes
from components.icons import icon


def opens(popover_id: str) -> dict[str, Any]:
    """Return the attributes of a button that opens the popover."""
    return attributes(data_cd_pop=popover_id, aria_haspopup="dialog", aria_expanded="false")


def popover(popover_id: str, label: str, children: list[Any], class_name: str = "") -> html.Div:
    """Return a closed popover with its accessible name."""
    return html.Div(
        children,
        id=popover_id,
        className=f"cd-pop dropdown-menu {class_name}".rstrip(),
        role="dialog",
        tabIndex=-1,
        **attributes(aria_label=label),
    )


def divider() -> html.Div:
    """Return a hairline between two groups of a popover."""
    return html.Div(className="dropdown-divider")


def header(text: str) -> html.Div:
    """Return the small heading of a group in a popover."""
    return html.Div(text, className="dropdown-header")


def find_field(label: str) -> html.Div:
    """Return a field that narrows the list below it while one types; 30-shell.js hides what does not match."""
    field = dbc.Input(type="search", placeholder=label, autoComplete="off", className="cd-find")
    hidden = html.Span(label, className="visually-hidden")
    return html.Div([icon("search"), html.Label([hidden, field])], className="cd-pop__search")
