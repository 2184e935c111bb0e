"""The forecast: what its address asks for, and the numbers with and without the assumptions in it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from components.forecast.months import WHOLE_YEAR
from components.forecast.outlook_words import Shown, short
from components.forecast.what_if import Choices, Deal, months_of, named
from data.queries import options
from data.queries.forecasting import naming
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.errors import BadFilter, MalformedInput
from domain.filter import PipelineFilter
from domain.outlook import MOST_BEHIND, Behind, Cell, Measure, OutlookPath, Part
from domain.scenario import KEY, Scenario
from web import filters, router

MEASURE = "measure"
MOST_CURRENCIES = 3


class CellRequest(msgspec.Struct):
    """A wish to see what a cell is made of: "2026-07.backlog", "year.pipeline"."""

    seq: int
    cell: str


@dataclass(frozen=True, slots=True)
class View:
    """What one address asks of the forecast, for one person, on one day.

    The period only chooses the year: the one it begins in, this year when there is none.
    """

    principal: Principal
    wanted: PipelineFilter
    year: int
    measure: Measure
    scenario: Scenario
    today: date

    @classmethod
    def of(cls, principal: Principal, search: str | None) -> "View":
        """Read the address; raise BadFilter for one that cannot be answered."""
        asked, today = filters.of_search(search, principal.time_zone), clock.today(principal.time_zone)
        values = router.read_search(search)
        year = asked.period.start_on.year if asked.period else today.year
        scenario = Scenario.from_query(values.get(KEY))
        return cls(principal, replace(asked, period=None), year, _measure(values.get(MEASURE)), scenario, today)

    def path(self, reading: Session, scenario: Scenario | None = None) -> OutlookPath:
        """Return the forecast, under assumptions when some are given; raise NoForecastYet."""
        from workflow.forecasts.outlook import outlook  # noqa: PLC0415  pandas comes with it; the server starts without

        return outlook(
            reading, self.principal, self.wanted,
            today=self.today, measure=self.measure, scenario=scenario, year=self.year,
        )  # fmt: skip

    def local(self, at: datetime) -> datetime:
        """Return an instant as the person's clock shows it."""
        return at.astimezone(ZoneInfo(self.principal.time_zone))

    def shown(self, reading: Session) -> Shown:
        """Return the forecast and what the assumptions of the address make of it."""
        base = self.path(reading)
        return Shown(base, base if self.scenario.is_empty else self.path(reading, self.scenario))

    def behind(self, reading: Session, cell: str, *, limit: int = MOST_BEHIND) -> Behind:
        """Return what a cell of the table is made of; raise MalformedInput for one that there is not."""
        from workflow.forecasts.drill import behind  # noqa: PLC0415  pandas comes with it; the server starts without

        asked = self.cell(cell)
        return behind(reading, self.principal, self.wanted, asked, today=self.today, limit=limit)

    def cell(self, text: str) -> Cell:
        """Read a cell, "2026-07.backlog" or "year.backlog"; raise MalformedInput."""
        name, _dot, part = text.partition(".")
        try:
            month = None if name == WHOLE_YEAR else date.fromisoformat(f"{name}-01")
            return Cell(Part(part), month, self.measure, self.scenario, self.year)
        except ValueError:
            raise MalformedInput from None

    def choices(self, reading: Session, shown: Shown) -> Choices:
        """Return what may be assumed: the deals that decide most, and those that something is assumed of."""
        fixed = self.scenario.fixed
        path = shown.base
        known = [
            Deal(deal.opportunity_id, deal.contact, deal.title, short(deal.net_minor, path.currency), fixed.get(deal.opportunity_id, ""))
            for deal in path.owned
        ]  # fmt: skip
        others = naming.named(reading, self.principal, set(fixed) - {deal.id for deal in known})
        known += [
            Deal(one.id, one.contact, one.title, short(one.net_minor, one.currency), fixed[one.id]) for one in others
        ]
        months = months_of(path)
        found = options.filter_options(reading, self.principal)
        return Choices(
            deals=named(known, fixed) if months else [],
            owners=[(option.id, option.label) for option in found.owners if option.count],
            currencies=[code for code in found.currencies if code != path.currency][:MOST_CURRENCIES],
            months=months,
            scenario=self.scenario,
        )


def _measure(text: str | None) -> Measure:
    try:
        return Measure(text) if text else Measure.INVOICED
    except ValueError:
        raise BadFilter(key=MEASURE, value=(text or "")[:40]) from None
