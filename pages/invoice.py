"""One invoice or credit note: what is paid, what is credited, and what it came from."""

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

PATH = "/invoice/<invoice_id>"
PARTS = Parts("invoice")

router.register(__name__, PATH, lambda: _("Invoice"), Permission.SEE_PIPELINE, record=presence.invoice)
register_document("invoice")


def layout(invoice_id: str, **query: str) -> html.Div:
    """Return the page; raise NotFound for a record that is not there or not for this person."""
    back = documents.back_to_board(urlencode(query, safe=","))
    body = documents.invoice_page(session.database(), session.principal(), router.record_id(invoice_id), back)
    return chrome.page(framed(PARTS, body), crumbs=[Crumb(_("Invoicing"), back), Crumb(_("Invoice"))])


@callback(
    Output(PARTS.body, "children"),
    Output(PARTS.answer, "data"),
    Input(PARTS.action, "data"),
    State(shell.URL, "search"),
    permission=Permission.CHANGE_DOCUMENTS,
    prevent_initial_call=True,
)
def act(action: documents.InvoiceAction | None, search: str | None) -> Any:
    """Change the invoice as a dialog asks, and show how it stands then; a refusal is told in the dialog."""
    if action is None:
        return dash.no_update
    return documents.acted(session.database(), session.principal(), action, documents.invoice_page, search)


@callback(
    Output(PARTS.preview, "data"),
    Input(PARTS.ask, "data"),
    permission=Permission.CHANGE_DOCUMENTS,
    prevent_initial_call=True,
)
def preview(action: documents.InvoiceAction | None) -> Any:
    """Say what a dialog would do before it is done."""
    if action is None:
        return dash.no_update
    return documents.preview(session.database(), session.principal(), action)
