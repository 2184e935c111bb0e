"""Campaigns: what was spent, who became a lead, and what came of each."""

from typing import Any
from uuid import uuid4

import dash
from dash import Input, Output, dcc, html

from components.campaigns.dialogs import LIST
from components.forms import opener, record, register_forms
from components.language import gettext as _
from domain.access import Permission
from metrics.campaign import measures
from web import campaigns, chrome, router, session
from web.guard import callback

router.register(
    __name__,
    campaigns.PATH,
    lambda: _("Campaigns"),
    Permission.SEE_PIPELINE,
    nav=lambda: chrome.Entry(_("Campaigns"), "megaphone", order=91, group=_("Register")),
)
register_forms("campaigns")


def layout(**_query: str) -> html.Div:
    """Return the list, and the dialog for a new one for those who may."""
    database, principal = session.database(), session.principal()
    parts: list[Any] = [campaigns.campaign_list(database, principal, measures)]
    bar = None
    if principal.may(Permission.CHANGE_CAMPAIGNS):
        button = opener(LIST, "create", _("New campaign"), "plus-lg", style="btn-primary")
        bar = html.Div(html.Div(button, className="cd-filters__end"), className="cd-filters cd-listbar cd-listbar--end")
        facts = {"id": 0, "version": 0, "request_key": uuid4().hex}
        stores = [dcc.Store(id=name) for name in (LIST.action, LIST.answer, LIST.ask, LIST.preview)]
        parts += [record(LIST, facts, [campaigns.new_dialog(database, principal)], ""), *stores]
    return chrome.page(parts, title=_("Campaigns"), filters=bar, class_name="cd-listpage cd-campaignspage")


@callback(
    Output(LIST.answer, "data"),
    Input(LIST.action, "data"),
    permission=Permission.CHANGE_CAMPAIGNS,
    prevent_initial_call=True,
)
def create(action: campaigns.CampaignAction | None) -> Any:
    """Create a campaign."""
    if action is None:
        return dash.no_update
    return campaigns.created(session.database(), session.principal(), action)
