"""The calendar: one's own activities, or those of somebody one leads, by month, week or as a list."""

from typing import Any

import dash
from dash import Input, Output, State

from components import shell
from components.activities import bar, calendar
from components.language import gettext as _
from domain.access import Permission
from web import chrome, router, session
from web.activities import feed, page
from web.guard import callback

router.register(
    __name__,
    page.PATH,
    lambda: _("Calendar"),
    Permission.SEE_PIPELINE,
    query=("view", "on", "person", "kind"),
    nav=lambda: chrome.Entry(_("Calendar"), "calendar3", order=70, group=_("Outlook")),
)
calendar.register()


def layout(**query: str) -> Any:
    """Return the page as its address says. Raises BadFilter, NotFound."""
    with session.database().read() as reading:
        found = page.page(reading, session.principal(), query)
    return chrome.page(
        calendar.framed(found.body()), title=_("Calendar"), filters=found.bar(), class_name="cd-calendarpage"
    )


@callback(
    Output(calendar.BODY, "children"),
    Input(calendar.CHANGED, "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show(seen: page.Seen | None, search: str | None) -> Any:
    """Draw the days anew after an activity was written down, completed, moved or taken away."""
    if seen is None:
        return dash.no_update
    with session.database().read() as reading:
        return page.page(reading, session.principal(), router.read_search(search)).body()


@callback(
    Output(bar.FEED, "children"),
    Input(bar.FEED_ACTION, "data"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def keep_feed(action: feed.FeedAction | None) -> Any:
    """Make, replace or revoke the private address."""
    if action is None:
        return dash.no_update
    return feed.perform(session.database(), session.principal(), action)
