"""The components that the recipe weighs, each fitted only where the history is long enough for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from forecasting.forecast import Floats
from forecasting.series.arima import arima
from forecasting.series.smoothing import decomposed, smoothed
from forecasting.series.theta import theta

YEAR: Final = 12
GUARD: Final = 10.0  # a component beyond so many times the largest amount has exploded


@dataclass(frozen=True)
class Fitted:
    """What the components say about the months ahead, and the standard errors of the airline model if it was fitted."""

    ahead: Mapping[str, Floats]
    errors: Floats | None = None


Fit = Callable[[Floats, int, bool], Fitted]


def all_components(values: Floats, horizon: int, thorough: bool) -> Fitted:  # noqa: FBT001  the Fit protocol
    """Return every component; `thorough` fits more forms, which the backtest leaves out."""
    light = _without_arima(values, horizon, thorough=thorough)
    if len(values) < 10 or np.ptp(values) == 0:
        return light
    found = arima(values, horizon, thorough=thorough)
    if found is None:
        return light
    return Fitted(_kept({**light.ahead, "arima": found[0]}, values), found[1])


def light_components(values: Floats, horizon: int, _thorough: bool) -> Fitted:  # noqa: FBT001  the Fit protocol
    """Return the components without ARIMA: the drill-down's choice of speed."""
    return _without_arima(values, horizon, thorough=False)


def _without_arima(values: Floats, horizon: int, *, thorough: bool) -> Fitted:
    if len(values) < 4 or np.ptp(values) == 0:
        return Fitted({"average": average(values, horizon)})
    ahead = {"theta": theta(values, horizon)}
    if len(values) < 10:
        ahead["average"] = average(values, horizon)
    else:
        ahead |= smoothed(values, horizon, thorough=thorough)
        below = decomposed(values, horizon)
        if below is not None:
            ahead["stl"] = below
    return Fitted(_kept(ahead, values) or {"average": average(values, horizon)})


def average(values: Floats, horizon: int) -> Floats:
    """Return the mean of the last year, 0 without history."""
    return np.full(horizon, float(values[-YEAR:].mean()) if len(values) else 0.0)


def naive(values: Floats, horizon: int) -> Floats:
    """Return the last month again and again."""
    return np.full(horizon, float(values[-1]) if len(values) else 0.0)


def seasonal_naive(values: Floats, horizon: int) -> Floats:
    """Return the same month of last year; the last month again where there is no year yet."""
    return np.resize(values[-YEAR:], horizon) if len(values) >= YEAR else naive(values, horizon)


def _kept(ahead: Mapping[str, Floats], values: Floats) -> dict[str, Floats]:
    """Drop what exploded, and what is not a number."""
    bound = GUARD * float(np.abs(values).max())
    return {
        name: forecast
        for name, forecast in ahead.items()
        if np.isfinite(forecast).all() and np.abs(forecast).max() <= bound
    }
