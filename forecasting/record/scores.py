"""How far off forecasts were: WAPE, MASE, bias, pinball loss, CRPS and coverage, by model and horizon.

WAPE = Σ|y − f| ÷ Σ|y|; bias = Σ(f − y) ÷ Σ|y|; MASE = mean |y − f| ÷ mean |y − seasonal naive in the history|
(Hyndman & Koehler 2006). CRPS is the mean over the stored quantiles of twice the pinball loss (Gneiting & Ranjan 2011),
so it is in the same units as the amounts. Coverage is the share of months inside the 80 % and 95 % intervals.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecasting.forecast import LEVELS

BLOCKS = ((1, 1), (2, 3), (4, 6), (7, 12))
SEASON = 12
POINTS = ("model", "cutoff", "horizon", "actual", "mean", *LEVELS)


def points_of(
    model: str, cutoff: pd.Period, mean: pd.Series, quantiles: pd.DataFrame, actual: pd.Series
) -> pd.DataFrame:
    """Return a row for each month that has come, with the columns of POINTS."""
    known = mean.index.intersection(actual.index)
    frame = quantiles.loc[known, list(LEVELS)].reset_index(drop=True)
    horizons = [(month - cutoff).n for month in known]
    first = pd.DataFrame(
        {"horizon": horizons, "actual": actual.loc[known].to_numpy(), "mean": mean.loc[known].to_numpy()}
    ).assign(model=model, cutoff=str(cutoff))
    return pd.concat([first, frame], axis=1)[list(POINTS)]


def naive_scale(history: pd.Series) -> float:
    """Return the mean absolute error of repeating the year before; NaN with no more than one year."""
    return float((history - history.shift(SEASON)).abs().mean())


def scores(points: pd.DataFrame, scale: float, blocks: Sequence[tuple[int, int]] = BLOCKS) -> pd.DataFrame:
    """Return a row for each model and block of horizons (both ends included), models in the order of their names."""
    rows = [
        {"model": model, "first": first, "last": last, **_score(block, scale)}
        for model, of_model in points.groupby("model", sort=True)
        for first, last in blocks
        if len(block := of_model[of_model["horizon"].between(first, last)])
    ]
    columns = ["model", "first", "last", "n", "wape", "bias", "mase", "pinball", "crps", "covered_80", "covered_95"]
    return pd.DataFrame(rows, columns=columns)


def pinball(actual: np.ndarray, quantiles: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """Return the loss of each quantile (rows × levels): the error times the level below, times 1 − level above."""
    error = actual[:, None] - quantiles
    loss: np.ndarray = np.maximum(np.array(levels) * error, (np.array(levels) - 1) * error)
    return loss


def _score(block: pd.DataFrame, scale: float) -> dict[str, float]:
    actual, mean = block["actual"].to_numpy(), block["mean"].to_numpy()
    error, size = mean - actual, np.abs(actual).sum() or np.nan
    loss = pinball(actual, block[list(LEVELS)].to_numpy(), LEVELS).mean()
    return {
        "n": len(block),
        "wape": np.abs(error).sum() / size,
        "bias": error.sum() / size,
        "mase": np.abs(error).mean() / scale if scale else np.nan,
        "pinball": loss,
        "crps": 2 * loss,
        "covered_80": float(np.mean((block[0.10] <= actual) & (actual <= block[0.90]))),
        "covered_95": float(np.mean((block[0.025] <= actual) & (actual <= block[0.975]))),
    }
