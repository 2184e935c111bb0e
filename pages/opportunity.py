"""One opportunity: everything that hangs on it, and what is done with it."""

from typing import Any
from urllib.parse import urlencode

import dash
from dash import Input, Output, State, html

from components import opportunity, shell
from components.language import gettext as _
from components.opportunity import FILES, LOG_WISH, OPPORTUNITY, RECORD, count_id, editing, pane_id, tab_id
from components.shell import Crumb
from data.queries import presence
from domain import clock
from domain.access import Permission
from domain.detail import Detail
from web import chrome, router, session
from web.guard import callback
from web.opportunity import activities, asking, deal, filing, log, neighbours, redraw
from web.opportunity import editing as edit_door

PATH = "/opportunity/<opportunity_id>"

router.register(
    __name__,
    PATH,
    lambda: _("Opportunity"),
    Permission.SEE_PIPELINE,
    query=neighbours.QUERY,
    record=presence.opportunity,
)
opportunity.register()


def layout(opportunity_id: str, **query: str) -> html.Div:
    """Return the page; raise NotFound for a record that is not there or not for this person."""
    found, search = _read(router.record_id(opportunity_id)), urlencode(query, safe=",")
    name = found.contact.name if found.contact else found.header.title
    origin = neighbours.Origin.of(search)
    crumbs = [Crumb(origin.label, origin.back), Crumb(name)]
    body = redraw.drawn(session.principal(), found, search)
    return chrome.page(opportunity.framed(found.header.id, body), crumbs=crumbs)


@callback(
    Output(pane_id("documents"), "children"),
    Input(tab_id("documents"), "n_clicks"),
    State(RECORD, "data"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show_documents(clicks: int | None, record: int) -> Any:
    """Draw the chain from the quotes to the invoices."""
    return opportunity.documents_pane(_read(record), clock.today(session.principal().time_zone))


@callback(
    Output(pane_id("activities"), "children"),
    Input(tab_id("activities"), "n_clicks"),
    State(RECORD, "data"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show_activities(clicks: int | None, record: int) -> Any:
    """List what is planned and what was done."""
    return activities.pane(session.principal(), _read(record))


@callback(
    Output(opportunity.ACTIVITY_ECHO, "data"),
    Input(opportunity.ACTIVITY, "data"),
    State(RECORD, "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show_activity(seen: activities.Seen | None, record: int, search: str | None) -> Any:
    """Draw the page anew after an activity was written down, completed, moved or taken away."""
    if seen is None:
        return dash.no_update
    redraw.redraw(session.principal(), record, search)
    return seen.seq


@callback(
    Output(pane_id("files"), "children"),
    Output(count_id("files"), "children"),
    Input(tab_id("files"), "n_clicks"),
    Input(FILES, "data"),
    State(RECORD, "data"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show_files(clicks: int | None, seen: filing.FilesSeen | None, record: int) -> Any:
    """List what is attached, and the place for more."""
    return filing.pane(session.principal(), record)


@callback(
    Output(pane_id("log"), "children"),
    Input(tab_id("log"), "n_clicks"),
    Input(LOG_WISH, "data"),
    State(RECORD, "data"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show_log(clicks: int | None, wish: log.LogWish | None, record: int) -> Any:
    """Tell who changed what, as the reader narrows it."""
    with session.database().read() as reading:
        return log.pane(reading, session.principal(), record, wish)


@callback(
    Output(OPPORTUNITY.dialog, "children"),
    Input(OPPORTUNITY.ask, "data"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def ask(question: deal.DealAsk | None) -> Any:
    """Show the dialog of a change before it is made."""
    if question is None:
        return dash.no_update
    with session.database().read() as reading:
        return deal.asked(reading, session.principal(), question)


@callback(
    Output(OPPORTUNITY.answer, "data"),
    Input(OPPORTUNITY.action, "data"),
    State(shell.URL, "search"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def act(action: deal.DealAction | None, search: str | None) -> Any:
    """Win, lose, reopen, move, tick, quote: do what was asked, and show how the opportunity stands then."""
    if action is None:
        return dash.no_update
    principal = session.principal()
    return deal.performed(session.database(), principal, action, lambda: redraw.redraw(principal, action.id, search))


@callback(
    Output(editing.TOLD, "data"),
    Input(editing.ASK, "data"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def tell(question: asking.Question | None) -> Any:
    """Say what a form needs to know: its fields, contacts to choose from."""
    if question is None:
        return dash.no_update
    return edit_door.told(session.database(), session.principal(), question)


@callback(
    Output(editing.SAVED, "data"),
    Input(editing.SAVE, "data"),
    State(shell.URL, "search"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def save(wish: asking.Wish | None, search: str | None) -> Any:
    """Save what was typed into a form, or take it back, and show how the opportunity stands then."""
    if wish is None:
        return dash.no_update
    answer = edit_door.perform(session.database(), session.principal(), wish)
    if answer["ok"]:
        redraw.redraw(session.principal(), wish.id, search)
    return answer


def _read(opportunity_id: int) -> Detail:
    return redraw.read(session.principal(), opportunity_id)
