"""Trip: the contacts around a place that wait for a visit, in a sensible order."""

from typing import Any

from dash import Input, Output, html

from components import shell
from components import trip as picture
from components.language import explain
from components.language import gettext as _
from domain import clock
from domain.access import Permission
from domain.errors import SalesError
from domain.trip import KEYS, TripWish
from web import chrome, router, session
from web import trip as trips
from web.guard import callback

router.register(__name__, picture.PATH, lambda: _("Trip"), Permission.SEE_PIPELINE, query=KEYS)


def layout(**query: str) -> html.Div:
    """Return the page with its fields; the stops arrive by callback."""
    database, principal = session.database(), session.principal()
    wish = TripWish.from_query(query, clock.today(principal.time_zone))
    bar = picture.bar(wish, trips.countries(database, principal))
    return chrome.page([html.Div(id=picture.STOPS)], title=_("Trip"), filters=bar, class_name="cd-listpage cd-trippage")


@callback(Output(picture.STOPS, "children"), Input(shell.URL, "search"), permission=Permission.SEE_PIPELINE)
def show(search: str | None) -> Any:
    """Draw the trip that the address means; a town that is not known yet is a sentence, as long as it is typed."""
    principal = session.principal()
    try:
        trip = trips.trip_of(session.database(), principal, search)
    except SalesError as refusal:
        return html.P(explain(refusal), className="cd-mut", role="status")
    if trip is None:
        return picture.hint()
    query, may_export = router.read_search(search), principal.may(Permission.EXPORT)
    return picture.body(trip, query, clock.today(principal.time_zone), may_export=may_export)
