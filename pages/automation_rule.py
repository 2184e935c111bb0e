"""One workflow rule: its editor, what it would have done in the past, and its log."""

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, clientside_callback, dcc, html

from components.language import gettext as _
from components.rules.listing import PATH
from components.shell import Crumb
from domain.access import Permission
from web import chrome, lookups, router, session
from web.guard import callback
from web.rules import acting, pages

BODY, ACTION, ANSWER = "rule-body", "rule-action", "rule-answer"

router.register(
    __name__, f"{PATH}/<rule>", lambda: _("Workflow rule"), Permission.ADMINISTER, query=("starter",)
)  # fmt: skip
clientside_callback(ClientsideFunction("caudal_rules", "answered"), Input(ANSWER, "data"), prevent_initial_call=True)


def layout(rule: str, starter: str = "", **_query: str) -> html.Div:
    """Return the editor of a rule, or of a new one; raise NotFound."""
    principal = session.principal()
    with session.database().read() as reading:
        draft = pages.opened(reading, principal, rule, starter)
        body = pages.rule_page(reading, principal, draft)
    crumbs = [
        Crumb(_("Settings"), lookups.PATH), Crumb(_("Workflow rules"), PATH), Crumb(draft.name or _("New rule"))
    ]  # fmt: skip
    return chrome.page([html.Div(body, id=BODY), dcc.Store(id=ACTION), dcc.Store(id=ANSWER)], crumbs=crumbs)


@callback(
    Output(BODY, "children"),
    Output(ANSWER, "data"),
    Input(ACTION, "data"),
    permission=Permission.ADMINISTER,
    prevent_initial_call=True,
)
def act(action: acting.RuleAction | None) -> Any:
    """Draw the draft anew, or do with the rule what the editor asks."""
    if action is None:
        return dash.no_update
    return acting.acted(session.database(), session.principal(), action)
