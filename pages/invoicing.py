"""The invoicing board: month by month what is invoiced, ordered and expected, against target and last year."""

from typing import Any

import dash
from dash import Input, Output, State, html

from components import filter_bar, shell
from components.invoicing import IDS, actions, invoicing_layout, register_invoicing
from components.language import gettext as _
from domain import clock
from domain.access import Permission
from domain.errors import SalesError
from web import chrome, invoicing, invoicing_empty, router, session
from web.guard import callback

PATH = invoicing.PATH
EMPTY = "invoicing-empty"

router.register(
    __name__,
    PATH,
    lambda: _("Invoicing"),
    Permission.SEE_PIPELINE,
    nav=lambda: chrome.Entry(_("Invoicing"), "receipt", order=40, short=_("Invoicing"), group=_("Boards")),
)
register_invoicing()


def layout(**query: str) -> html.Div:
    """Return the page with its filters; the board arrives by callback."""
    label = _("Invoicing")
    person = session.principal()
    targets_path = invoicing.TARGETS_PATH if person.may(Permission.SET_TARGETS) else ""
    return chrome.filtered_page(
        [*invoicing_layout(label), html.Div(id=EMPTY, className="cd-empty")],
        path=PATH,
        title=label,
        query=query,
        class_name="cd-boardpage",
        no_period=str(clock.today(person.time_zone).year),
        extra=actions(invoicing.EXPORT_PATH, targets_path=targets_path, may_export=person.may(Permission.EXPORT)),
    )


@callback(
    Output(IDS.data, "data"),
    Output(filter_bar.count_of(PATH), "children"),
    Output(EMPTY, "children"),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show(search: str | None) -> tuple[dict[str, Any] | None, str, html.Div | None]:
    """Draw the board that the address asks for, or say why it cannot be drawn."""
    try:
        with session.database().read() as reading:
            view = invoicing.View.of(session.principal(), search)
            sections = view.sections(reading)
            nothing = invoicing_empty.nothing_found(reading, view, sections)
            return invoicing.payload(reading, view, sections), invoicing.result_text(sections), nothing
    except SalesError as refusal:
        return None, "", invoicing_empty.not_shown(refusal)


@callback(
    Output(IDS.page, "data"),
    Input(IDS.page_request, "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show_more(request: invoicing.PageRequest | None, search: str | None) -> Any:
    """Send further documents of a month, those without a date, or the drafts."""
    if request is None:
        return dash.no_update
    with session.database().read() as reading:
        return invoicing.more(reading, invoicing.View.of(session.principal(), search), request)


@callback(
    Output(IDS.ack, "data"),
    Output(filter_bar.count_of(PATH), "children", allow_duplicate=True),
    Input(IDS.action, "data"),
    State(shell.URL, "search"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def act(action: invoicing.Action | None, search: str | None) -> Any:
    """Plan an order or an opportunity for another month, or undo that, and answer with how everything stands now."""
    if action is None:
        return dash.no_update
    return invoicing.perform(session.database(), session.principal(), search, action)
