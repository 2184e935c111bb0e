"""Webhooks: the programs that are told of changes."""

from typing import Any

import dash
from dash import Input, Output, html

from components.document import framed
from components.forms import register_forms
from components.language import gettext as _
from components.shell import Crumb
from components.webhooks import PARTS
from domain.access import Permission
from web import chrome, lookups, router, session, webhooks
from web.guard import callback

router.register(__name__, webhooks.PATH, lambda: _("Webhooks"), Permission.ADMINISTER)
register_forms("webhooks")


def layout(**_query: str) -> html.Div:
    """Return the page."""
    body = webhooks.page(session.principal())
    return chrome.page(framed(PARTS, body), crumbs=[Crumb(_("Settings"), lookups.PATH), Crumb(_("Webhooks"))])


@callback(
    Output(PARTS.body, "children"),
    Output(PARTS.answer, "data"),
    Input(PARTS.action, "data"),
    permission=Permission.ADMINISTER,
    prevent_initial_call=True,
)
def act(action: webhooks.WebhookAction | None) -> Any:
    """Do what a dialog asks, and show how it stands then; a refusal is told in the dialog."""
    if action is None:
        return dash.no_update
    return webhooks.acted(session.principal(), action)
