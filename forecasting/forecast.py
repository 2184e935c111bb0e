"""What every forecaster gives back: a mean, its quantiles and joint paths per month, and how they came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from domain.errors import sentence

Floats = npt.NDArray[np.float64]

LEVELS: Final = (0.025, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.975)
DRAWS: Final = 2000

NO_HISTORY: Final = sentence("There is no history yet: nothing can be forecast, so every month says 0.")
SHORT_HISTORY: Final = sentence("Fewer than 24 complete months: no yearly pattern could be learned.")
VERY_SHORT_HISTORY: Final = sentence("Fewer than 10 complete months: the forecast is close to their average.")
NOT_BACKTESTED: Final = sentence("The history is too short to test the methods on it: the median of them is used.")
NAIVE_IS_AS_GOOD: Final = sentence("In the backtest nothing was better than repeating the same month of last year.")
EXTREME_MONTH: Final = sentence("One month is far beyond all others; it was limited before fitting.")


@dataclass(frozen=True)
class Forecast:
    """A monthly forecast in major units of the base currency, as known at the end of `cutoff`.

    `quantiles` has a column per level of LEVELS, `paths` a row per draw and a column per month: each draw is
    one possible future, so sums over months (quarter, year) take their quantiles from the sums of the paths.
    `league` lists every component and baseline with its backtest (mase, smape, bias, coverage, weight).
    `notes` are English templates for the catalogue.
    """

    cutoff: pd.Period
    mean: "pd.Series[float]"
    quantiles: pd.DataFrame
    paths: Floats
    method: str
    weights: Mapping[str, float] = field(default_factory=dict)
    training: tuple[pd.Period, pd.Period] | None = None
    league: pd.DataFrame | None = None
    notes: tuple[str, ...] = ()

    @property
    def months(self) -> pd.PeriodIndex:
        """Return the forecast months, the first one right after the cutoff."""
        return pd.PeriodIndex(self.mean.index)

    def total_quantiles(self, months: slice = slice(None)) -> "pd.Series[float]":
        """Return the quantiles of the sum over a span of months, for instance `slice(0, 3)`."""
        sums = self.paths[:, months].sum(axis=1)
        return pd.Series(np.quantile(sums, LEVELS), index=list(LEVELS))


class Forecaster(Protocol):
    """Anything that turns a monthly history into a forecast; the same seed gives the same numbers."""

    name: str

    def fit_forecast(self, history: "pd.Series[float]", horizon: int, seed: int) -> Forecast:
        """Return the forecast of the `horizon` months after the last one of `history` (PeriodIndex, months)."""
        ...


def from_paths(
    cutoff: pd.Period,
    mean: Floats,
    paths: Floats,
    *,
    method: str,
    weights: Mapping[str, float] | None = None,
    training: tuple[pd.Period, pd.Period] | None = None,
    league: pd.DataFrame | None = None,
    notes: tuple[str, ...] = (),
) -> Forecast:
    """Return the forecast whose quantiles are those of its paths (draws × months)."""
    months = pd.period_range(cutoff + 1, periods=len(mean), freq="M")
    spread = np.quantile(paths, LEVELS, axis=0).T if len(mean) else np.empty((0, len(LEVELS)))
    return Forecast(
        cutoff=cutoff,
        mean=pd.Series(mean, index=months, name="mean"),
        quantiles=pd.DataFrame(spread, index=months, columns=list(LEVELS)),
        paths=paths,
        method=method,
        weights=dict(weights or {}),
        training=training,
        league=league,
        notes=notes,
    )
