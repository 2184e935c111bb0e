"""One's own settings: language, appearance, time zone, remembered choices, password and sessions."""

from typing import Any

import dash
from dash import Input, Output, html

from components import own_settings as pictures
from components.language import gettext as _
from domain.access import Permission
from web import chrome, own_settings, router, session
from web.guard import callback

router.register(__name__, own_settings.PATH, lambda: _("Your settings"), Permission.USE_APP)
pictures.register()


def layout(**_query: str) -> html.Div:
    """Return the page of the person who asks."""
    return chrome.page(pictures.framed(own_settings.body(session.principal())), title=_("Your settings"))


@callback(
    Output(pictures.BODY, "children"),
    Output(pictures.ANSWER, "data"),
    Input(pictures.ACTION, "data"),
    permission=Permission.USE_APP,
    prevent_initial_call=True,
)
def act(action: own_settings.OwnAction | None) -> Any:
    """Change what a dialog asks, and show how it stands then; a refusal is told in the dialog."""
    if action is None:
        return dash.no_update
    return own_settings.acted(session.principal(), action)
