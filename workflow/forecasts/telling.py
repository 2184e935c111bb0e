"""Telling: forecast companies one after the other and say in a line what was done for each."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from data.session import Database
from workflow.forecasts.backtest import backtest
from workflow.forecasts.judging import verdict
from workflow.forecasts.running import Show, companies, forecast
from workflow.forecasts.settling import settled


def forecast_all(
    database: Database, codes: Sequence[str], as_of: date | None, *, looking_back: bool, now: datetime, show: Show
) -> Iterator[str]:
    """Forecast the companies (all of them without codes) as of a day or today, settle what is over, look back if asked.

    Raises NotFound for a code that is none, before anything is done.
    """
    day = as_of or now.date()
    for company_id, code in companies(database, codes):
        if looking_back:  # first, for the weights of the blend come from it
            backtest(database, company_id, day, now=now, show=show)
        done = forecast(database, company_id, day, now=now, show=show)
        count = settled(database, company_id, now.date())
        yield f"{code}: {done.count} forecasts follow {done.last_month}; {count} earlier ones are settled."
        if looking_back:
            yield verdict(database, company_id)
