"""The frame: the place whose children are the page, and the stores through which its parts speak with the server."""

from typing import Any

import msgspec
from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from components.attributes import attributes
from components.opportunity import editing
from components.opportunity.deal.closing import OPPORTUNITY
from components.opportunity.deal.wire import register_deal, wired
from components.opportunity.log import LOG_WISH
from components.opportunity.tabs import RECORD

BODY = "opportunity-body"  # children: the whole page, drawn anew after a change
ACTIVITY = "opportunity-activity"  # data: an activity was written down, completed or moved
ACTIVITY_ECHO = "opportunity-activity-echo"
FILES = "opportunity-files"  # data: a file was attached, deleted or brought back
# The stores of every part of the page; what one sends and what it is answered.
STORES: tuple[str, ...] = (*editing.STORES, ACTIVITY, ACTIVITY_ECHO, LOG_WISH, FILES)


def framed(record_id: int, body: html.Div) -> list[Any]:
    """Return the page with its stores around it, which stay when it is drawn anew."""
    stores = [dcc.Store(id=name) for name in STORES]
    words = attributes(data_cd_words=msgspec.json.encode(editing.words() | editing.line_words()).decode())
    page = html.Div(body, id=BODY, **words)
    return [dcc.Store(id=RECORD, data=record_id), page, *stores, *wired(OPPORTUNITY)]


def register() -> None:
    """Register what happens in the browser when the page was drawn anew: its open tab and its focus stay."""
    clientside_callback(
        ClientsideFunction("caudal_opportunity", "drawn"), Input(BODY, "children"), prevent_initial_call=True
    )
    editing.register()
    register_deal("opportunity")
