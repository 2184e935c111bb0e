"""How far off we were: stored forecasts beside what came of them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from data.schema.company import Company
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


class Latest(NamedTuple):
    """The latest forecast of a company by one model, and what it says of itself."""

    company_id: int
    company: str
    cutoff_on: date
    run_at: datetime
    parameters: dict[str, Any]
    weights: dict[str, float]
    notes: list[str]


def latest(
    session: Session, principal: Principal, company_ids: Iterable[int], model: str, measure: str
) -> list[Latest]:
    """Return the latest forecast of each of the person's companies, by the company's name."""
    mine = sorted(principal.company_ids & frozenset(company_ids))
    query = (
        select(
            ForecastRun.company_id, Company.name, ForecastRun.cutoff_on, ForecastRun.run_at, ForecastRun.parameters,
            ForecastRun.weights, ForecastRun.notes,
        )
        .join(Company, Company.id == ForecastRun.company_id)
        .where(
            ForecastRun.company_id.in_(mine), ForecastRun.model == model, ForecastRun.measure == measure,
            ForecastRun.scope == "company", ForecastRun.is_backtest == false(),
        )
        .order_by(Company.name, Company.id, ForecastRun.cutoff_on.desc())
    )  # fmt: skip
    found: dict[int, Latest] = {}
    for row in session.execute(query):
        id_ = int(row.company_id)
        found.setdefault(
            id_,
            Latest(id_, row.name, row.cutoff_on, row.run_at, row.parameters or {}, row.weights or {}, row.notes or []),
        )
    return list(found.values())
