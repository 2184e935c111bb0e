"""Redrawing: the body of an opportunity's page, read anew, when it is opened and after every change."""

from uuid import uuid4

import dash
from dash import html

from components import opportunity
from data.queries.opportunity import detail
from domain import clock
from domain.access import Principal
from domain.detail import Detail
from web import session

BOARD = "/progress-board"


def read(principal: Principal, opportunity_id: int) -> Detail:
    """Return everything about an opportunity; raise NotFound outside the person's scope."""
    with session.database().read() as reading:
        return detail(reading, principal, opportunity_id, today=clock.today(principal.time_zone))


def body(principal: Principal, opportunity_id: int, search: str | None) -> html.Div:
    """Return the body of the page as the opportunity stands now; `search` is the query of the page's address.

    Raises NotFound.
    """
    return drawn(principal, read(principal, opportunity_id), search)


def drawn(principal: Principal, found: Detail, search: str | None) -> html.Div:
    """Return the body of the page for what was read already."""
    return opportunity.body(
        found, back=way_back(search), today=clock.today(principal.time_zone), request_key=uuid4().hex
    )


def redraw(principal: Principal, opportunity_id: int, search: str | None) -> None:
    """Show the page of the running callback anew; the open tab and the place of the focus stay. Raises NotFound."""
    dash.set_props(opportunity.BODY, {"children": body(principal, opportunity_id, search)})


def way_back(search: str | None) -> str:
    """Return the address of the board with the filters of the page's address."""
    return f"{BOARD}?{(search or '').removeprefix('?')}".removesuffix("?")
