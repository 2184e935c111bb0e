"""The seasons of a company: what the stored forecast expects of each calendar month."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.forecast import ForecastPoint, ForecastRun

BLEND = "blend"
MONTHS = 12


def months_of_forecast(session: Session, company_id: int, measure: str = "invoicing") -> dict[int, float]:
    """Return the mean of the newest stored company forecast by calendar month 1…12, its first year; empty without one."""
    run = ForecastRun
    newest = (
        select(run.id)
        .where(
            run.company_id == company_id, run.measure == measure, run.model == BLEND, run.scope == "company",
            run.is_backtest.is_(False),
        )
        .order_by(run.cutoff_on.desc(), run.id.desc())
        .limit(1)
    )  # fmt: skip
    run_id = session.scalar(newest)
    if run_id is None:
        return {}
    point = ForecastPoint
    query = (
        select(point.month, point.mean)
        .where(point.forecast_run_id == run_id, point.horizon <= MONTHS)
        .order_by(point.month, point.level)
    )
    return {month % MONTHS + 1: mean for month, mean in session.execute(query)}
