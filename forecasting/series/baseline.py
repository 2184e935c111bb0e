"""The forecasts that anybody could make: what every method is measured against."""

import pandas as pd

from forecasting.forecast import Floats, Forecast
from forecasting.series import backtest
from forecasting.series.cleaning import cleaned
from forecasting.series.components import Fitted, naive, seasonal_naive
from forecasting.series.finishing import finished
from forecasting.series.spread import deviations


class _Baseline:
    """One rule without anything to fit; its spread comes from five rolling origins."""

    name: str

    def rule(self, values: Floats, horizon: int) -> Floats:
        """Return the months ahead."""
        raise NotImplementedError

    def fit_forecast(self, history: "pd.Series[float]", horizon: int, seed: int) -> Forecast:
        """Return the rule's forecast."""
        clean = cleaned(history)
        looked = backtest.origins(clean.amounts, horizon, self._fitted)
        errors = [origin.said[self.name] - origin.actual for origin in looked]
        sd = deviations(clean.amounts, horizon, errors, None)
        mean = self.rule(clean.amounts, horizon)
        return finished(clean, mean, sd, seed, method=self.name, weights={self.name: 1.0})

    def _fitted(self, values: Floats, horizon: int, _thorough: bool) -> Fitted:  # noqa: FBT001  the Fit protocol
        return Fitted({self.name: self.rule(values, horizon)})


class SeasonalNaive(_Baseline):
    """The same month of last year."""

    name = "seasonal-naive"

    def rule(self, values: Floats, horizon: int) -> Floats:
        """Return last year again."""
        return seasonal_naive(values, horizon)


class Naive(_Baseline):
    """The last month again."""

    name = "naive"

    def rule(self, values: Floats, horizon: int) -> Floats:
        """Return the last month again and again."""
        return naive(values, horizon)
