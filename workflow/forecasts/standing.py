"""Standing: what the page adds up anew at each question, stored as of the day before with the chances of that day."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.forecasting.documents import orders
from data.queries.forecasting.known import Known
from data.schema.forecast import ForecastRun
from data.schema.outlook import ForecastClaims
from forecasting.frames import DEALS, ORDERS, STAYS, shaped
from forecasting.total.packing import pack
from forecasting.total.standing import Standing, stand
from forecasting.winning.outlook import WinOutlook, win_outlook
from workflow.forecasts.material import Material
from workflow.forecasts.methods import OfCompany
from workflow.forecasts.opportunities import MODEL as WIN
from workflow.forecasts.opportunities import store_opportunities
from workflow.forecasts.storing import Subject, drop_runs, replace_run

MODEL: Final = "standing"
MEASURE: Final = "claims"


@dataclass(frozen=True)
class Facts:
    """Deals, stays and orders as they were known at the end of a day."""

    known_on: date
    deals: pd.DataFrame
    stays: pd.DataFrame
    orders: pd.DataFrame


@dataclass(frozen=True)
class Day:
    """What a fit says of the facts of a day."""

    known_on: date
    win: WinOutlook
    whole: OfCompany
    standing: Standing


def facts_of_day(session: Session, known: Known, found: Material, as_of: date) -> Facts:
    """Return what was known at the end of the day before, or of the last whole month where that is later.

    A day that still runs is left out, so that what happens on it can be told from what is known already.
    """
    day = max(as_of - timedelta(days=1), found.as_of)
    if day == found.as_of:
        return Facts(day, found.deals, found.stays, found.orders)
    return Facts(
        day,
        shaped(known.deals(day), DEALS),
        shaped(known.stays(day), STAYS),
        shaped(orders(session, known.company_id, day, known.major), ORDERS),
    )


def standing_of(whole: OfCompany, found: Material, facts: Facts) -> Day:
    """Ask what was fitted at the month's end of the facts of a day; which chance is used was judged at the month's end."""
    if facts.known_on == found.as_of:
        return Day(facts.known_on, whole.win, whole, stand(whole.fitted, facts.known_on))
    win = win_outlook(
        facts.deals, facts.stays, found.snapshots, pd.Timestamp(facts.known_on), verdict=whole.win.verdict
    )
    fitted = whole.fitted.asked(facts.deals, facts.stays, facts.orders, win.chances["used"])
    return Day(facts.known_on, win, replace(whole, win=win, fitted=fitted), stand(fitted, facts.known_on))


def store_standing(session: Session, subject: Subject, day: Day, now: datetime) -> None:
    """Store the claims and the chances of the day in place of those of earlier days; those of month-ends stay."""
    _drop_earlier(session, subject.company_id, day.known_on)
    if day.known_on != subject.cutoff_on:
        store_opportunities(session, replace(subject, cutoff_on=day.known_on), day.win, day.whole.fitted, now)
    claims = replace(subject, measure=MEASURE, cutoff_on=day.known_on)
    replace_run(session, claims, MODEL)
    run = ForecastRun(
        company_id=subject.company_id, model=MODEL, measure=MEASURE, currency_code=subject.currency, parameters={},
        cutoff_on=day.known_on, run_at=now,
    )  # fmt: skip
    session.add(run)
    session.flush()
    packed = pack(day.standing)
    session.add(ForecastClaims(forecast_run_id=run.id, claim_count=len(day.standing.ids), packed=packed))
    session.flush()


def _drop_earlier(session: Session, company_id: int, day: date) -> None:
    query = select(ForecastRun.id, ForecastRun.cutoff_on).where(
        ForecastRun.company_id == company_id, ForecastRun.model.in_((MODEL, WIN)), ForecastRun.is_backtest.is_(False),
        ForecastRun.cutoff_on < day,
    )  # fmt: skip
    drop_runs(session, [id_ for id_, on in session.execute(query) if on.day != monthrange(on.year, on.month)[1]])
