"""Drawn: component trees as plain lists for assets/a1-drawn.js, because Dash takes seconds for a table of many cells."""

from collections.abc import Mapping
from typing import Any

from dash.development.base_component import Component

NAMES = {"className": "class", "htmlFor": "for", "tabIndex": "tabindex", "colSpan": "colspan"}


def drawn(tree: Any) -> Any:
    """Return [tag, attributes, children] for each component of dash.html, texts as they are, lists flat."""
    if isinstance(tree, (list, tuple)):
        return [drawn(child) for child in tree if child is not None]
    if not isinstance(tree, Component):
        return str(tree)
    props = dict(tree.to_plotly_json()["props"])  # type: ignore[no-untyped-call]  # Dash leaves this method untyped
    children = props.pop("children", None)
    inside = [] if children is None else children if isinstance(children, (list, tuple)) else [children]
    return [type(tree).__name__.lower(), _attributes(props), drawn(inside)]


def _attributes(props: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of an element; a false one is left out, styles stay apart."""
    return {NAMES.get(name, name): value for name, value in props.items() if value is not None and value is not False}
