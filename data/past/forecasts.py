"""Forecasts as they can have been known: those that looked from the day or earlier, without what came after."""

from datetime import date, timedelta

from sqlalchemy import delete, false, select, update
from sqlalchemy.orm import Session

from data.queries.forecasting.chances import MODEL
from data.schema.forecast import ForecastPoint, ForecastRun, OpportunityForecast
from data.schema.opportunity import Opportunity
from data.schema.outlook import ForecastClaims
from domain.outcome import Outcome
from domain.period import month_of


def rewind(session: Session, last: date) -> None:
    """Take away runs that looked from a later day, and from the others what became of what they said.

    A run knows nothing after the day it looks from, whenever it was made: what a backtest said of the opportunities at
    the last month-end stands in where no other run of then is kept.
    """
    later = select(ForecastRun.id).where(ForecastRun.cutoff_on > last)
    for part in (ForecastPoint, OpportunityForecast, ForecastClaims):
        session.execute(delete(part).where(part.forecast_run_id.in_(later)))
    session.execute(delete(ForecastRun).where(ForecastRun.cutoff_on > last))
    running = month_of(last + timedelta(days=1))
    session.execute(update(ForecastPoint).where(ForecastPoint.month >= running).values(actual_minor=None))
    still = select(Opportunity.id).where(Opportunity.outcome == Outcome.OPEN.value)
    session.execute(
        update(OpportunityForecast).where(OpportunityForecast.opportunity_id.in_(still)).values(outcome=None)
    )
    _speak(session)


def _speak(session: Session) -> None:
    """Let the latest chances of each company count, also those of a backtest."""
    query = (
        select(ForecastRun.company_id, ForecastRun.id, ForecastRun.is_backtest)
        .where(ForecastRun.model == MODEL)
        .order_by(ForecastRun.company_id, ForecastRun.cutoff_on, ForecastRun.is_backtest.desc(), ForecastRun.id)
    )
    latest = {company_id: (id_, is_backtest) for company_id, id_, is_backtest in session.execute(query)}
    ids = [id_ for id_, is_backtest in latest.values() if is_backtest]
    session.execute(update(ForecastRun).where(ForecastRun.id.in_(ids)).values(is_backtest=false()))
