"""Settling: what a forecast month has really brought is written beside the forecast."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.queries.forecasting.documents import by_scope
from data.queries.forecasting.known import Known
from data.schema.forecast import ForecastPoint, ForecastRun
from data.session import Database
from domain.money import exponent
from workflow.forecasts.material import last_whole_month
from workflow.forecasts.opportunities import settle_opportunities


def settled(database: Database, company_id: int, today: date) -> int:
    """Settle a company's forecasts in a transaction of its own."""
    return database.run(lambda session: settle(session, company_id, today))


def settle(session: Session, company_id: int, today: date) -> int:
    """Write down what came of every forecast month that is over, and of every opportunity that is closed; return how many."""
    known, last = Known(session, company_id), _number(last_whole_month(today))
    whose = ForecastRun.measure, ForecastRun.scope
    pairs = session.execute(select(*whose).where(ForecastRun.company_id == company_id).distinct().order_by(*whose))
    points = sum(_settle(session, known, measure, scope, last, today) for measure, scope in pairs.all())
    return points + settle_opportunities(session, company_id)


def _settle(session: Session, known: Known, measure: str, scope: str, last: int, today: date) -> int:
    actual = _actual(session, known, measure, scope, today)
    query = (
        select(ForecastPoint.id, ForecastPoint.month, ForecastRun.scope_id)
        .join(ForecastRun, ForecastRun.id == ForecastPoint.forecast_run_id)
        .where(
            ForecastRun.company_id == known.company_id, ForecastRun.measure == measure, ForecastRun.scope == scope,
            ForecastPoint.month <= last, ForecastPoint.actual_minor.is_(None),
        )
    )  # fmt: skip
    rows: list[dict[str, Any]] = [
        {"id": id_, "actual_minor": actual.get((scope_id, month), 0)} for id_, month, scope_id in session.execute(query)
    ]
    if rows:
        session.execute(update(ForecastPoint), rows)
    return len(rows)


def _actual(session: Session, known: Known, measure: str, scope: str, today: date) -> dict[tuple[int, int], int]:
    """Return the sum of each id and month in minor units of the company's currency."""
    sums: dict[tuple[int, int], float] = {}
    for id_, rows in by_scope(session, known.company_id, measure, scope, today, known.major).items():
        for day, amount in rows:
            key = id_, day.year * 12 + day.month - 1
            sums[key] = sums.get(key, 0.0) + amount
    factor = 10 ** exponent(known.currency)
    return {key: round(amount * factor) for key, amount in sums.items()}


def _number(month: pd.Period) -> int:
    return month.year * 12 + month.month - 1
