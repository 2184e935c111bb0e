"""Contacts: the register, to search, narrow and order, and to add to."""

from typing import Any
from uuid import uuid4

import dash
from dash import Input, Output, dcc, html

from components import shell
from components.contacts import dialogs, listing
from components.forms import opener, record, register_forms
from components.language import gettext as _
from domain.access import Permission
from domain.contact import KEYS
from web import chrome, contact_acts, contacts, router, session
from web.contact_forms import ContactAction
from web.guard import callback

router.register(
    __name__,
    contacts.PATH,
    lambda: _("Contacts"),
    Permission.SEE_PIPELINE,
    query=KEYS,
    nav=lambda: chrome.Entry(_("Contacts"), "person-lines-fill", order=90, group=_("Register")),
)
register_forms("contacts")
LIST = dialogs.LIST


def layout(**query: str) -> html.Div:
    """Return the page with its choices; the list arrives by callback."""
    database, principal = session.database(), session.principal()
    new = []
    button = None
    if principal.may(Permission.CHANGE_OPPORTUNITIES):
        button = opener(LIST, "create", _("New contact"), "plus-lg", style="btn-primary")
        facts = {"id": 0, "version": 0, "request_key": uuid4().hex}
        stores = [dcc.Store(id=name) for name in (LIST.action, LIST.answer, LIST.ask, LIST.preview)]
        new = [record(LIST, facts, [contacts.new_dialog(database, principal)], ""), *stores]
    bar = contacts.list_bar(database, principal, query, button)
    main = [html.Div(id=listing.TABLE), *new]
    return chrome.page(main, title=_("Contacts"), filters=bar, class_name="cd-listpage cd-contactspage")


@callback(
    Output(listing.TABLE, "children"),
    Output(listing.COUNT, "children"),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show(search: str | None) -> tuple[Any, str]:
    """Draw the part of the register that the address means."""
    return contacts.list_table(session.database(), session.principal(), search)


@callback(
    Output(LIST.answer, "data"),
    Input(LIST.action, "data"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def register(action: ContactAction | None) -> Any:
    """Register a new contact."""
    if action is None:
        return dash.no_update
    return contact_acts.registered(session.database(), session.principal(), action)


@callback(
    Output(LIST.preview, "data"),
    Input(LIST.ask, "data"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def preview(action: ContactAction | None) -> Any:
    """Say who is registered already under such a name."""
    if action is None:
        return dash.no_update
    return contact_acts.preview(session.database(), session.principal(), action)
