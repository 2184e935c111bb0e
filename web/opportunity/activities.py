"""The activities of the opportunity page."""

from typing import Any

import msgspec

from components import opportunity
from components.activities import timeline
from data.queries import diary
from domain import clock
from domain.access import Principal
from domain.detail import Detail
from web import session


class Seen(msgspec.Struct):
    """The browser has seen that an activity changed."""

    seq: int


def pane(principal: Principal, found: Detail) -> Any:
    """Return what the tab of the activities shows."""
    with session.database().read() as reading:
        types = diary.types(reading)
    today = clock.today(principal.time_zone)
    return timeline(found.activities, types, opportunity.place(found), today=today, zone=principal.time_zone)
