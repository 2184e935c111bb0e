"""The entries of the menu beside the title."""

from dash import html

from components.attributes import attributes
from components.icons import icon


def entry(label: str, symbol: str, **known: str) -> html.Button:
    """Return an entry of the menu; `known` are data attributes by which its script or dialog finds it."""
    return html.Button(
        [icon(symbol), label],
        type="button",
        className="dropdown-item",
        **attributes(data_cd_close="pop", **known),
    )
