"""The recommended recipe and its fast twin: components, weights by rolling origin, calibrated joint paths."""

import numpy as np
import pandas as pd

from forecasting.forecast import NAIVE_IS_AS_GOOD, NOT_BACKTESTED, Forecast
from forecasting.series import backtest
from forecasting.series.cleaning import cleaned
from forecasting.series.components import Fit, all_components, light_components
from forecasting.series.finishing import finished
from forecasting.series.spread import deviations


class Recipe:
    """Theta, averaged and damped smoothing, ARIMA and STL, weighted by five rolling origins (about 1 s of CPU)."""

    name = "recipe"

    def fit_forecast(self, history: "pd.Series[float]", horizon: int, seed: int) -> Forecast:
        """Return the forecast with its league table; never raises for a short or odd history."""
        return weighted(history, horizon, seed, name=self.name, fit=all_components, origins=backtest.ORIGINS)


class Fast:
    """The same without ARIMA and with one look back, for drilling down while somebody waits (below 0.1 s)."""

    name = "fast"

    def fit_forecast(self, history: "pd.Series[float]", horizon: int, seed: int) -> Forecast:
        """Return the median of the components."""
        return weighted(history, horizon, seed, name=self.name, fit=light_components, origins=1)


def weighted(history: "pd.Series[float]", horizon: int, seed: int, *, name: str, fit: Fit, origins: int) -> Forecast:
    """Fit the components, weigh them by what they would have said before, and draw the paths."""
    clean = cleaned(history)
    values = clean.amounts
    changing = len(values) > 1 and np.ptp(values) > 0
    looked = backtest.origins(values, horizon, fit, count=origins) if changing else []
    looked = backtest.with_combination(looked, name)
    fitted = fit(values, horizon, True)
    learned = backtest.weights(looked, list(fitted.ahead))
    mean = backtest.combined(fitted.ahead, learned)
    errors = [origin.said[name] - origin.actual for origin in looked]
    table = backtest.league(looked, values, learned) if looked else None
    return finished(
        clean,
        mean,
        deviations(values, horizon, errors, fitted.errors),
        seed,
        method=name,
        weights=learned or dict.fromkeys(fitted.ahead, 1 / len(fitted.ahead)),
        league=table,
        notes=_verdict(table, name, learned=bool(learned)),
    )


def _verdict(table: pd.DataFrame | None, name: str, *, learned: bool) -> tuple[str, ...]:
    """Return what a reader must know about the backtest."""
    untested = () if learned else (NOT_BACKTESTED,)
    if table is None or float(table["mase"][name]) < float(table["mase"]["seasonal-naive"]):
        return untested
    return (*untested, NAIVE_IS_AS_GOOD)
