"""How far off we were: stored forecasts beside what came of them."""

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.forecast import ForecastPoint, ForecastRun
from domain.access import Principal
from domain.money import exponent

WIDEST = 95


class Record(NamedTuple):
    """One month of one forecast and what it brought; amounts in major units of `currency`."""

    model: str
    cutoff_on: Any
    month: int
    horizon: int
    mean: float
    quantiles: dict[str, float]
    weights: dict[str, float]
    actual: float
    currency: str


def track_record(
    session: Session, principal: Principal, company_id: int, measure: str = "invoicing", *, backtest: bool = True
) -> list[Record]:
    """Return the settled months of the company's forecasts by model and cutoff; nothing outside the person's companies."""
    if company_id not in principal.company_ids:
        return []
    return records(session, company_id, measure, backtest=backtest)


def records(session: Session, company_id: int, measure: str, *, backtest: bool) -> list[Record]:
    """Return the settled months for the command line, which sees every company."""
    query = (
        select(
            ForecastRun.model, ForecastRun.cutoff_on, ForecastPoint.month, ForecastPoint.horizon, ForecastPoint.mean,
            ForecastPoint.quantiles, ForecastRun.weights, ForecastPoint.actual_minor, ForecastRun.currency_code,
        )
        .join(ForecastPoint, ForecastPoint.forecast_run_id == ForecastRun.id)
        .where(
            ForecastRun.company_id == company_id, ForecastRun.measure == measure, ForecastRun.scope == "company",
            ForecastRun.is_backtest == backtest, ForecastPoint.level == WIDEST, ForecastPoint.actual_minor.is_not(None),
        )
        .order_by(ForecastRun.model, ForecastRun.cutoff_on, ForecastPoint.month)
    )  # fmt: skip
    return [
        Record(
            row.model, row.cutoff_on, row.month, row.horizon, row.mean, row.quantiles or {}, row.weights or {},
            row.actual_minor / 10 ** exponent(row.currency_code), row.currency_code,
        )
        for row in session.execute(query)
    ]  # fmt: skip
