"""Predicted from new: what deals that nobody has created yet will bring, by a chain ladder over creation months.

Development by the chain ladder, level by the Cape Cod method (Bühlmann and Straub 1983; a Bornhuetter–Ferguson prior
learned from the cohorts themselves), so that young cohorts, of which little is known, say little. Own code because
statsmodels has no reserving methods.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.timing.lags import Profile, months_between

Array = NDArray[np.float64]
COHORTS = 36  # months of creation looked back at
HALF_LIFE = 12  # months after which a month of creation says half as much about the level
SEASONS = 2.0  # years before a calendar month's own share counts half
LEAST_SPREAD = 0.05
USUAL_SPREAD = 0.5
DEVELOPED = 0.25  # share of a cohort that must be known before its spread counts


@dataclass(frozen=True)
class Fresh:
    """New business to come: won amount expected of each future month of creation, its development and its spread.

    `uncertainty` is how much of the spread of one month is left in the level, which many months made.
    """

    cohorts: Array
    development: Profile
    spread: float
    uncertainty: float

    @property
    def means(self) -> Array:
        """Return the expected won amount of each coming month."""
        means: Array = self.won(self.cohorts[None, :])[0]
        return means

    def won(self, cohorts: Array) -> Array:
        """Return the won amounts by month of amounts by month of creation."""
        return self.development.following(cohorts)

    def paths(self, factor: Array, rho: float, generator: np.random.Generator) -> Array:
        """Return drawn won amounts, one row for each value of the common factor.

        Each month of creation varies by itself, a gamma variable, and all of them together with the level, which is
        known as well as the months it was learned from make it.
        """
        if self.spread <= 0:
            return np.tile(self.means, (len(factor), 1))
        shape = 1 / self.spread**2
        own = generator.gamma(shape, 1 / shape, (len(factor), len(self.cohorts)))
        together = self.spread * self.uncertainty
        both = np.sqrt(rho) * factor + np.sqrt(1 - rho) * generator.standard_normal(len(factor))
        level = np.exp(together * both - together**2 / 2)
        return self.won(own * level[:, None] * self.cohorts)


def predict_fresh(deals: pd.DataFrame, cutoff: pd.Period, months: int) -> Fresh:
    """Return what deals created after the cutoff are expected to bring, judged by those created before."""
    triangle = _triangle(deals, cutoff)
    ages = np.arange(COHORTS)[::-1]
    development = _development(triangle, ages)
    known = np.cumsum(development.chances)[ages]
    came = np.where(ages[:, None] >= np.arange(COHORTS), triangle, 0.0).sum(axis=1)
    born = np.flatnonzero(triangle.sum(axis=1) > 0)
    since = np.arange(COHORTS) >= (born[0] if len(born) else COHORTS)
    calendar = np.array([month.month - 1 for month in pd.period_range(cutoff - COHORTS + 1, cutoff, freq="M")])
    seasons = _seasons(came, known * since, calendar)
    developed = known * since * seasons[calendar]
    weights = 0.5 ** (ages / HALF_LIFE)
    seen = float(weights @ developed)
    level = float(weights @ came) / seen if seen > 0 else 0.0
    uncertainty = float(np.sqrt(weights**2 @ developed) / seen) if seen > 0 else 1.0
    ahead = np.array(
        [month.month - 1 for month in pd.period_range(cutoff + 1, periods=months, freq="M")], dtype=np.int64
    )
    return Fresh(level * seasons[ahead], development, _spread(came, level * developed, known), min(uncertainty, 1.0))


def _triangle(deals: pd.DataFrame, cutoff: pd.Period) -> Array:
    """Return won amounts, month of creation (the oldest first) × months until won."""
    won = deals[deals["outcome"] == "won"]
    cohort = COHORTS - 1 + months_between(pd.Series(won["created_on"]), cutoff) * -1
    lag = months_between(won["created_on"], won["closed_on"])
    inside = (cohort >= 0) & (lag >= 0) & (lag < COHORTS)
    triangle = np.zeros((COHORTS, COHORTS))
    where = (cohort[inside].astype(np.int64), lag[inside].astype(np.int64))
    np.add.at(triangle, where, won["net"].fillna(0.0).to_numpy(dtype=np.float64)[inside])
    return triangle


def _development(triangle: Array, ages: NDArray[np.int64]) -> Profile:
    """Return the share of a cohort's amount that is won after each number of months: volume-weighted link ratios.

    They are worked out from the end, so that a first month without wins does no harm.
    """
    upto = np.cumsum(triangle, axis=1)
    grown = np.ones(COHORTS)
    for lag in range(COHORTS - 1, 0, -1):
        old = ages >= lag
        so_far = upto[old, lag].sum()
        grown[lag - 1] = grown[lag] * (1 - triangle[old, lag].sum() / so_far if so_far > 0 else 1.0)
    return Profile(np.diff(grown, prepend=0.0))


def _seasons(came: Array, known: Array, calendar: NDArray[np.int64]) -> Array:
    """Return the index of each calendar month, shrunk to 1 by how many years it has been seen."""
    usual = came.sum() / known.sum() if known.sum() > 0 else 0.0
    expected = np.bincount(calendar, weights=known * usual, minlength=12)
    seen = np.bincount(calendar, weights=known, minlength=12)
    own = np.divide(np.bincount(calendar, weights=came, minlength=12), expected, out=np.ones(12), where=expected > 0)
    return (own * seen + SEASONS) / (seen + SEASONS)


def _spread(came: Array, expected: Array, known: Array) -> float:
    """Return the relative spread of a month of creation around what was expected of it."""
    chosen = (known >= DEVELOPED) & (expected > 0)
    if chosen.sum() < 4:
        return USUAL_SPREAD
    ratio = came[chosen] / expected[chosen]
    return float(max(np.sqrt(np.average((ratio - 1) ** 2, weights=known[chosen])), LEAST_SPREAD))
