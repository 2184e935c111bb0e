"""Addresses: the contacts that are not on the map, or not in their town, and where they would go."""

from typing import Any

import dash
from dash import Input, Output, html

from components.contacts import places
from components.document.parts import framed
from components.forms import register_forms
from components.language import gettext as _
from domain.access import Permission
from web import addresses, chrome, router, session
from web.guard import callback

router.register(__name__, places.PATH, lambda: _("Fix addresses"), Permission.SEE_PIPELINE)
register_forms("places")
PARTS = places.PARTS


def layout(**_query: str) -> html.Div:
    """Return the page with the list as it stands."""
    body = addresses.page(session.database(), session.principal())
    return chrome.page(framed(PARTS, body), title=_("Fix addresses"), class_name="cd-listpage")


@callback(
    Output(PARTS.body, "children"),
    Output(PARTS.answer, "data"),
    Input(PARTS.action, "data"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def act(action: addresses.PlacesAction | None) -> tuple[Any, Any]:
    """Place contacts where it was proposed or typed, or take it back."""
    if action is None:
        return dash.no_update, dash.no_update
    return addresses.acted(session.database(), session.principal(), action)
