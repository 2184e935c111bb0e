"""One list of the settings: its rows, the form of each, and their order."""

from typing import Any

import dash
from dash import Input, Output, html

from components import lookups as pictures
from components.language import gettext as _
from components.shell import Crumb
from domain import clock
from domain.access import Permission
from domain.lookups import lookup_of
from web import chrome, lookups, router, session
from web.guard import callback

router.register(__name__, "/settings/<lookup>", lambda: _("Settings"), Permission.ADMINISTER)
pictures.register()


def layout(lookup: str, pipeline: str = "", **query: str) -> html.Div:
    """Return the page; raise NotFound for a list or a pipeline that is not there."""
    found = lookup_of(lookup)
    with session.database().read() as reading:
        parent = lookups.parent_of(reading, found, pipeline, _today())
    crumbs = [Crumb(_("Settings"), lookups.PATH), Crumb(_(found.title))]
    return chrome.page(pictures.framed(_body(lookup, parent)), crumbs=crumbs)


@callback(
    Output(pictures.FORM, "data"),
    Input(pictures.ASK, "data"),
    permission=Permission.ADMINISTER,
    prevent_initial_call=True,
)
def show_form(asked: lookups.Question | None) -> Any:
    """Show the form of a row, or of a new one."""
    if asked is None:
        return dash.no_update
    with session.database().read() as reading:
        return lookups.form(reading, asked, today=_today())


@callback(
    Output(pictures.BODY, "children"),
    Output(pictures.ANSWER, "data"),
    Input(pictures.ACTION, "data"),
    permission=Permission.ADMINISTER,
    prevent_initial_call=True,
)
def act(action: lookups.Action | None) -> Any:
    """Change the list, and show how it stands then; a refusal is told where it was asked."""
    if action is None:
        return dash.no_update
    answer = lookups.perform(session.database(), session.principal(), action)
    return _body(action.lookup, action.parent), answer


def _body(lookup: str, parent: int | None) -> html.Div:
    with session.database().read() as reading:
        return pictures.listing(lookups.listing(reading, lookup_of(lookup), parent, today=_today()))


def _today() -> Any:
    return clock.today(session.principal().time_zone)
