"""Neighbours: which list the address of an opportunity's page comes from, and what stands around it there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from components.language import gettext as _
from components.language import pgettext
from components.opportunity.neighbours import Near
from data.queries.neighbours import Around, in_column, in_grid
from data.queries.reporting import reporting_currency
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.board import BoardSort, ColumnKey
from domain.detail import Header
from domain.errors import SalesError
from domain.filter import PipelineFilter
from domain.grid import COLUMNS, NARROWING, GridView
from domain.outcome import Outcome
from web import router

PROGRESS: Final = "progress-board"
STAGES: Final = "stages-board"
GRID: Final = "opportunities"
MAP: Final = "map"
# The keys of an address beside the filter's: which list it was, and what the list asks for.
QUERY: Final = ("from", "outcome", "group", "pipeline", *(NARROWING + name for name in COLUMNS))
USUAL: Final[Mapping[str, BoardSort]] = MappingProxyType({PROGRESS: BoardSort.WEIGHTED, STAGES: BoardSort.STAY})


@dataclass(frozen=True, slots=True)
class Origin:
    """The list that an address names: the grid, the column of a board in which the opportunity stands, or the map."""

    name: str
    values: Mapping[str, str]

    @classmethod
    def of(cls, search: str | None) -> "Origin":
        """Read the address; a list that there is not counts as the progress board. Raises MalformedInput."""
        values = router.read_search(search)
        name = values.pop("from", PROGRESS)
        return cls(name if name in {STAGES, GRID, MAP} else PROGRESS, values)

    @property
    def back(self) -> str:
        """The address of the list, as it was."""
        return f"/{self.name}?{urlencode(self.values, safe=',')}".removesuffix("?")

    @property
    def label(self) -> str:
        """The name of the list as the navigation says it."""
        names = {
            PROGRESS: _("Progress board"),
            STAGES: _("Stages board"),
            GRID: _("Opportunities"),
            MAP: pgettext("geography", "Map"),
        }
        return names[self.name]

    def href(self, opportunity_id: int | None) -> str:
        """Return the address of another opportunity of the list."""
        if opportunity_id is None:
            return ""
        values = self.values if self.name == PROGRESS else {"from": self.name, **self.values}
        return f"/opportunity/{opportunity_id}?{urlencode(values, safe=',')}".removesuffix("?")

    @property
    def sort(self) -> BoardSort:
        """The order of the cards of a board; one that there is not is the usual one."""
        try:
            return BoardSort(self.values.get("sort", ""))
        except ValueError:
            return USUAL[self.name]

    def column(self, header: Header) -> ColumnKey:
        """Return the column of a board in which an opportunity stands."""
        outcome = Outcome(header.outcome)
        if outcome is not Outcome.OPEN:
            return ColumnKey(outcome)
        is_stages = self.name == STAGES
        return ColumnKey.of_stage(header.stage_id) if is_stages else ColumnKey(outcome, header.probability_id)


def near(reading: Session, principal: Principal, header: Header, search: str | None) -> Near:
    """Return what is around an opportunity; nothing for an address that cannot be read as a list."""
    today = clock.today(principal.time_zone)
    try:
        origin = Origin.of(search)
        found = _around(reading, principal, origin, header, today)
    except SalesError:
        return Near()
    return Near(origin.href(found.before), origin.href(found.after), found.place, found.count, origin.name == GRID)


def _around(reading: Session, principal: Principal, origin: Origin, header: Header, today: date) -> Around:
    if origin.name == GRID:
        view = GridView.from_query(origin.values, today)
        currency = reporting_currency(reading, principal, view.pipeline)
        return in_grid(reading, principal, view, header.id, currency=currency, today=today)
    if header.outcome == Outcome.CANCELLED or origin.name == MAP:
        return Around()
    wanted = PipelineFilter.from_query(origin.values, today)
    return in_column(reading, principal, wanted, origin.column(header), origin.sort, header.id)
