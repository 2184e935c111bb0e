"""The ledger of data quality: what its address asks for, and where the list of each flaw is."""

from dataclasses import replace
from urllib.parse import urlencode

from components.forecast import quality as pictures
from data.queries.quality import ledger
from data.queries.reporting import Converter, reporting_currency
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.quality import Flaw, Flawed
from web import filters

LIST = "/opportunities"


def shown(reading: Session, principal: Principal, search: str | None) -> pictures.Shown:
    """Return the ledger of an address; raise BadFilter or UnknownCurrency for one that cannot be answered."""
    asked = filters.of_search(search)
    today = clock.today(principal.time_zone)
    currency = reporting_currency(reading, principal, asked)
    converter = Converter(reading, currency, asked.as_of or today)
    found = ledger(reading, principal, asked, today=today, converter=converter)

    def link(flaw: Flaw) -> str:
        query = replace(asked, flawed=Flawed(flaw, today)).to_query()
        return f"{LIST}?{query}&{urlencode({'outcome': 'open'})}"

    return pictures.Shown(found, link)
