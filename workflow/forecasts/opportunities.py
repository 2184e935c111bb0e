"""Opportunities: what a run says of each open one, stored beside the totals, and later what became of it."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from data.schema.forecast import ForecastRun, OpportunityForecast
from data.schema.opportunity import Opportunity
from domain.outcome import Outcome
from forecasting.total.forecast import Fitted
from forecasting.winning.outlook import WinOutlook
from workflow.forecasts.storing import Subject, as_records, replace_run

MODEL = "win"
DIGITS = 5


def store_opportunities(session: Session, subject: Subject, win: WinOutlook, fitted: Fitted, now: datetime) -> int:
    """Write down what is said of every open opportunity: its chances, the walk to them and its coming months."""
    months = _months(fitted)
    said = {id_: {"contributions": _walk(win, id_), "months": months.get(id_)} for id_ in win.chances.index.tolist()}
    return _store(session, subject, win, said, now)


def store_chances(session: Session, subject: Subject, win: WinOutlook, now: datetime) -> int:
    """Write down the chances alone, as of an earlier day, to be held against what became of them."""
    return _store(session, subject, win, {}, now)


def _store(
    session: Session, subject: Subject, win: WinOutlook, more: Mapping[int, Mapping[str, object]], now: datetime
) -> int:
    """Write down the chances of every open opportunity, with the league and the verdict that chose among them."""
    replace_run(session, subject, MODEL)
    run = ForecastRun(
        company_id=subject.company_id, model=MODEL, measure=subject.measure, is_backtest=subject.is_backtest,
        currency_code=subject.currency, parameters={"method": win.verdict.method, "base": win.base}, weights=None,
        league=as_records(win.verdict.league), notes=[win.verdict.reason], cutoff_on=subject.cutoff_on, run_at=now,
    )  # fmt: skip
    session.add(run)
    session.flush()
    said = zip(win.chances.index.tolist(), win.chances.to_dict(orient="records"), strict=True)
    rows = [_row(run.id, id_, values, win) | dict(more.get(id_, {})) for id_, values in said]
    if rows:
        session.execute(insert(OpportunityForecast), rows)
    return len(rows)


def settle_opportunities(session: Session, company_id: int) -> int:
    """Write the outcome beside every forecast of an opportunity that is closed by now; return how many were new."""
    query = (
        select(OpportunityForecast.forecast_run_id, OpportunityForecast.opportunity_id, Opportunity.outcome)
        .join(Opportunity, Opportunity.id == OpportunityForecast.opportunity_id)
        .where(
            Opportunity.company_id == company_id, Opportunity.outcome != Outcome.OPEN,
            OpportunityForecast.outcome.is_(None),
        )
    )  # fmt: skip
    rows = [
        {"forecast_run_id": run_id, "opportunity_id": id_, "outcome": outcome}
        for run_id, id_, outcome in session.execute(query)
    ]
    if rows:
        session.execute(update(OpportunityForecast), rows)
    return len(rows)


def _months(fitted: Fitted) -> dict[int, dict[str, list[float]]]:
    """Return the chances of the coming months of each opportunity: to be won, ordered, invoiced."""
    outlook = fitted.outlook
    lists = {"won": outlook.win, "ordered": outlook.order, "invoiced": outlook.invoice}
    return {
        int(id_): {name: [round(float(chance), DIGITS) for chance in chances[row]] for name, chances in lists.items()}
        for row, id_ in enumerate(outlook.deals["opportunity_id"])
    }


def _row(run_id: int, id_: int, values: Mapping[Hashable, Any], win: WinOutlook) -> dict[str, object]:
    count = _number(values["like_n"])
    return {
        "forecast_run_id": run_id, "opportunity_id": id_, "stated": _number(values["stated"]) or 0.0,
        "stage": _number(values["stage"]), "model": _number(values["model"]), "used": win.verdict.method,
        "chance": float(values["used"]), "low": _number(values["low"]), "high": _number(values["high"]),
        "comparable_won": None if count is None else round(values["like_won"]),
        "comparable_count": None if count is None else round(count),
    }  # fmt: skip


def _walk(win: WinOutlook, id_: int) -> dict[str, float]:
    """Return the points by which each feature moves the chance from the base rate."""
    points = win.contributions.to_numpy(dtype=float)[win.contributions.index.get_loc(id_)]
    return {str(name): round(float(value), DIGITS) for name, value in zip(win.contributions, points, strict=True)}


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
