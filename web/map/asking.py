"""What the browser asks of the map: a view of the world with its switches, and one contact's popup."""

from dataclasses import dataclass
from datetime import date

import msgspec

from data.queries.map import Asked
from data.queries.reporting import Converter, reporting_currency
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.errors import MalformedInput
from domain.filter import LONGEST_TEXT, PipelineFilter
from domain.map import Layer, Ring, RowSort, View
from web import filters


class ViewAsk(msgspec.Struct):
    """What is in view, in degrees as the map reports them, and how it is to be shown.

    `fit` asks for the box around everything that the filter leaves, too.
    """

    seq: int
    west: float = -180.0
    south: float = -90.0
    east: float = 180.0
    north: float = 90.0
    zoom: float = 0.0
    ring: Ring = Ring.STAGE
    sort: RowSort = RowSort.NET
    text: str = ""
    layers: list[Layer] = []
    fit: bool = False

    @property
    def view(self) -> View:
        """The part of the world that is seen."""
        return View.of(self.west, self.south, self.east, self.north, self.zoom)

    @property
    def listed(self) -> Asked:
        """What the list beside the map is asked for; raise MalformedInput for a text that is none."""
        text = " ".join(self.text.split())[:LONGEST_TEXT]
        if not text.isprintable():
            raise MalformedInput
        return Asked(self.view.bounds, self.sort, text, self.ring)


class PopupAsk(msgspec.Struct):
    """Which contact's popup is opened."""

    seq: int
    contact_id: int


@dataclass(frozen=True, slots=True)
class Looking:
    """One person looking at the map under the filter of an address, on one day."""

    principal: Principal
    wanted: PipelineFilter
    converter: Converter
    today: date

    @classmethod
    def of(cls, reading: Session, principal: Principal, search: str | None) -> "Looking":
        """Read the address; raise BadFilter or UnknownCurrency for one that cannot be answered."""
        wanted = filters.of_search(search, principal.time_zone)
        today = clock.today(principal.time_zone)
        currency = reporting_currency(reading, principal, wanted)
        return cls(principal, wanted, Converter(reading, currency, wanted.as_of or today), today)
