"""One order: how far it is invoiced, when the rest follows, and the way to its invoices."""

from typing import Any
from urllib.parse import urlencode

import dash
from dash import Input, Output, State, html

from components import shell
from components.document import Parts, framed, register_document
from components.language import gettext as _
from components.shell import Crumb
from data.queries import presence
from domain.access import Permission
from web import chrome, documents, router, session
from web.guard import callback

PATH = "/order/<order_id>"
PARTS = Parts("order")

router.register(__name__, PATH, lambda: _("Order"), Permission.SEE_PIPELINE, record=presence.order)
register_document("order")


def layout(order_id: str, **query: str) -> html.Div:
    """Return the page; raise NotFound for a record that is not there or not for this person."""
    back = documents.back_to_board(urlencode(query, safe=","))
    body = documents.order_page(session.database(), session.principal(), router.record_id(order_id), back)
    return chrome.page(framed(PARTS, body), crumbs=[Crumb(_("Invoicing"), back), Crumb(_("Order"))])


@callback(
    Output(PARTS.body, "children"),
    Output(PARTS.answer, "data"),
    Input(PARTS.action, "data"),
    State(shell.URL, "search"),
    permission=Permission.CHANGE_DOCUMENTS,
    prevent_initial_call=True,
)
def act(action: documents.OrderAction | None, search: str | None) -> Any:
    """Change the order as a dialog asks, and show how it stands then; a refusal is told in the dialog."""
    if action is None:
        return dash.no_update
    return documents.acted(session.database(), session.principal(), action, documents.order_page, search)


@callback(
    Output(PARTS.preview, "data"),
    Input(PARTS.ask, "data"),
    permission=Permission.CHANGE_DOCUMENTS,
    prevent_initial_call=True,
)
def preview(action: documents.OrderAction | None) -> Any:
    """Say what a dialog would do before it is done."""
    if action is None:
        return dash.no_update
    return documents.preview(session.database(), session.principal(), action)
