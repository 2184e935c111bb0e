"""The ledger of data quality: what its address asks for, and where the list of each flaw is."""

from dataclasses import replace
from urllib.parse import urlencode

from components.forecast import quality as pictures
from data.queries.quality import flawed_ids, ledger
from data.queries.reporting import Converter, reporting_currency
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.errors import BadFilter
from domain.quality import Flaw, Flawed
from domain.scenario import Fate, Scenario
from web import filters

LIST = "/opportunities"


def shown(reading: Session, principal: Principal, search: str | None) -> pictures.Shown:
    """Return the ledger of an address; raise BadFilter or UnknownCurrency for one that cannot be answered."""
    asked = filters.of_search(search, principal.time_zone)
    today = clock.today(principal.time_zone)
    currency = reporting_currency(reading, principal, asked)
    converter = Converter(reading, currency, asked.as_of or today)
    found = ledger(reading, principal, asked, today=today, converter=converter)

    def link(flaw: Flaw) -> str:
        query = replace(asked, flawed=Flawed(flaw, today)).to_query()
        return f"{LIST}?{query}&{urlencode({'outcome': 'open'})}"

    return pictures.Shown(found, link)


def compared(reading: Session, principal: Principal, search: str | None, flaw: str | None) -> pictures.Comparison:
    """Return this year's outlook with and without what has a flaw; raise NoForecastYet and what an outlook raises."""
    from workflow.forecasts.outlook import outlook  # noqa: PLC0415  pandas comes with it; the server starts without

    asked = replace(filters.of_search(search, principal.time_zone), flawed=None)
    today = clock.today(principal.time_zone)
    ids = flawed_ids(reading, principal, asked, _flaw(flaw), today)
    lost = Scenario(fixed=dict.fromkeys(ids, Fate.LOST.value))
    whole = outlook(reading, principal, asked, today=today)
    rest = outlook(reading, principal, asked, today=today, scenario=lost)
    return pictures.Comparison(
        whole.year, whole.currency, len(ids), whole.band, rest.band, whole.chance_of_target, rest.chance_of_target
    )


def _flaw(text: str | None) -> Flaw:
    try:
        return Flaw(text or "")
    except ValueError:
        raise BadFilter(key="flaw", value=str(text)[:40]) from None
