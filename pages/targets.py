"""Targets: what is to be invoiced or ordered each month, by company, team and agent."""

from typing import Any
from urllib.parse import urlencode

import dash
from dash import Input, Output, html

from components import shell
from components import targets as pictures
from components.language import gettext as _
from domain.access import Permission
from web import chrome, router, session, targets
from web.guard import callback

router.register(
    __name__,
    targets.PATH,
    lambda: _("Targets"),
    Permission.SET_TARGETS,
    query=("year", "measure", "level"),
    nav=lambda: chrome.Entry(_("Targets"), "bullseye", order=80, group=_("Outlook")),
)
pictures.register()


def layout(**query: str) -> html.Div:
    """Return the page with its choices; the sheet arrives by callback."""
    principal = session.principal()
    with session.database().read() as reading:
        view = targets.View.of(reading, principal, urlencode(query))
    sheet = view.key.to_query()
    main = pictures.canvas(
        user=str(principal.user_id),
        sheet=sheet,
        upload=f"{targets.UPLOAD}?{sheet}",
        template=f"{targets.TEMPLATE}?{sheet}",
        csrf_token=session.csrf_token(),
    )
    return chrome.page(main, title=_("Targets"), filters=pictures.bar(targets.bar(view)), class_name="cd-targetpage")


@callback(
    Output(pictures.DATA, "data"),
    Input(shell.URL, "search"),
    permission=Permission.SET_TARGETS,
)
def show(search: str | None) -> dict[str, Any]:
    """Draw the sheet that the address means."""
    with session.database().read() as reading:
        return targets.payload(reading, targets.View.of(reading, session.principal(), search))


@callback(
    Output(pictures.ACK, "data"),
    Input(pictures.ACTION, "data"),
    permission=Permission.SET_TARGETS,
    prevent_initial_call=True,
)
def act(action: targets.Action | None) -> Any:
    """Save or undo, and answer with how the sheet stands now."""
    if action is None:
        return dash.no_update
    return targets.perform(session.database(), session.principal(), action)


@callback(
    Output(pictures.PROPOSAL, "data"),
    Input(pictures.COPY, "data"),
    permission=Permission.SET_TARGETS,
    prevent_initial_call=True,
)
def propose(wish: targets.CopyRequest | None) -> Any:
    """Show what copying last year would make."""
    if wish is None:
        return dash.no_update
    with session.database().read() as reading:
        return targets.propose(reading, session.principal(), wish)
