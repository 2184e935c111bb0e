"""One contact: all that is known of it, what is open and what was, and the way to change it."""

from typing import Any
from urllib.parse import urlencode

import dash
from dash import Input, Output, State, dcc, html

from components.contacts.page import ACTIVITY, ACTIVITY_ECHO, PARTS, RECORD
from components.document import framed
from components.forms import register_forms
from components.language import gettext as _
from components.shell import Crumb
from data.queries import presence
from domain.access import Permission
from web import chrome, contact_acts, contacts, router, session
from web.contact_forms import ContactAction
from web.guard import callback
from web.opportunity import neighbours
from web.opportunity.activities import Seen

PATH = "/contact/<contact_id>"

router.register(__name__, PATH, lambda: _("Contact"), Permission.SEE_PIPELINE, query=("from",), record=presence.contact)
register_forms("contact")


def layout(contact_id: str, **query: str) -> html.Div:
    """Return the page; raise NotFound for a record that is not there or not for this person."""
    record = router.record_id(contact_id)
    body = contacts.contact_page(session.database(), session.principal(), record)
    stores = [dcc.Store(id=RECORD, data=record), dcc.Store(id=ACTIVITY), dcc.Store(id=ACTIVITY_ECHO)]
    return chrome.page([*framed(PARTS, body), *stores], crumbs=[_came_from(query), Crumb(_("Contact"))])


def _came_from(query: dict[str, str]) -> Crumb:
    """Return the way back: to the map as it was, or to the register."""
    origin = neighbours.Origin.of(urlencode(query, safe=","))
    return Crumb(origin.label, origin.back) if origin.name == neighbours.MAP else Crumb(_("Contacts"), contacts.PATH)


@callback(
    Output(PARTS.body, "children"),
    Output(PARTS.answer, "data"),
    Input(PARTS.action, "data"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def act(action: ContactAction | None) -> Any:
    """Change the contact as a dialog asks, and show how it stands then; a refusal is told in the dialog."""
    if action is None:
        return dash.no_update
    return contact_acts.acted(session.database(), session.principal(), action)


@callback(
    Output(PARTS.preview, "data"),
    Input(PARTS.ask, "data"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def preview(action: ContactAction | None) -> Any:
    """Say what a dialog would do before it is done."""
    if action is None:
        return dash.no_update
    return contact_acts.preview(session.database(), session.principal(), action)


@callback(
    Output(ACTIVITY_ECHO, "data"),
    Input(ACTIVITY, "data"),
    State(RECORD, "data"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show_activity(seen: Seen | None, record: int) -> Any:
    """Draw the page anew after an activity was written down, completed, moved or taken away."""
    if seen is None:
        return dash.no_update
    dash.set_props(PARTS.body, {"children": contacts.contact_page(session.database(), session.principal(), record)})
    return seen.seq
