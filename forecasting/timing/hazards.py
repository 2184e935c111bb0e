"""Competing hazards: the chance to be won or lost within a month, by stage, age and month of the quarter.

Grouped binomial GLMs on person-months, one for each cause (Prentice and Gloeckler, "Regression analysis of grouped
survival data", Biometrics 1978), and a chain over the stages for what stays open. Each level also gets a little data
at the overall rate (Clogg et al., "Multiple imputation of industry and occupation codes", JASA 1991), so that a cell
without an event gives a small hazard instead of none.
"""

import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.timing.exposure import AGES, Exposure, age_bin

Array = NDArray[np.float64]
PSEUDO = 2.0  # person-months at the overall rate that each level starts with
STICKY = 3.0  # months of staying where it is that each stage starts with
OLDEST = 1_500  # days; hazards do not change beyond
FAR = 48  # months after which what is still open counts as never won
MOST = 0.98
COARSE = np.array([0, 1, 1, 2, 2, 3, 3, 3, 3, 3])  # the ages that share their months of the quarter


@dataclass(frozen=True)
class Hazards:
    """Chances within a month, stage × age × month of the quarter, and the monthly moves between stages."""

    stages: tuple[str, ...]
    win: Array
    loss: Array
    moves: Array

    @cached_property
    def code(self) -> dict[str, int]:
        """Return the number of each stage."""
        return {stage: number for number, stage in enumerate(self.stages)}


@dataclass(frozen=True)
class Chances:
    """For each deal the chance of each coming month to win or lose it, and to win it at all."""

    win: Array
    loss: Array
    ever: Array


def fit_hazards(counts: Exposure) -> Hazards:
    """Return the hazards that the counts speak for."""
    win, loss = _fitted(counts.open, counts.won), _fitted(counts.open, counts.lost)
    too_much = np.maximum((win + loss) / MOST, 1.0)
    sticky = counts.moves + STICKY * np.eye(len(counts.stages))
    return Hazards(counts.stages, win / too_much, loss / too_much, sticky / sticky.sum(axis=1, keepdims=True))


def project(hazards: Hazards, stages: pd.Series, ages: NDArray[np.int64], cutoff: pd.Period, months: int) -> Chances:
    """Return the chances of deals in these stages, `ages` days old at the end of the cutoff month."""
    codes = stages.map(hazards.code).fillna(-1).to_numpy(dtype=np.int64)
    keys = np.stack([codes, np.minimum(ages, OLDEST)], axis=1)
    groups, where = np.unique(keys, axis=0, return_inverse=True)
    here = _at_first(hazards, groups[:, 0])
    wins, losses = [], []
    for month in pd.period_range(cutoff + 1, cutoff + max(months, FAR), freq="M"):
        passed = (month.start_time - (cutoff + 1).start_time).days + 1
        bins, part = age_bin(groups[:, 1] + passed), (month.month - 1) % 3
        win, loss = hazards.win[:, bins, part].T, hazards.loss[:, bins, part].T
        wins.append((here * win).sum(axis=1))
        losses.append((here * loss).sum(axis=1))
        here = (here * (1 - win - loss)) @ hazards.moves
    won, lost = np.array(wins).T, np.array(losses).T
    inverse = where.reshape(-1)
    return Chances(won[inverse, :months], lost[inverse, :months], won.sum(axis=1)[inverse])


def _at_first(hazards: Hazards, codes: NDArray[np.int64]) -> Array:
    """Return where each group starts; one in a stage that nobody has been in yet is anywhere."""
    count = max(len(hazards.stages), 1)
    here = np.full((len(codes), count), 1 / count)
    known = codes >= 0
    here[known] = np.eye(count)[codes[known]]
    return here


def _fitted(at_risk: Array, events: Array) -> Array:
    """Return the fitted chance of every cell; with next to no events the overall rate."""
    overall = (events.sum() + 0.5) / (at_risk.sum() + 10.0)
    if not len(at_risk) or events.sum() < 5:
        return np.full(at_risk.shape, overall)
    import statsmodels.api as sm  # noqa: PLC0415  importing it takes seconds, and only fitting needs it

    design = _design(at_risk.shape)
    prior = np.eye(design.shape[1])[1:]
    prior[:, 0] = 1
    counts = at_risk.reshape(-1)
    seen = counts > 0
    happened = np.concatenate([events.reshape(-1)[seen], np.full(len(prior), PSEUDO * overall)])
    trials = np.concatenate([counts[seen], np.full(len(prior), PSEUDO)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        both = np.stack([happened, trials - happened], axis=1)
        model = sm.GLM(both, np.vstack([design[seen], prior]), family=sm.families.Binomial())
        fitted = model.fit(maxiter=50).predict(design)
    rates: Array = np.asarray(fitted, dtype=np.float64).reshape(at_risk.shape)
    return np.where(np.isfinite(rates), rates, overall)


def _design(shape: tuple[int, ...]) -> Array:
    """Return intercept and one column for each stage, each age, each month of the quarter and coarse age × month."""
    stage, age, part = (axis.reshape(-1) for axis in np.indices(shape))
    both = COARSE[age] * 3 + part
    blocks = [np.eye(size)[level] for level, size in ((stage, shape[0]), (age, len(AGES) + 1), (part, 3), (both, 12))]
    return np.hstack([np.ones((len(stage), 1)), *blocks])
