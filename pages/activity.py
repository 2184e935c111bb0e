"""Activity: what happened in one's pipeline, day by day, and what is new since the last visit."""

from typing import Any

import dash
from dash import Input, Output, State, html

from components import bell, navigation, shell
from components.happenings import page as pictures
from components.happenings import rail
from components.language import gettext as _
from domain.access import Permission
from web import chrome, happenings, happenings_wants, router, session
from web.guard import callback

router.register(
    __name__,
    pictures.PATH,
    lambda: _("Activity"),
    Permission.SEE_PIPELINE,
    query=("about", "person", "until", "rows"),
    nav=lambda: chrome.Entry(_("Activity"), "bell", order=80, group=_("Outlook")),
)


def layout(**query: str) -> html.Div:
    """Return the page as its address says; opening it begins a visit. Raises BadFilter."""
    principal = session.principal()
    happenings.opened(principal)
    with session.present().read() as reading:
        found = happenings.page(reading, principal, query)
        wants = happenings_wants.wants(reading, principal)
    days = html.Div(found.body(), id=pictures.BODY, className="cd-hap")
    main = html.Div([days, rail.rail(wants)], className="cd-actgrid")
    return chrome.page(main, title=_("Activity"), filters=found.bar(), class_name="cd-actpage")


@callback(
    Output(pictures.BODY, "children"),
    Output(pictures.READ, "disabled"),
    Input(pictures.READ, "n_clicks"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def read(clicks: int | None, search: str | None) -> Any:
    """Mark everything as seen; the bell and the navigation forget their counts."""
    if not clicks:
        return dash.no_update, dash.no_update
    principal = session.principal()
    happenings.read_all(principal)
    dash.set_props(bell.LIST, {"children": bell.entries([])})
    dash.set_props(bell.BADGE, {"hidden": True})
    dash.set_props(navigation.new_count(pictures.PATH), {"hidden": True})
    with session.present().read() as reading:
        return happenings.page(reading, principal, router.read_search(search)).body(), True


@callback(
    Output(rail.SAID, "children"),
    *[Input(rail.ways_of(kind), "value") for kind in happenings_wants.KINDS],
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def choose(*chosen: list[str]) -> str:
    """Keep by which ways one wants to be told of what."""
    return happenings_wants.choose_ways(session.principal(), chosen)


@callback(
    Output(rail.SAID_WHEN, "children"),
    Input(rail.QUIET_FROM, "value"),
    Input(rail.QUIET_TO, "value"),
    Input(rail.QUIET_WEEKENDS, "value"),
    Input(rail.RHYTHM, "value"),
    Input(rail.DIGEST_AT, "value"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def choose_when(begins: str, ends: str, weekends: bool, rhythm: str, at: str) -> str:
    """Keep when no mail comes, and when the digest does."""
    return happenings_wants.choose_delivery(session.principal(), (begins, ends, weekends), (rhythm, at))
