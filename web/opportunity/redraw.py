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
from web.opportunity import neighbours


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
    with session.database().read() as reading:
        near = neighbours.near(reading, principal, found.header, search)
    return opportunity.body(
        found,
        back=neighbours.Origin.of(search).back,
        today=clock.today(principal.time_zone),
        request_key=uuid4().hex,
        near=near,
    )


def redraw(principal: Principal, opportunity_id: int, search: str | None) -> None:
    """Show the page of the running callback anew; the open tab and the place of the focus stay. Raises NotFound."""
    dash.set_props(opportunity.BODY, {"children": body(principal, opportunity_id, search)})
