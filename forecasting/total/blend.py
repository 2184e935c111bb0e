"""The blend with the time-series forecast: known orders and deals speak for the near months, history for the far ones.

Weights by horizon are inverse squared errors of both in the backtest (Bates and Granger, "The combination of
forecasts", 1969), pooled over groups of months and shrunk to what usually holds.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
GROUPS: Final = (1, 2, 4, 7)  # first month ahead of each group
USUAL: Final = (0.85, 0.75, 0.5, 0.25)  # weight of the sum before anything is learned
TRUST: Final = 6.0  # errors of a group before its own weight counts half


def learn_weights(errors: pd.DataFrame, months: int) -> Array:
    """Return the weight of the sum, the rest being the series', for each month ahead.

    `errors` has one row for each backtested month: `horizon`, and `total` and `series`, forecast less actual.
    """
    weights = []
    for group, usual in enumerate(USUAL):
        last = GROUPS[group + 1] - 1 if group + 1 < len(GROUPS) else np.inf
        chosen = errors[(errors["horizon"] >= GROUPS[group]) & (errors["horizon"] <= last)].dropna()
        total, series = float((chosen["total"] ** 2).sum()), float((chosen["series"] ** 2).sum())
        own = series / (total + series) if total + series > 0 else usual
        weights.append((own * len(chosen) + usual * TRUST) / (len(chosen) + TRUST))
    return np.array([weights[np.searchsorted(GROUPS, ahead, side="right") - 1] for ahead in range(1, months + 1)])


def blended(total: Array, series: Array, weights: Array) -> Array:
    """Return paths whose quantiles are the weighted means of both, month by month, in the order of the total's paths.

    Averaging quantiles keeps the width of an interval between those of its two parents (Lichtendahl et al., Management
    Science 2013); the order keeps quarters and years coherent.
    """
    levels = (np.arange(len(total)) + 0.5) / len(total)
    mixed, ordered = np.empty_like(total), np.sort(series, axis=0)
    places = levels * (len(series) - 1)
    for month, weight in enumerate(weights):
        order = np.argsort(total[:, month], kind="stable")
        mixed[order, month] = weight * total[order, month] + (1 - weight) * np.interp(
            places, np.arange(len(series)), ordered[:, month]
        )
    return mixed
