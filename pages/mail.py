"""E-mail: what did not get through, why, and trying it again."""

from typing import Any

import dash
from dash import Input, Output, html

from components.document import framed
from components.forms import register_forms
from components.language import gettext as _
from components.mail import PARTS
from components.shell import Crumb
from domain.access import Permission
from web import chrome, lookups, router, session, stuck_mail
from web.guard import callback

router.register(__name__, stuck_mail.PATH, lambda: _("E-mail"), Permission.ADMINISTER)
register_forms("mail")


def layout(**_query: str) -> html.Div:
    """Return the page."""
    body = stuck_mail.page(session.principal())
    return chrome.page(framed(PARTS, body), crumbs=[Crumb(_("Settings"), lookups.PATH), Crumb(_("E-mail"))])


@callback(
    Output(PARTS.body, "children"),
    Output(PARTS.answer, "data"),
    Input(PARTS.action, "data"),
    permission=Permission.ADMINISTER,
    prevent_initial_call=True,
)
def act(action: stuck_mail.MailAction | None) -> Any:
    """Try mail again, and show how it stands then."""
    if action is None:
        return dash.no_update
    return stuck_mail.acted(session.principal(), action)
