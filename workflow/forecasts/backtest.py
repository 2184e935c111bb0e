"""Backtest: the same forecasts made from earlier days, with nothing that was not known then, stored and settled."""

from datetime import date, datetime

import pandas as pd

from data.queries.forecasting.known import Known
from data.session import Database
from forecasting.forecast import Forecast
from workflow.forecasts.material import MEASURES, Material, last_whole_month, material
from workflow.forecasts.running import Done, Show, outlooks, store_all
from workflow.forecasts.settling import settle
from workflow.forecasts.storing import Subject

CUTOFFS = 18  # month-ends
FIRST_HISTORY = 18  # months; before that a forecast says nothing of how good later ones are


def backtest(database: Database, company_id: int, as_of: date, *, now: datetime, show: Show) -> Done:
    """Forecast the company as of each of the last month-ends; store the runs and what came of them."""
    made: list[tuple[Material, list[tuple[Subject, Forecast]]]] = []
    with database.read() as session:
        known = Known(session, company_id)
        last_month = last_whole_month(as_of)
        history = material(session, known, as_of, ("company",)).series.get(("invoicing", "company", 0))
        ends = [] if history is None else cutoffs(history.index[0], last_month)
        advance = show("backtest", len(ends))
        for end in ends:
            found = material(session, known, end.end_time.date(), ("company",))
            made.append((found, _said(known, found)))
            advance(1)
    for found, said in made:
        database.run(lambda session, found=found, said=said: store_all(session, found, said, now))  # type: ignore[misc]  # bound now
    database.run(lambda session: settle(session, company_id, as_of))
    return Done(sum(len(said) for _, said in made), str(last_month))


def cutoffs(first_month: pd.Period, last_month: pd.Period) -> list[pd.Period]:
    """Return the months after whose end to look ahead: the latest ones that leave a month to be compared with."""
    possible = pd.period_range(first_month + FIRST_HISTORY, last_month - 1, freq="M")
    return list(possible[-CUTOFFS:])


def _said(known: Known, found: Material) -> list[tuple[Subject, Forecast]]:
    return [
        (Subject(known.company_id, known.currency, measure, found.as_of, is_backtest=True), outlook)
        for measure in MEASURES
        if (measure, "company", 0) in found.series
        for outlook in outlooks(found, measure)
    ]
