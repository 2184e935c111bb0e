"""One quote: what was offered, what became of it, and what can be done with it next."""

from typing import Any
from urllib.parse import urlencode

import dash
from dash import Input, Output, State, html

from components import shell
from components.language import gettext as _
from components.opportunity.deal import Wire, register_deal, wired
from components.shell import Crumb
from data.queries import presence
from domain import clock
from domain.access import Permission
from web import chrome, documents, router, session
from web.guard import callback
from web.opportunity import deal, quoting

PATH = "/quote/<quote_id>"
QUOTE = Wire("quote")
BODY = "quote-body"

router.register(__name__, PATH, lambda: _("Quote"), Permission.SEE_PIPELINE, record=presence.quote)
register_deal("quote")


def layout(quote_id: str, **query: str) -> html.Div:
    """Return the page; raise NotFound for a record that is not there or not for this person."""
    search = urlencode(query, safe=",")
    parts = [html.Div(_drawn(router.record_id(quote_id), search), id=BODY), *wired(QUOTE)]
    return chrome.page(parts, crumbs=[Crumb(_("Invoicing"), documents.back_to_board(search)), Crumb(_("Quote"))])


@callback(
    Output(QUOTE.dialog, "children"),
    Input(QUOTE.ask, "data"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def ask(question: quoting.QuoteAsk | None) -> Any:
    """Ask until when the next revision holds."""
    if question is None:
        return dash.no_update
    principal, about = session.principal(), {"quote_id": str(question.id)}
    with session.database().read() as reading:
        return quoting.revising(reading, principal, QUOTE, about, clock.today(principal.time_zone))


@callback(
    Output(QUOTE.answer, "data"),
    Input(QUOTE.action, "data"),
    State(shell.URL, "search"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def act(action: quoting.QuoteAction | None, search: str | None) -> Any:
    """Send, accept, reject, revise or order the quote, and show how it stands then."""
    if action is None:
        return dash.no_update
    return deal.performed_on_quote(
        session.database(),
        session.principal(),
        action,
        lambda: dash.set_props(BODY, {"children": _drawn(action.id, search)}),
    )


def _drawn(quote_id: int, search: str | None) -> html.Div:
    back = documents.back_to_board(search or "")
    return documents.quote_page(session.database(), session.principal(), quote_id, back)
