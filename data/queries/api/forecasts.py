"""Forecasts for programs: the newest of each method, as far as the person's reach goes."""

from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.forecast import ForecastPoint, ForecastRun
from domain.access import Principal, Reach
from domain.filter import PipelineFilter

Rows = list[Row[*tuple[Any, ...]]]
WIDEST = 95


def forecasts(session: Session, principal: Principal, wanted: PipelineFilter, after: int, limit: int) -> Rows:
    """Return months of stored forecasts behind the id `after`; amounts in major units of the company's currency."""
    run, point = ForecastRun, ForecastPoint
    query = (
        select(
            point.id, Company.code.label("company"), run.measure, run.scope, run.scope_id, run.model.label("method"),
            run.cutoff_on, run.run_at, run.currency_code.label("currency"), point.month, point.horizon, point.mean,
            point.quantiles,
        )
        .join(run, run.id == point.forecast_run_id)
        .join(Company, Company.id == run.company_id)
        .where(
            point.level == WIDEST, ~run.is_backtest, _newest(), *_reached(principal),
            *([run.company_id.in_(sorted(wanted.company_ids))] if wanted.company_ids else []), point.id > after,
        )
        .order_by(point.id)
        .limit(limit)
    )  # fmt: skip
    return list(session.execute(query))


def _newest() -> ColumnElement[bool]:
    """Return the condition under which a run is the latest of its subject and method."""
    other = ForecastRun.__table__.alias("other")
    same = [
        other.c[name] == getattr(ForecastRun, name) for name in ("company_id", "measure", "scope", "scope_id", "model")
    ]
    last = select(func.max(other.c.cutoff_on)).where(*same, ~other.c.is_backtest).correlate(ForecastRun)
    return ForecastRun.cutoff_on == last.scalar_subquery()


def _reached(principal: Principal) -> list[ColumnElement[bool]]:
    """Return the conditions under which a forecast tells no more than the records that the person sees."""
    company = ForecastRun.company_id.in_(sorted(principal.company_ids))
    if principal.sees is Reach.COMPANY:
        return [company]
    own = and_(ForecastRun.scope == "owner", ForecastRun.scope_id == principal.user_id)
    team_ids = sorted(principal.team_ids) if principal.sees is Reach.TEAM else []
    return [company, or_(own, and_(ForecastRun.scope == "team", ForecastRun.scope_id.in_(team_ids)))]
