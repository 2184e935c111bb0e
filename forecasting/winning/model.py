"""The win model: a binomial GLM with a normal prior on its effects, its level set by the latest mature deals.

The walk from the base rate to a result follows the straight line between the average deal and this one (integrated
gradients, Sundararajan 2017): each effect gets its share of the log-odds, so that the points add up exactly.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecasting.winning.features import Encoder, Features, encoder
from forecasting.winning.observations import weights as case_weights
from forecasting.winning.stated import expit, level_shift, logit

Array = npt.NDArray[np.float64]
PRIOR = 10.0
RIDGE = 1e-3
STEPS = 30
CLOSE = 1e-6
PARTS = 8
LATEST = 2
FEWEST_IN_PART = 20
LEVEL = "level"


@dataclass(frozen=True)
class WinModel:
    """A fitted model; `base` is the win rate of what it was learned from, `deals` how many that were."""

    encoder: Encoder
    params: Array
    covariance: Array
    shift: float
    base: float
    deals: int

    def logits(self, cases: pd.DataFrame) -> Array:
        """Return the log-odds of each case."""
        return np.asarray(self.params[0] + self.shift + self.encoder.design(cases) @ self.params[1:])

    def predict(self, cases: pd.DataFrame, level: float = 0.8) -> pd.DataFrame:
        """Return probability, low and high: where the chance itself lies, by the model's own uncertainty."""
        design = np.column_stack([np.ones(len(cases)), self.encoder.design(cases)])
        logits = design @ self.params + self.shift
        error = np.sqrt(np.maximum(((design @ self.covariance) * design).sum(axis=1), 0.0))
        z = NormalDist().inv_cdf((1 + level) / 2)
        columns = {"probability": expit(logits), "low": expit(logits - z * error), "high": expit(logits + z * error)}
        return pd.DataFrame(columns, index=cases.index)

    def contributions(self, cases: pd.DataFrame) -> pd.DataFrame:
        """Return points (0–1) by feature that lead from the base rate to each probability; `level` is the drift."""
        start = float(logit(np.array([self.base]))[0])
        effects = self.encoder.design(cases) * self.params[1:]
        shares = pd.DataFrame(0.0, index=cases.index, columns=[*self._names(), LEVEL])
        for column, names in enumerate(self.encoder.owners):
            for name in names:
                shares[name] += effects[:, column] / len(names)
        shares[LEVEL] = self.params[0] + self.shift - start
        total = shares.sum(axis=1).to_numpy()
        climb = expit(start + total) - expit(np.array([start]))
        slope = np.where(
            np.abs(total) > 1e-6, climb / np.where(np.abs(total) > 1e-6, total, 1.0), self.base * (1 - self.base)
        )
        return shares.mul(slope, axis=0)

    def _names(self) -> list[str]:
        return [*self.encoder.features.categories, *self.encoder.features.measures]


def fit_win_model(cases: pd.DataFrame, features: Features) -> WinModel:
    """Fit closed cases; both outcomes must be among them."""
    weights = case_weights(cases)
    made, columns = encoder(cases, features, weights)
    design = np.column_stack([np.ones(len(cases)), columns])
    won, w = cases["won"].to_numpy(float), weights.to_numpy(float)
    penalty = np.full(design.shape[1], PRIOR + RIDGE * w.sum())
    penalty[0] = 0.0
    params = _ridge(won, design, w, penalty)
    chance = expit(design @ params)
    information = (design * (w * chance * (1 - chance))[:, None]).T @ design + np.diag(penalty)
    shift = _latest_shift(cases, design @ params, won, w)
    return WinModel(
        made, params, np.linalg.pinv(information), shift, float(np.average(won, weights=w)), cases["key"].nunique()
    )


def _ridge(won: Array, design: Array, weights: Array, penalty: Array) -> Array:
    """Return the penalised estimate by Newton steps on statsmodels' likelihood.

    statsmodels' own ridge fit searches without second derivatives and takes a hundred times as long.
    """
    import statsmodels.api as sm  # noqa: PLC0415  takes seconds to import, so only a fit does

    model = sm.GLM(won, design, family=sm.families.Binomial(), freq_weights=weights)
    params = np.zeros(design.shape[1])
    params[0] = logit(np.array([np.average(won, weights=weights)]), 1e-4)[0]
    for _ in range(STEPS):
        slope = model.score(params, scale=1.0) - penalty * params
        bend = model.hessian(params, scale=1.0) - np.diag(penalty)
        step = np.linalg.lstsq(bend, slope, rcond=None)[0]
        params -= np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < CLOSE:
            break
    return params


def _latest_shift(cases: pd.DataFrame, logits: Array, won: Array, weights: Array) -> float:
    """Return how far the level of the latest deals has drifted, as far as drifts have lasted.

    The cases are cut into parts in the order of time; what a part's level is off by lasts into the next one as much
    as it did on average between all neighbours (regression through the origin, one more part that did not last).
    """
    order = np.argsort(cases["observed_on"].to_numpy(), kind="stable")
    if len(order) < PARTS * FEWEST_IN_PART:
        return 0.0
    parts = np.array_split(order, PARTS)
    levels = np.array([level_shift(logits[part], won[part], weights[part]) for part in parts])
    lasting = float(levels[:-1] @ levels[1:] / max(levels[:-1] @ levels[:-1] + levels.var(), 1e-12))
    return float(np.clip(lasting, 0.0, 1.0) * levels[-LATEST:].mean())
