"""The record and the analysis: what an address asks of them, and the drawing of a panel that may be refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from dash import Output

from components.filter_bar import NO_PIPELINES, Pipelines
from components.language import explain
from components.overview import panel
from components.overview.panel import Filled, PanelIds
from data.queries.reporting import Converter, reporting_currency
from data.session import Session
from domain import clock
from domain import period as periods
from domain.access import Principal
from domain.errors import NotSignedIn, SalesError
from domain.filter import PipelineFilter
from domain.invoicing import InvoicingView
from domain.period import add_months, month_of
from web import filters, session
from web.boards import StagesView

T = TypeVar("T")
YEAR = 12
Read = Callable[[Session, Principal, str | None], "View"]


@dataclass(frozen=True, slots=True)
class View:
    """What one address asks, for one person, on one day; totals in one reporting currency."""

    principal: Principal
    wanted: PipelineFilter  # in the reporting currency
    today: date
    choice: Pipelines = NO_PIPELINES
    pipeline_id: int | None = None

    @classmethod
    def of(cls, reading: Session, principal: Principal, search: str | None) -> "View":
        """Read the address; raise BadFilter or UnknownCurrency for one that cannot be answered."""
        asked = filters.of_search(search, principal.time_zone)
        wanted = replace(asked, currency=reporting_currency(reading, principal, asked))
        return cls(principal, wanted, clock.today(principal.time_zone))

    @classmethod
    def of_pipeline(cls, reading: Session, principal: Principal, search: str | None) -> "View":
        """Read the address of a page that shows one pipeline; raise BadFilter also for one that is not there."""
        view, seen = cls.of(reading, principal, search), StagesView.of(reading, principal, search)
        return replace(view, choice=seen.choice, pipeline_id=seen.pipeline_id)

    @property
    def started(self) -> tuple[date, date]:
        """The days in which the funnel's opportunities were created: the period up to today, or the last 24 months."""
        period = self.wanted.period
        if period is None or period.start_on > self.today:
            return add_months(self.today, -2 * YEAR) + timedelta(days=1), self.today
        return period.start_on, min(period.end_on, self.today)

    @property
    def coming(self) -> InvoicingView:
        """The twelve months from this one on, as the invoicing board is asked for them."""
        first = month_of(self.today)
        ends = [f"{month // YEAR}-{month % YEAR + 1:02}" for month in (first, first + YEAR - 1)]
        wanted = replace(self.wanted, period=periods.parse("..".join(ends), self.today))
        return InvoicingView.from_query(wanted.to_query(), self.today)

    def midnight(self, day: date) -> datetime:
        """Return the instant at which a day began where the person is."""
        return datetime.combine(day, time(), ZoneInfo(self.principal.time_zone)).astimezone(UTC)

    @property
    def currency(self) -> str:
        """The one reporting currency."""
        return self.wanted.currency or ""

    def converter(self, reading: Session) -> Converter:
        """Return what brings amounts to the reporting currency, at the rates of today or of the day looked from."""
        return Converter(reading, self.currency, self.wanted.as_of or self.today)


def parts(name: str) -> tuple[Output, ...]:
    """Return the outputs of a panel."""
    ids = PanelIds(name)
    places = ((ids.caption, "children"), (ids.body, "children"), (ids.foot, "children"), (ids.foot, "hidden"))
    return tuple(Output(place, what) for place, what in places)


def filled(
    search: str | None, read: Callable[[Session, View], T], *draws: Callable[[T], Filled], view: Read = View.of
) -> tuple[Any, ...]:
    """Return the parts of panels that are drawn from one reading; what goes wrong stays inside them."""
    try:
        with session.database().read() as reading:
            found = read(reading, view(reading, session.principal(), search))
    except NotSignedIn:
        raise
    except SalesError as refusal:
        return panel.failed(explain(refusal)).parts * len(draws)
    return tuple(part for draw in draws for part in draw(found).parts)
