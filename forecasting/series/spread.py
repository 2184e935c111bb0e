"""Uncertainty: how wide, how it grows with the months, how months move together, and the joint paths."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from forecasting.forecast import DRAWS, Floats

GROWTH: Final = 0.3  # the share of a month's surprise that stays: a local level's variance is 1 + c (h − 1)
FREEDOM: Final = 5  # errors have fatter tails than the normal curve
WIDTH: Final = 0.72  # from standard deviation to the scale of Student's t; its 80 % band then is ± 1.06 sd
NEAR: Final = 0.25  # the first months are less certain than the smooth growth says: 1 + 0.25 / h
YOUNG: Final = 12.0  # the variance a short history adds: 1 + 12 / n
MOST: Final = 3.0  # the model's standard error counts at most so many times the measured one


def growth(horizon: int) -> Floats:
    """Return the standard deviation of each month ahead, relative to the first."""
    return np.asarray(np.sqrt(1 + GROWTH * np.arange(horizon)), dtype=float)


def pooled(errors: Sequence[Floats]) -> float:
    """Return the standard deviation of the first month, from errors of all origins and months together."""
    return float(np.sqrt(np.mean(np.concatenate([np.square(own / growth(len(own))) for own in errors]))))


def deviations(values: Floats, horizon: int, errors: Sequence[Floats], model: Floats | None) -> Floats:
    """Return a standard deviation per month: half the variance measured by backtest, half the model's.

    Without backtest the month-to-month changes of the history stand in for the errors.
    """
    if len(values) < 2:
        return np.full(horizon, 0.5 * float(np.abs(values).mean()) if len(values) else 0.0)
    measured = (pooled(errors) if errors else _unmeasured(values)) * growth(horizon)
    variance = np.square(measured)
    if model is not None:
        variance = (variance + np.square(np.minimum(model, MOST * measured))) / 2
    curve = 1 + NEAR / np.arange(1, horizon + 1)
    return np.asarray(curve * np.sqrt(variance * (1 + YOUNG / len(values))), dtype=float)


def _unmeasured(values: Floats) -> float:
    return max(float(np.std(np.diff(values))), float(np.std(values))) if len(values) > 2 else float(np.ptp(values))


def joint_paths(mean: Floats, sd: Floats, seed: int, *, draws: int = DRAWS) -> Floats:
    """Return draws × months around `mean`: in each month exact quantiles of Student's t, joined by a Gaussian copula.

    The copula has the correlations of a local level: months far ahead move together, near ones less. Every month
    takes the same grid of quantiles in the order of its draws, so that no quantile depends on luck.
    """
    from scipy.stats import t as student  # noqa: PLC0415  loaded only where something is fitted

    horizon = len(mean)
    if not horizon:
        return np.empty((draws, 0))
    normal = np.random.default_rng(seed).standard_normal((draws, horizon)) @ _root(horizon).T
    ranks = normal.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    grid = student.ppf((np.arange(draws) + 0.5) / draws, FREEDOM) * WIDTH
    return np.asarray(mean + sd * grid[ranks], dtype=float)


@lru_cache(maxsize=64)
def _root(horizon: int) -> Floats:
    months = np.arange(1, horizon + 1)
    covariance = GROWTH * np.minimum.outer(months, months) + (1 - GROWTH) * np.eye(horizon)
    size = np.sqrt(np.diag(covariance))
    return np.asarray(np.linalg.cholesky(covariance / np.outer(size, size)), dtype=float)
