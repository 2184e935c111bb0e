"""The documents tab of the opportunity page."""

from typing import Any

import msgspec

from components.files import Place, files_pane
from components.opportunity.frame import FILES
from data.queries import files
from domain import clock
from domain.access import Principal
from web import session
from web.opportunity import redraw


class FilesSeen(msgspec.Struct):
    """The browser has seen that a file was attached, deleted or brought back."""

    seq: int


def pane(principal: Principal, opportunity_id: int) -> tuple[Any, str]:
    """Return what the tab shows, and how many files there are; raise NotFound outside the person's scope."""
    changeable = redraw.read(principal, opportunity_id).header.changeable
    with session.database().read() as reading:
        rows, types = files.of_opportunity(reading, principal, opportunity_id), files.types(reading)
    place = Place("opportunity", opportunity_id, changeable, FILES, session.settings().largest_file)
    today = clock.today(principal.time_zone)
    return files_pane(rows, types, place, today=today, zone=principal.time_zone), str(len(rows))
