"""Chances: what the latest forecast says of each opportunity."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ScalarSelect, false, select
from sqlalchemy.orm import Session

from data.schema.forecast import ForecastRun, OpportunityForecast
from data.schema.opportunity import Opportunity
from data.scope import visible
from domain.access import Principal
from domain.chance import Chance
from domain.outcome import Outcome

MODEL = "win"
MEASURE = "winning"
WHOLE = "company"


def latest_runs(session: Session, company_ids: Iterable[int], as_of: date | None = None) -> list[int]:
    """Return the latest run of each company that spoke of its opportunities; `as_of` looks from an earlier day."""
    query = (
        select(ForecastRun.company_id, ForecastRun.id)
        .where(
            ForecastRun.company_id.in_(sorted(company_ids)),
            ForecastRun.model == MODEL,
            ForecastRun.is_backtest == false(),
            *([ForecastRun.cutoff_on <= as_of] if as_of else []),
        )
        .order_by(ForecastRun.company_id, ForecastRun.cutoff_on, ForecastRun.id)
    )
    return sorted({row.company_id: row.id for row in session.execute(query)}.values())  # the last one of each stays


def latest_run_of(as_of: date | None = None) -> ScalarSelect[int]:
    """Return the latest run that spoke of the opportunities of a row's company, as SQL beside `opportunity`."""
    return (
        select(ForecastRun.id)
        .where(
            ForecastRun.company_id == Opportunity.company_id,
            ForecastRun.measure == MEASURE,
            ForecastRun.scope == WHOLE,
            ForecastRun.scope_id == 0,
            ForecastRun.model == MODEL,
            ForecastRun.is_backtest == false(),
            *([ForecastRun.cutoff_on <= as_of] if as_of else []),
        )
        .order_by(ForecastRun.cutoff_on.desc(), ForecastRun.id.desc())
        .limit(1)
        .correlate(Opportunity)
        .scalar_subquery()
    )


def chance_of(session: Session, principal: Principal, opportunity_id: int) -> Chance | None:
    """Return what the latest forecast said of an open opportunity in scope; None when it said nothing."""
    company_id = session.scalar(
        select(Opportunity.company_id).where(
            Opportunity.id == opportunity_id, Opportunity.outcome == Outcome.OPEN.value, *visible(principal)
        )
    )
    runs = latest_runs(session, [company_id]) if company_id else []
    if not runs:
        return None
    query = (
        select(OpportunityForecast, ForecastRun.cutoff_on, ForecastRun.notes)
        .join(ForecastRun, ForecastRun.id == OpportunityForecast.forecast_run_id)
        .where(OpportunityForecast.opportunity_id == opportunity_id, OpportunityForecast.forecast_run_id.in_(runs))
    )
    found = session.execute(query).one_or_none()
    return None if found is None else _chance(*found)


def _chance(said: OpportunityForecast, cutoff_on: date, notes: list[str] | None) -> Chance:
    return Chance(
        said_on=cutoff_on,
        stated=said.stated,
        stage=said.stage,
        model=said.model,
        used=said.used,
        chance=said.chance,
        low=said.low,
        high=said.high,
        like_won=said.comparable_won,
        like_count=said.comparable_count,
        contributions=said.contributions or {},
        reason=next(iter(notes or []), ""),
    )
