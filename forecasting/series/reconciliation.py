"""Reconciliation: forecasts of the parts (agents, teams, families) add up to the forecast of the whole.

For a parent and its children the minimum-trace solution with a diagonal error covariance has a closed form: the
discrepancy is shared in proportion to the variances (Wickramasuriya, Athanasopoulos & Hyndman, "Optimal forecast
reconciliation", JASA 114, 2019). Parts of parts are reconciled from the top downwards, parent by parent.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from forecasting.forecast import Floats, Forecast, from_paths

Method = Literal["bottom-up", "top-down", "minimum-trace"]


def reconciled(
    parent: Forecast, children: Mapping[str, Forecast], method: Method = "minimum-trace", *, keep_parent: bool = False
) -> tuple[Forecast, dict[str, Forecast]]:
    """Return parent and children whose means and paths add up, month by month and draw by draw.

    `keep_parent` leaves the parent as it is (it was reconciled one level above). All must cover the same months
    with the same number of draws.
    """
    if not children:
        return parent, {}
    means = np.array([child.mean.to_numpy() for child in children.values()])
    paths = np.array([child.paths for child in children.values()])
    whole = np.asarray(parent.mean, dtype=np.float64)
    shares = _shares(parent, paths, method, kept=keep_parent)
    total = np.asarray(whole if keep_parent else whole - shares[0] * (whole - means.sum(axis=0)), dtype=np.float64)
    own = _moved(parent.paths, whole, total)
    parts = _adding_up(means, total, shares[1:])
    drawn = _adding_up(paths, own, shares[1:, None, :])
    top = parent if keep_parent else _again(parent, total, own)
    return top, {
        name: _again(child, parts[place], drawn[place]) for place, (name, child) in enumerate(children.items())
    }


def _shares(parent: Forecast, paths: Floats, method: Method, *, kept: bool) -> Floats:
    """Return the share of the discrepancy that parent (row 0) and children take, per month; they sum to 1."""
    variances = np.vstack([parent.paths.var(axis=0), paths.var(axis=1)]) + 1e-12
    if method == "bottom-up" and not kept:
        variances[1:] *= 1e-12
    if method == "top-down" or kept:
        variances[0] = 0.0
    return np.asarray(variances / variances.sum(axis=0), dtype=np.float64)


def _moved(paths: Floats, before: Floats, after: Floats) -> Floats:
    """Move paths with their mean; what had no negative amounts keeps none."""
    factor = np.divide(after, before, out=np.ones(len(after)), where=before > 0)
    return paths * factor if paths.min(initial=0) >= 0 and (before > 0).all() else paths + (after - before)


def _adding_up(parts: Floats, total: Floats, shares: Floats) -> Floats:
    """Share the difference to the total; non-negative parts stay so as long as the total is not negative."""
    weights = shares / shares.sum(axis=0)
    moved = parts + weights * (total - parts.sum(axis=0))
    if parts.min(initial=0) < 0 or total.min(initial=0) < 0:
        return np.asarray(moved, dtype=float)
    moved = np.maximum(moved, 0)
    sums = moved.sum(axis=0)
    return np.asarray(moved * np.divide(total, sums, out=np.ones(sums.shape), where=sums > 0), dtype=float)


def _again(forecast: Forecast, mean: Floats, paths: Floats) -> Forecast:
    redrawn = from_paths(forecast.cutoff, mean, paths, method=forecast.method)
    return replace(forecast, mean=redrawn.mean, quantiles=redrawn.quantiles, paths=redrawn.paths)
