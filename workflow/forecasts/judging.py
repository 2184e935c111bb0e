"""Judging: the stored record of a company as scores by model and horizon."""

import pandas as pd
from sqlalchemy.orm import Session

from data.queries.forecasting.record import Record, records
from data.session import Database
from forecasting.forecast import LEVELS
from forecasting.record.scores import POINTS, scores


def judged(session: Session, company_id: int, measure: str = "invoicing") -> pd.DataFrame:
    """Return the scores of the company's backtest by model and block of horizons; empty before the first backtest."""
    rows = records(session, company_id, measure, backtest=True)
    points = pd.DataFrame.from_records([_point(row) for row in rows], columns=list(POINTS))
    naive = points[(points["model"] == "seasonal_naive") & (points["horizon"] <= 12)]
    return scores(points, float((naive["mean"] - naive["actual"]).abs().mean()) if len(naive) else 0.0)


def verdict(database: Database, company_id: int, measure: str = "invoicing") -> str:
    """Return the scores as a table of text, percentages where they are shares."""
    with database.read() as session:
        table = judged(session, company_id, measure)
    shares = {name: table[name].map("{:.1%}".format) for name in ("wape", "bias", "covered_80", "covered_95")}
    amounts = {name: table[name].map("{:,.0f}".format) for name in ("pinball", "crps")}
    return table.assign(**shares, **amounts, mase=table["mase"].map("{:.2f}".format)).to_string(index=False)


def _point(row: Record) -> tuple[object, ...]:
    return row.model, str(row.cutoff_on), row.horizon, row.actual, row.mean, *(row.quantiles[str(p)] for p in LEVELS)
