"""The actions beside the title: what can be done with the opportunity, and the menu of what is done rarely."""

from collections.abc import Callable, Sequence
from typing import Any

from dash import html

from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.opportunity.deal.closing import closing_buttons, closing_entries
from components.opportunity.deal.pausing import pausing_entries
from components.opportunity.editing import edit_button
from components.opportunity.neighbours import Near, neighbours
from components.popover import opens, popover
from domain.detail import Detail

MENU = "pop-opportunity"
Part = Callable[[Detail], Sequence[Any]]
# Each returns buttons for the bar, in this order; none for a person who may not.
BUTTONS: tuple[Part, ...] = (edit_button, closing_buttons)
# Each returns entries for the menu, in this order; see menu.entry.
ENTRIES: tuple[Part, ...] = (closing_entries, pausing_entries)


def actions(detail: Detail, back: str, near: Near) -> html.Div:
    """Return the bar; the menu stands in it only when it has entries."""
    buttons = [button for part in BUTTONS for button in part(detail)]
    return html.Div([*buttons, _way_back(back, near), *neighbours(near), *_menu(detail)], className="cd-opphead__a")


def _menu(detail: Detail) -> list[Any]:
    entries = [found for part in ENTRIES for found in part(detail)]
    if not entries:
        return []
    button = html.Button(
        icon("three-dots"),
        type="button",
        className="cd-iconbtn",
        title=_("More actions"),
        **opens(MENU),
        **attributes(aria_label=_("More actions")),
    )
    return [button, popover(MENU, _("More actions"), entries)]


def _way_back(back: str, near: Near) -> html.A:
    return html.A(
        [icon("arrow-left"), _("Back to the list") if near.of_list else _("Back to the board")],
        href=back,
        className="btn btn-outline-secondary cd-opphead__back",
        **attributes(data_cd_nav="filtered"),
    )
