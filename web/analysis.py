"""The record and the analysis: what an address asks of them, and the drawing of a panel that may be refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from components.language import explain
from components.overview import panel
from components.overview.panel import Filled
from data.queries.reporting import Converter, reporting_currency
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.errors import NotSignedIn, SalesError
from domain.filter import PipelineFilter
from web import filters, session

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """What one address asks, for one person, on one day; totals in one reporting currency."""

    principal: Principal
    wanted: PipelineFilter  # in the reporting currency
    today: date

    @classmethod
    def of(cls, reading: Session, principal: Principal, search: str | None) -> "View":
        """Read the address; raise BadFilter or UnknownCurrency for one that cannot be answered."""
        asked = filters.of_search(search)
        wanted = replace(asked, currency=reporting_currency(reading, principal, asked))
        return cls(principal, wanted, clock.today(principal.time_zone))

    @property
    def currency(self) -> str:
        """The one reporting currency."""
        return self.wanted.currency or ""

    def converter(self, reading: Session) -> Converter:
        """Return what brings amounts to the reporting currency, at the rates of today or of the day looked from."""
        return Converter(reading, self.currency, self.wanted.as_of or self.today)


def filled(search: str | None, read: Callable[[Session, View], T], *draws: Callable[[T], Filled]) -> tuple[Any, ...]:
    """Return the parts of panels that are drawn from one reading; what goes wrong stays inside them."""
    try:
        with session.database().read() as reading:
            found = read(reading, View.of(reading, session.principal(), search))
    except NotSignedIn:
        raise
    except SalesError as refusal:
        return panel.failed(explain(refusal)).parts * len(draws)
    return tuple(part for draw in draws for part in draw(found).parts)
