"""One campaign: its numbers, members, costs, and the opportunities that came of it."""

from typing import Any

import dash
from dash import Input, Output, html

from components.campaigns.dialogs import PARTS
from components.document import framed
from components.forms import register_forms
from components.language import gettext as _
from components.shell import Crumb
from data.queries import presence
from domain.access import Permission
from metrics.campaign import measures
from web import campaigns, chrome, router, session
from web.guard import callback

PATH = "/campaign/<campaign_id>"

router.register(__name__, PATH, lambda: _("Campaign"), Permission.SEE_PIPELINE, record=presence.campaign)
register_forms("campaign")


def layout(campaign_id: str, **_query: str) -> html.Div:
    """Return the page; raise NotFound for a record that is not there or not for this person."""
    body = campaigns.campaign_page(session.database(), session.principal(), router.record_id(campaign_id), measures)
    return chrome.page(framed(PARTS, body), crumbs=[Crumb(_("Campaigns"), campaigns.PATH), Crumb(_("Campaign"))])


@callback(
    Output(PARTS.body, "children"),
    Output(PARTS.answer, "data"),
    Input(PARTS.action, "data"),
    permission=Permission.CHANGE_CAMPAIGNS,
    prevent_initial_call=True,
)
def act(action: campaigns.CampaignAction | None) -> Any:
    """Change the campaign as a dialog asks, and show how it stands then; a refusal is told in the dialog."""
    if action is None:
        return dash.no_update
    return campaigns.acted(session.database(), session.principal(), action, measures)


@callback(
    Output(PARTS.preview, "data"),
    Input(PARTS.ask, "data"),
    permission=Permission.CHANGE_CAMPAIGNS,
    prevent_initial_call=True,
)
def preview(action: campaigns.CampaignAction | None) -> Any:
    """Say whom a member's name means."""
    if action is None:
        return dash.no_update
    return campaigns.preview(session.database(), session.principal(), action)
