"""Reporting currency: in which one totals are shown, and the dated rates that bring the others to it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.fx import Rate, rate
from data.schema.company import Company, Currency
from domain.access import Principal
from domain.board import Totals
from domain.errors import UnknownCurrency
from domain.filter import PipelineFilter
from domain.money import BASE_CURRENCY, Money, convert


class Converter:
    """Brings amounts to one currency at the rates of one day; each pair is looked up once."""

    def __init__(self, session: Session, currency: str, as_of: date) -> None:
        self.currency = currency
        self.as_of = as_of
        self._session = session
        self._rates: dict[str, Rate] = {}

    @property
    def rates_on(self) -> date | None:
        """The day of the oldest rate used so far, None when nothing had to be converted."""
        return min((used.on for used in self._rates.values()), default=None)

    def minor(self, minor: int, source: str) -> int:
        """Return minor units of the reporting currency; raise RateMissing when no rate is known."""
        if source == self.currency:
            return minor
        if source not in self._rates:
            self._rates[source] = rate(self._session, source, self.currency, self.as_of)
        return convert(Money(minor, source), self.currency, self._rates[source].value).minor

    def totals(self, totals: Totals, source: str) -> Totals:
        """Return the totals of one currency in the reporting currency."""
        return Totals(totals.count, self.minor(totals.net_minor, source), self.minor(totals.weighted_minor, source))


def reporting_currency(session: Session, principal: Principal, pipeline_filter: PipelineFilter) -> str:
    """Return the chosen currency, else the one that all companies looked at share, else the base currency.

    Raises UnknownCurrency for a chosen one that is not in the list.
    """
    chosen = pipeline_filter.currency
    if chosen is not None:
        if session.get(Currency, chosen) is None:
            raise UnknownCurrency(currency=chosen)
        return chosen
    company_ids = principal.company_ids & (pipeline_filter.company_ids or principal.company_ids)
    query = select(Company.currency_code).where(Company.id.in_(sorted(company_ids))).distinct()
    currencies = session.scalars(query).all()
    return currencies[0] if len(currencies) == 1 else BASE_CURRENCY
