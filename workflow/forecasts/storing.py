"""Storing: each outlook is a run with its points, so that it can be held against what came."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from data.schema.forecast import ForecastPoint, ForecastRun, OpportunityForecast
from data.schema.outlook import ForecastClaims
from forecasting.forecast import Forecast

INTERVALS = {80: (0.10, 0.90), 95: (0.025, 0.975)}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is forecast, for whom, as of which day."""

    company_id: int
    currency: str
    measure: str
    cutoff_on: date
    scope: str = "company"
    scope_id: int = 0
    is_backtest: bool = False


def store(session: Session, subject: Subject, outlook: Forecast, seed: int, now: datetime) -> int:
    """Write the outlook down in place of an earlier one of the same model, subject and day; return the run's id."""
    replace_run(session, subject, outlook.method)
    run = ForecastRun(
        company_id=subject.company_id, model=outlook.method, measure=subject.measure, scope=subject.scope,
        scope_id=subject.scope_id, is_backtest=subject.is_backtest, currency_code=subject.currency, parameters={},
        weights=dict(outlook.weights), league=as_records(outlook.league), notes=list(outlook.notes), trained_from_on=outlook.training[0].start_time.date() if outlook.training else None,
        cutoff_on=subject.cutoff_on, seed=seed, run_at=now,
    )  # fmt: skip
    session.add(run)
    session.flush()
    session.execute(insert(ForecastPoint), list(_points(run.id, outlook)))
    return run.id


def as_records(table: pd.DataFrame | None) -> list[dict[str, object]] | None:
    """Return a table as JSON can hold it, its index too: what is not a number is nothing."""
    if table is None:
        return None
    rows: list[dict[str, object]] = json.loads(table.rename_axis("method").reset_index().to_json(orient="records"))
    return rows


def replace_run(session: Session, subject: Subject, model: str) -> None:
    """Take away the earlier run of the same model, subject and day."""
    old = session.scalars(
        select(ForecastRun.id).where(
            ForecastRun.company_id == subject.company_id, ForecastRun.model == model,
            ForecastRun.measure == subject.measure, ForecastRun.scope == subject.scope,
            ForecastRun.scope_id == subject.scope_id, ForecastRun.cutoff_on == subject.cutoff_on,
            ForecastRun.is_backtest == subject.is_backtest,
        )
    ).all()  # fmt: skip
    drop_runs(session, old)


def drop_runs(session: Session, run_ids: Sequence[int]) -> None:
    """Take away runs with everything that they said."""
    for table in (ForecastPoint, OpportunityForecast, ForecastClaims):
        session.execute(delete(table).where(table.forecast_run_id.in_(run_ids)))
    session.execute(delete(ForecastRun).where(ForecastRun.id.in_(run_ids)))


def _points(run_id: int, outlook: Forecast) -> list[dict[str, object]]:
    """Return a row for each month and interval; the quantiles go with the wider one, which has them all."""
    begins = pd.PeriodIndex(outlook.mean.index)[0]
    first = begins.year * 12 + begins.month - 1
    return [
        {
            "forecast_run_id": run_id,
            "month": first + horizon - 1,
            "horizon": horizon,
            "level": level,
            "mean": float(mean),
            "low": float(row[low]),
            "high": float(row[high]),
            "quantiles": {str(name): float(value) for name, value in row.items()} if level == max(INTERVALS) else None,
        }
        for horizon, (mean, (_, row)) in enumerate(
            zip(outlook.mean, outlook.quantiles.iterrows(), strict=True), start=1
        )
        for level, (low, high) in INTERVALS.items()
    ]
