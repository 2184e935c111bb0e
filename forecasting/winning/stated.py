"""What stated probabilities turned out to be worth: a curve that is the identity until deals say otherwise.

logit(won) = logit(stated) + shift + tilt × (logit(stated) − centre); both are drawn towards 0 in proportion to how
unsure they are (normal prior), so that few deals change little. Platt (1999) with a prior at the identity.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]
EDGE = 0.01
PRIOR_SHIFT = 0.5
PRIOR_TILT = 0.5
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Recalibration:
    """The curve, with n = how many closed deals it was learned from."""

    shift: float = 0.0
    tilt: float = 0.0
    centre: float = 0.0
    n: int = 0

    def __call__(self, stated: pd.Series) -> pd.Series:
        """Return what stated probabilities (0–1) are worth."""
        logits = logit(stated.to_numpy(float))
        return pd.Series(expit(logits + self.shift + self.tilt * (logits - self.centre)), index=stated.index)


def logit(probabilities: Array, edge: float = EDGE) -> Array:
    """Return log-odds, with probabilities held away from 0 and 1."""
    held = np.clip(probabilities, edge, 1 - edge)
    return np.asarray(np.log(held / (1 - held)))


def expit(logits: Array) -> Array:
    """Return the probability of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))


def recalibration(stated: pd.Series, won: pd.Series, weights: pd.Series | None = None) -> Recalibration:
    """Learn the curve from closed deals; the identity when there are fewer than 20 or all ended alike."""
    held = stated.notna() & won.notna()
    y = won[held].to_numpy(float)
    if len(y) < FEWEST or not 0 < y.sum() < len(y):
        return Recalibration(n=len(y))
    logits = logit(stated[held].to_numpy(float))
    w = np.ones(len(y)) if weights is None else weights[held].to_numpy(float)
    centre = float(np.average(logits, weights=w))
    spread = logits - centre
    design = np.column_stack([np.ones(len(y)), spread] if np.ptp(spread) > 0 else [np.ones(len(y))])
    found, errors = _offset_fit(y, design, logits, w)
    prior = np.array([PRIOR_SHIFT, PRIOR_TILT])[: len(found)] ** 2
    shrunk = found * prior / (prior + errors**2)
    return Recalibration(float(shrunk[0]), float(max(shrunk[1], -1.0)) if len(shrunk) > 1 else 0.0, centre, len(y))


def level_shift(logits: Array, won: Array, weights: Array, prior: float = PRIOR_SHIFT) -> float:
    """Return what to add to log-odds so that what was said sums up to what came, drawn towards 0 when unsure."""
    if not 0 < won.sum() < len(won):
        return 0.0
    found, errors = _offset_fit(won, np.ones((len(won), 1)), logits, weights)
    return float(found[0] * prior**2 / (prior**2 + errors[0] ** 2))


def _offset_fit(won: Array, design: Array, offset: Array, weights: Array) -> tuple[Array, Array]:
    import statsmodels.api as sm  # noqa: PLC0415  takes seconds to import, so only a fit does

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = sm.GLM(won, design, family=sm.families.Binomial(), offset=offset, freq_weights=weights).fit()
    return np.asarray(fitted.params), np.asarray(fitted.bse)
