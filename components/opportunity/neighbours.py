"""The way through the list one came from: back to it, and to the opportunities before and after this one."""

from dataclasses import dataclass
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _


@dataclass(frozen=True, slots=True)
class Near:
    """Addresses of the opportunities before and after, empty at the ends; the place is known in short lists only.

    `of_list` tells that one came from the grid and not from a board.
    """

    before: str = ""
    after: str = ""
    place: int | None = None
    count: int | None = None
    of_list: bool = False


def neighbours(near: Near) -> list[Any]:
    """Return the two ways and the place; nothing for an opportunity that stands alone."""
    if not near.before and not near.after:
        return []
    place = []
    if near.place is not None and near.count is not None:
        text = _("{place} of {count}", place=formats.number(near.place), count=formats.number(near.count))
        place.append(html.Span(text, className="cd-mut cd-n cd-small"))
    ways = [
        _way(near.before, "chevron-up", _("Previous opportunity"), "k"),
        _way(near.after, "chevron-down", _("Next opportunity"), "j"),
    ]
    return [html.Span([*place, *ways], className="cd-opphead__nav")]


def _way(href: str, symbol: str, label: str, key: str) -> Any:
    if not href:
        return html.Button(
            icon(symbol), type="button", disabled=True, className="cd-iconbtn", **attributes(aria_label=label)
        )
    return html.A(
        icon(symbol),
        href=href,
        id=f"opportunity-{'before' if key == 'k' else 'after'}",
        className="cd-iconbtn",
        title=f"{label} ({key.upper()})",
        **attributes(aria_label=label, aria_keyshortcuts=key, data_cd_nav="plain"),
    )
