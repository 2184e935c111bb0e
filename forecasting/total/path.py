"""The path of the coming months: a standing drawn jointly, and the time series that speaks along with it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from forecasting.forecast import LEVELS
from forecasting.record.width import stretched
from forecasting.total.blend import blended
from forecasting.total.joint import DRAWS, EXACT, Marks, joint_paths
from forecasting.total.standing import OPEN, Standing
from forecasting.total.whole import Measure, fresh_paths

Array = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """What the time series says of the months: mean, quantiles by LEVELS, and how much the claims weigh against it.

    `width` is by how much the blend of both is stretched around its mean.
    """

    mean: Array
    quantiles: Array
    weights: Array
    width: float


@dataclass(frozen=True)
class Drawn:
    """Drawn sums, draws × months, and the parts of their mean; `rows` are what each claim brings on average by month."""

    paths: Array
    backlog: Array
    pipeline: Array
    fresh: Array
    history: Array
    rows: Array

    @property
    def mean(self) -> Array:
        """Return the expected amount of each month."""
        mean: Array = self.backlog + self.pipeline + self.fresh + self.history
        return mean


def draw(
    standing: Standing,
    measure: Measure,
    *,
    fresh_share: float = 1.0,
    seed: int = 0,
    apart: int = 0,
    draws: int = DRAWS,
    exact: int | Marks = EXACT,
    months: int | None = None,
) -> Drawn:
    """Return what the claims and their share of new business bring in the first months, all when not told.

    Sums drawn apart from each other share their common factor.
    """
    claims = standing.claims(measure, months)
    paths = joint_paths(claims, rho=standing.rho, seed=seed, draws=draws, exact=exact, apart=apart)
    if fresh_share > 0:
        fresh = replace(standing.fresh, cohorts=standing.fresh.cohorts * fresh_share)
        new = fresh_paths(fresh, standing.lags, measure, standing.rho, seed=seed, draws=draws, apart=apart)
        paths += new[:, : claims.months]
    rows = claims.amounts[:, None] * claims.chances
    still = standing.kinds == OPEN
    return Drawn(
        paths,
        rows[~still].sum(axis=0),
        rows[still].sum(axis=0),
        standing.fresh_means(measure)[: claims.months] * fresh_share,
        np.zeros(claims.months),
        rows,
    )


def expected(standing: Standing, measure: Measure) -> Array:
    """Return the mean of each month without drawing anything."""
    return np.asarray(standing.claims(measure).means + standing.fresh_means(measure), dtype=np.float64)


def with_history(drawn: Drawn, history: History, before: Array, remaining: float) -> Drawn:
    """Return the blend of the claims with the time series.

    The series says the rest of a month that still runs in proportion to its working days. It knows nothing of
    assumptions: what they move the claims by from `before`, their mean without any, moves it by as much.
    """
    mean = drawn.mean
    count = len(mean)
    left, moved, weights = np.ones(count), mean - before[:count], history.weights[:count]
    left[:1] = remaining
    series = history.mean[:count] * left + moved
    spread = _paths_of(history.quantiles[:count] * left[:, None], len(drawn.paths)) + moved
    centre = weights * mean + (1 - weights) * series
    paths = stretched(centre, blended(drawn.paths, spread, weights), history.width)
    return replace(drawn, paths=np.maximum(paths, np.minimum(drawn.paths, 0.0)), history=centre - mean)


def _paths_of(quantiles: Array, draws: int) -> Array:
    """Return sorted draws of each month with these quantiles, straight on a normal scale between and beyond them."""
    known, wanted = ndtri(np.array(LEVELS)), ndtri((np.arange(draws) + 0.5) / draws)
    steps = np.clip(np.searchsorted(known, wanted) - 1, 0, len(known) - 2)
    part = (wanted - known[steps]) / (known[steps + 1] - known[steps])
    found: Array = (quantiles[:, steps] * (1 - part) + quantiles[:, steps + 1] * part).T
    return found
