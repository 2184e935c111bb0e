"""Neighbours: which list the address of an opportunity's page comes from, and what stands around it there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from components.language import gettext as _
from components.opportunity.neighbours import Near
from data.queries.neighbours import around
from data.queries.reporting import reporting_currency
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.board import BoardSort
from domain.detail import Header
from domain.errors import SalesError
from domain.filter import PipelineFilter
from domain.grid import BY_WEIGHTED, COLUMNS, NARROWING, GridView, Narrowing, Shown, Sort
from domain.outcome import Outcome
from web import router

PROGRESS: Final = "progress-board"
STAGES: Final = "stages-board"
GRID: Final = "opportunities"
# The keys of an address beside the filter's: which list it was, and what the list asks for.
QUERY: Final = ("from", "outcome", "group", "pipeline", *(NARROWING + name for name in COLUMNS))
SORTS: Final[Mapping[str, tuple[Sort, ...]]] = MappingProxyType({
    BoardSort.WEIGHTED: BY_WEIGHTED,
    BoardSort.NET: (Sort("net", descending=True),),
    BoardSort.EXPECTED: (Sort("expected_order_on"),),
    BoardSort.AGE: (Sort("created_on"),),
    BoardSort.IDLE: (Sort("idle", descending=True),),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """The list that an address names: the grid, or the column of a board in which the opportunity stands."""

    name: str
    values: Mapping[str, str]

    @classmethod
    def of(cls, search: str | None) -> "Origin":
        """Read the address; a list that there is not counts as the progress board. Raises MalformedInput."""
        values = router.read_search(search)
        name = values.pop("from", PROGRESS)
        return cls(name if name in {STAGES, GRID} else PROGRESS, values)

    @property
    def back(self) -> str:
        """The address of the list, as it was."""
        return f"/{self.name}?{urlencode(self.values, safe=',')}".removesuffix("?")

    @property
    def label(self) -> str:
        """The name of the list as the navigation says it."""
        names = {PROGRESS: _("Progress board"), STAGES: _("Stages board"), GRID: _("Opportunities")}
        return names[self.name]

    def href(self, opportunity_id: int | None) -> str:
        """Return the address of another opportunity of the list."""
        if opportunity_id is None:
            return ""
        values = self.values if self.name == PROGRESS else {"from": self.name, **self.values}
        return f"/opportunity/{opportunity_id}?{urlencode(values, safe=',')}".removesuffix("?")

    @property
    def by_stay(self) -> bool:
        """Whether the cards are ordered by how long they are in their stage."""
        return self.name == STAGES and self.values.get("sort", BoardSort.STAY) == BoardSort.STAY

    def view(self, header: Header, today: date) -> GridView | None:
        """Return the list, for a board the column of the opportunity; None where there is none. Raises BadFilter."""
        if self.name == GRID:
            return GridView.from_query(self.values, today)
        wanted = PipelineFilter.from_query(self.values, today)
        if header.outcome == Outcome.CANCELLED:
            return None
        if header.outcome != Outcome.OPEN:
            return GridView(wanted, Shown(header.outcome), (Sort("closed_on", descending=True),))
        percent = Decimal(header.stated_percent)
        column = (
            {"stage": Narrowing(ids=frozenset({header.stage_id}))}
            if self.name == STAGES
            else {"probability": Narrowing(low=percent, high=percent)}
        )
        sorts = SORTS.get(self.values.get("sort", ""), BY_WEIGHTED)
        return GridView(wanted, Shown.OPEN, sorts, narrowed=MappingProxyType(column))


def near(reading: Session, principal: Principal, header: Header, search: str | None) -> Near:
    """Return what is around an opportunity; nothing for an address that cannot be read as a list."""
    today = clock.today(principal.time_zone)
    try:
        origin = Origin.of(search)
        view = origin.view(header, today)
        if view is None:
            return Near()
        currency = reporting_currency(reading, principal, view.pipeline)
    except SalesError:
        return Near()
    found = around(reading, principal, view, header.id, currency=currency, today=today, by_stay=origin.by_stay)
    return Near(origin.href(found.before), origin.href(found.after), found.place, found.count, origin.name == GRID)
