"""Backtest: the same forecasts made from earlier days, with nothing that was not known then, stored and settled."""

from datetime import date, datetime

import pandas as pd
from sqlalchemy.orm import Session

from data.queries.forecasting.known import Known
from data.session import Database
from forecasting.winning.outlook import WinOutlook
from workflow.forecasts.material import last_whole_month, material
from workflow.forecasts.methods import Track, of_company
from workflow.forecasts.opportunities import store_chances
from workflow.forecasts.running import WINNING, Done, Said, Show, as_subjects, store_all
from workflow.forecasts.settling import settle
from workflow.forecasts.storing import Subject

CUTOFFS = 18  # month-ends
FIRST_HISTORY = 24  # months; before that a forecast says nothing of how good later ones are


def backtest(database: Database, company_id: int, as_of: date, *, now: datetime, show: Show) -> Done:
    """Forecast the company as of each of the last month-ends, the first one first; store the runs and what came of them.

    The weights of the blend at each of them come from those before it alone.
    """
    made: Said = []
    chances: list[tuple[Subject, WinOutlook]] = []
    track, kept = Track(), dict[pd.Period, pd.DataFrame]()
    last_month = last_whole_month(as_of)
    with database.read() as session:
        known = Known(session, company_id)
        now_known = material(session, known, as_of, ("company",), kept)
        ends = cutoffs(now_known.series.get(("invoicing", "company", 0)), last_month)
        advance = show("backtest", len(ends))
        for end in ends:
            found = material(session, known, end.end_time.date(), ("company",), kept)
            whole = of_company(found, track)
            made += as_subjects(known, found.as_of, whole.said, is_backtest=True)
            chances.append((Subject(company_id, known.currency, WINNING, found.as_of, is_backtest=True), whole.win))
            advance(1)
    database.run(lambda session: store_all(session, made, now))
    database.run(lambda session: _store_chances(session, chances, now))
    database.run(lambda session: settle(session, company_id, as_of))
    return Done(len(made), str(last_month))


def _store_chances(session: Session, chances: list[tuple[Subject, WinOutlook]], now: datetime) -> None:
    """Store what was said of each opportunity that was open at each cutoff."""
    for subject, win in chances:
        store_chances(session, subject, win, now)


def cutoffs(history: pd.Series | None, last_month: pd.Period) -> list[pd.Period]:
    """Return the months after whose end to look ahead: the latest ones that leave a month to be compared with."""
    if history is None:
        return []
    possible = pd.period_range(history.index[0] + FIRST_HISTORY - 1, last_month - 1, freq="M")
    return list(possible[-CUTOFFS:])
