"""Running: a company's forecast as of a day, by every method, stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.forecasting.known import Known
from data.queries.forecasting.record import records
from data.schema.company import Company
from data.session import Database
from domain.errors import NotFound
from forecasting.forecast import Forecast
from forecasting.record.width import HIGH, LOW
from workflow.following.gaps import tell_gaps
from workflow.forecasts.material import MEASURES, SCOPES, last_whole_month, material
from workflow.forecasts.methods import BLEND, CHAIN, HISTORY, SEED, WIDTH, Track, of_company, of_parts
from workflow.forecasts.opportunities import store_opportunities
from workflow.forecasts.standing import facts_of_day, standing_of, store_standing
from workflow.forecasts.storing import Subject, store

WINNING = "winning"


@dataclass(frozen=True, slots=True)
class Done:
    """What a run has written: how many forecasts, and the last whole month they follow."""

    count: int
    last_month: str


Key = tuple[str, str, pd.Period]  # method, measure, cutoff
Months = dict[pd.Period, float]
Said = list[tuple[Subject, Forecast]]
Show = Callable[[str, int], Callable[[int], None]]


def forecast(database: Database, company_id: int, as_of: date, *, now: datetime, show: Show) -> Done:
    """Forecast a company with what was known at the end of the last whole month, and store the result.

    `show` is told of each series that is done.
    """
    last_month = last_whole_month(as_of)
    with database.read() as session:
        known, track = Known(session, company_id), remembered(session, company_id)
        found = material(session, known, last_month.end_time.date())
        day = facts_of_day(session, known, found, as_of)
    parts = [(measure, scope) for measure in MEASURES for scope in SCOPES if scope != "company"]
    advance = show("forecast", len(parts) + 1)
    whole = of_company(found, track)
    made = as_subjects(known, found.as_of, whole.said)
    advance(1)
    for measure, scope in parts:
        for id_, said in of_parts(found, whole, measure, scope).items():
            made.append((Subject(company_id, known.currency, measure, found.as_of, scope, id_), said))
        advance(1)
    database.run(lambda session: store_all(session, made, now))
    won = Subject(company_id, known.currency, WINNING, found.as_of)
    standing = standing_of(whole, found, day)

    def renew(session: Session) -> None:
        store_opportunities(session, won, whole.win, whole.fitted, now)
        store_standing(session, won, standing, now)

    database.run(lambda session: tell_gaps(session, company_id, lambda: renew(session), now=now))
    return Done(len(made), str(last_month))


def as_subjects(known: Known, as_of: date, said: list[tuple[str, Forecast]], *, is_backtest: bool = False) -> Said:
    """Return the company's forecasts with what they are of."""
    return [
        (Subject(known.company_id, known.currency, measure, as_of, is_backtest=is_backtest), forecast)
        for measure, forecast in said
    ]


def remembered(session: Session, company_id: int) -> Track:
    """Return what the backtest stored of the chain and the history, for the weights of the blend."""
    track, means, halves = Track(), dict[Key, Months](), dict[tuple[str, pd.Period], Months]()
    for measure in MEASURES:
        for row in records(session, company_id, measure, backtest=True):
            if row.model not in {CHAIN, HISTORY, BLEND}:
                continue
            cutoff = pd.Period(row.cutoff_on, "M")
            month = cutoff + row.horizon
            means.setdefault((row.model, measure, cutoff), {})[month] = row.mean
            if row.model == BLEND:
                half = (row.quantiles[str(HIGH)] - row.quantiles[str(LOW)]) / 2
                halves.setdefault((measure, cutoff), {})[month] = half / row.weights.get(WIDTH, 1.0)
    track.said = {key: pd.Series(values) for key, values in means.items()}
    track.halves = {key: pd.Series(values) for key, values in halves.items()}
    return track


def companies(database: Database, codes: Sequence[str]) -> list[tuple[int, str]]:
    """Return id and code of the companies, of all without codes; raise NotFound for a code that is none."""
    with database.read() as session:
        found = session.execute(select(Company.id, Company.code).order_by(Company.code)).all()
    if not set(codes) <= {code for _, code in found}:
        raise NotFound
    return [(id_, code) for id_, code in found if not codes or code in codes]


def store_all(session: Session, made: Said, now: datetime) -> None:
    """Store forecasts, each in place of an earlier one of the same method, subject and day."""
    for subject, said in made:
        store(session, subject, said, SEED, now)
