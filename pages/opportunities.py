"""The opportunities as a list: columns as one arranges them, groups, sums over all rows, and changes of many."""

from typing import Any

import dash
from dash import Input, Output, State, html

from components import filter_bar, shell
from components.grid import IDS, PROFILE, PROFILE_ANSWER, RELOAD, actions, grid_layout, register_grid
from components.language import gettext as _
from domain.access import Permission
from domain.errors import SalesError
from web import chrome, router, session
from web.grid import bulk, payload, profiles
from web.grid.export import EXPORT_PATH
from web.grid.view import PATH, View
from web.guard import callback

EMPTY = "grid-empty"

router.register(
    __name__,
    PATH,
    lambda: _("Opportunities"),
    Permission.SEE_PIPELINE,
    nav=lambda: chrome.Entry(_("Opportunities"), "table", order=5),
)
register_grid()


def layout(**query: str) -> html.Div:
    """Return the page with its filters; the grid arrives by callback."""
    label = _("Opportunities")
    may = session.principal().may
    return chrome.filtered_page(
        [*grid_layout(label), html.Div(id=EMPTY, className="cd-empty")],
        path=PATH,
        title=label,
        query=query,
        class_name="cd-boardpage",
        extra=actions(EXPORT_PATH, may_change=may(Permission.CHANGE_OPPORTUNITIES), may_export=may(Permission.EXPORT)),
    )


@callback(
    Output(IDS.data, "data"),
    Output(filter_bar.count_of(PATH), "children"),
    Output(EMPTY, "children"),
    Input(shell.URL, "search"),
    Input(RELOAD, "data"),
    permission=Permission.SEE_PIPELINE,
)
def show(search: str | None, _again: int | None) -> tuple[dict[str, Any] | None, str, html.Div | None]:
    """Draw the list that the address asks for, or say why it cannot be drawn."""
    try:
        with session.database().read() as reading:
            view = View.of(reading, session.principal(), search)
            found = payload.payload(reading, view)
            count = found["total"]["count"]
            nothing = None if count else payload.nothing_found(reading, view)
            return found, payload.result_text(count), nothing
    except SalesError as refusal:
        return None, "", payload.not_shown(refusal)


@callback(
    Output(IDS.ack, "data"),
    Input(IDS.action, "data"),
    State(shell.URL, "search"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def change_many(action: bulk.Action | None, search: str | None) -> Any:
    """Say what a change of many would do, do it, or take it back."""
    if action is None:
        return dash.no_update
    return bulk.perform(session.database(), session.principal(), search, action)


@callback(
    Output(PROFILE_ANSWER, "data"),
    Input(PROFILE, "data"),
    permission=Permission.USE_APP,
    prevent_initial_call=True,
)
def keep_profile(action: profiles.Action | None) -> Any:
    """Keep or remove a profile."""
    if action is None:
        return dash.no_update
    return profiles.perform(session.database(), session.principal(), action)
