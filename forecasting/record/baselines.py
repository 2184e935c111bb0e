"""What anybody could have said: the same month of last year, the pace of late, and the stated pipeline taken at its word."""

import numpy as np
import pandas as pd

from forecasting.forecast import DRAWS, Forecast, from_paths

SEASON = 12
PACE_MONTHS = 6
SMALLEST_HISTORY = 3
SEED = 7


def horizon_of(history: pd.Series, horizon: int) -> pd.PeriodIndex:
    """Return the months after the last one of the history."""
    return pd.period_range(history.index[-1] + 1, periods=horizon, freq="M")


def seasonal_naive(history: pd.Series, horizon: int) -> Forecast:
    """Repeat the last year, or with less than one year the last month; the spread is that of the same step in the past."""
    season = SEASON if len(history) >= SEASON else 1
    last = history.to_numpy()[-season:]
    mean = pd.Series(np.resize(last, horizon), index=horizon_of(history, horizon))
    errors = (history - history.shift(season)).dropna().to_numpy()
    years = 1 + np.arange(horizon) // season
    return _spread_out(history, "seasonal_naive", mean, _spread(errors) * np.sqrt(years))


def run_rate(history: pd.Series, horizon: int) -> Forecast:
    """Go on at the mean pace of the last six months."""
    pace = history.rolling(PACE_MONTHS, min_periods=1).mean()
    mean = pd.Series(float(pace.iloc[-1]), index=horizon_of(history, horizon))
    errors = (history - pace.shift(1)).dropna().to_numpy()
    return _spread_out(history, "run_rate", mean, np.full(horizon, _spread(errors)))


def stated_weighted(
    history: pd.Series, deals: pd.DataFrame, orders: pd.DataFrame, horizon: int, invoiced_so_far: float = 0.0
) -> Forecast:
    """Add up net × stated chance in the expected invoice months, and open orders where they are planned.

    What is overdue or has no date falls into the first month, as a list sorted by date would have it; nothing is
    foreseen of deals that do not exist yet. `invoiced_so_far` is what the first month has already brought. Its spread is that of independent deals.
    """
    months = horizon_of(history, horizon)
    pipeline = deals[deals["outcome"] == "open"]
    chance = pipeline["stated"].fillna(0.0)
    month = _months(pipeline["expected_invoice_on"].fillna(pipeline["expected_order_on"]), months)
    backlog = orders[orders["net"] - orders["invoiced_net"] > 0]
    planned = _months(backlog["planned_delivery_on"], months)
    mean = (pipeline["net"] * chance).groupby(month).sum().reindex(months, fill_value=0.0)
    mean = mean + (backlog["net"] - backlog["invoiced_net"]).groupby(planned).sum().reindex(months, fill_value=0.0)
    mean.iloc[0] += invoiced_so_far
    variance = (pipeline["net"] ** 2 * chance * (1 - chance)).groupby(month).sum().reindex(months, fill_value=0.0)
    return _spread_out(history, "stated_weighted", mean, np.sqrt(variance.to_numpy()))


def _months(days: pd.Series, months: pd.PeriodIndex) -> pd.Series:
    """Return the month of each day, the first one for what is overdue or has no day."""
    found: pd.Series = days.dt.to_period("M").fillna(months[0])
    later: pd.Series = found.where(found >= months[0], months[0])
    return later


def _spread(errors: np.ndarray) -> float:
    return float(np.sqrt(np.mean(errors**2))) if len(errors) >= SMALLEST_HISTORY else 0.0


def _spread_out(history: pd.Series, method: str, mean: pd.Series, spread: np.ndarray) -> Forecast:
    """Return a forecast whose months are independent and normal around the mean; the same draws every time."""
    draws = np.random.default_rng(SEED).standard_normal((DRAWS, len(mean)))
    training = (history.index[0], history.index[-1])
    paths = mean.to_numpy() + draws * spread
    return from_paths(history.index[-1], mean.to_numpy(), paths, method=method, training=training)
