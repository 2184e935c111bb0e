"""The map: where the open opportunities are, what they come to in any part of the world, and whom to visit."""

from typing import Any

import dash
from dash import Input, Output, State, html

from components import filter_bar, shell
from components.formats import number
from components.language import gettext as _
from components.language import ngettext, pgettext
from components.map.names import ANSWER, ASK
from components.map.page import map_page, register_map
from components.map.panel import ASK_POPUP, ASSIGN, ASSIGNED, CHOOSE, CHOSEN, POPUP
from data.queries.contacts import nowhere_count
from domain.access import Permission
from web import chrome, router, session
from web import map as maps
from web.guard import callback
from web.map import choosing
from web.map.export import EXPORT_PATH

PATH = "/map"

router.register(
    __name__,
    PATH,
    lambda: pgettext("geography", "Map"),
    Permission.SEE_PIPELINE,
    nav=lambda: chrome.Entry(pgettext("geography", "Map"), "geo-alt", order=12, group=_("Boards")),
)
register_map()


def layout(**query: str) -> html.Div:
    """Return the page with its filters; what stands on the map arrives by callback, for each view of it."""
    label, may = pgettext("geography", "Map"), session.principal().may
    with session.database().read() as reading:
        nowhere = nowhere_count(reading, session.principal())
    main = map_page(
        _("Map of contacts"),
        EXPORT_PATH,
        nowhere,
        own_style=session.settings().map_style,
        may_change=may(Permission.CHANGE_OPPORTUNITIES),
        may_export=may(Permission.EXPORT),
    )
    return chrome.filtered_page(main, path=PATH, title=label, query=query, class_name="cd-mappage")


@callback(
    Output(ANSWER, "data"),
    Output(filter_bar.count_of(PATH), "children"),
    Input(ASK, "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show(ask: maps.ViewAsk | None, search: str | None) -> tuple[Any, Any]:
    """Answer what is in view, for the filter of the address."""
    if ask is None:
        return dash.no_update, dash.no_update
    with session.database().read() as reading:
        found = maps.answer(reading, session.principal(), search, ask)
    count = found["totals"]["count"]
    return found, ngettext("{n} opportunity", "{n} opportunities", count, n=number(count))


@callback(
    Output(POPUP, "data"),
    Input(ASK_POPUP, "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show_popup(ask: maps.PopupAsk | None, search: str | None) -> Any:
    """Tell what stands in the window of a contact."""
    if ask is None:
        return dash.no_update
    with session.database().read() as reading:
        return maps.popup(reading, session.principal(), search, ask)


@callback(
    Output(CHOSEN, "data"),
    Input(CHOOSE, "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def choose(asked: choosing.Choice | None, search: str | None) -> Any:
    """Tell whom an outline holds."""
    if asked is None:
        return dash.no_update
    return choosing.choose(session.database(), session.principal(), search, asked)


@callback(
    Output(ASSIGNED, "data"),
    Input(ASSIGN, "data"),
    State(shell.URL, "search"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def assign(wish: choosing.Assignment | None, search: str | None) -> Any:
    """Give what is open inside an outline to one owner, say first what would change, or take it back."""
    if wish is None:
        return dash.no_update
    return choosing.assign(session.database(), session.principal(), search, wish)
