"""Looking into component trees: what they say, and where a part is."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def parts(tree: Any) -> Iterator[Component]:
    """Yield every component of a tree, the root first."""
    if isinstance(tree, Component):
        yield tree
        for name in ("children", "options", "label"):
            yield from parts(getattr(tree, name, None))
    elif isinstance(tree, (list, tuple)):
        for child in tree:
            yield from parts(child)
    elif isinstance(tree, dict):
        yield from parts(tree.get("label"))


def says(tree: Any) -> str:
    """Return all text a tree shows, in order, words apart."""
    if isinstance(tree, (list, tuple)):
        return " ".join(filter(None, map(says, tree)))
    if isinstance(tree, Component):
        return says(getattr(tree, "children", None))
    return "" if tree is None else str(tree)


def of_class(tree: Any, name: str) -> list[Component]:
    """Return the components that carry a CSS class."""
    return [part for part in parts(tree) if name in str(getattr(part, "className", "")).split()]


def by_id(tree: Any, identity: str) -> Component:
    """Return the component with an id; fail when there is none or more than one."""
    (found,) = [part for part in parts(tree) if getattr(part, "id", None) == identity]
    return found


def attribute(part: Component, name: str) -> Any:
    """Return a prop or a data-*/aria-* attribute, None when it is not set."""
    return part.to_plotly_json()["props"].get(name)  # type: ignore[no-untyped-call]  # Dash leaves this method untyped
