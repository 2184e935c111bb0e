"""What a stated order date is worth: how much more or less often than usual its deals are won, month by month.

A hazard ratio for each distance of the stated date, learned from past month-end snapshots and shrunk towards 1. It
moves wins between months and leaves the chance to win at all as it is; overdue dates do not pile up in the next month.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.timing.lags import months_between

Array = NDArray[np.float64]
FARTHEST = 7  # months; dates that far or further off are alike
NONE_STATED = FARTHEST + 1
TRUST = 8.0  # expected wins before a ratio counts half


@dataclass(frozen=True)
class Slip:
    """Hazard ratios, distance of the stated date (0 overdue, 1 next month … none stated) × months ahead."""

    ratios: Array

    def moved(self, win: Array, ever: Array, distances: NDArray[np.int64]) -> Array:
        """Return the chances of the months, moved as the stated dates suggest; over all time they add up as before."""
        months = win.shape[1]
        scaled = win * self.ratios[distances][:, :months]
        beyond = np.maximum(ever - win.sum(axis=1), 0.0) * self.ratios[distances, -1]
        total = scaled.sum(axis=1) + beyond
        moved: Array = scaled * np.divide(ever, total, out=np.ones_like(total), where=total > 0)[:, None]
        return moved


def distances(expected_on: pd.Series, cutoff: pd.Period) -> NDArray[np.int64]:
    """Return how many months ahead each stated date lies, from overdue to far, or that none is stated."""
    ahead = -months_between(expected_on, cutoff)
    return np.where(np.isnan(ahead), NONE_STATED, np.clip(np.nan_to_num(ahead), 0, FARTHEST)).astype(np.int64)


def learn_slip(snapshots: pd.DataFrame, deals: pd.DataFrame, cutoff: pd.Period, months: int) -> Slip:
    """Return what the snapshots of past month-ends and the wins after them teach."""
    won, at_risk = np.zeros((NONE_STATED + 1, months)), np.zeros((NONE_STATED + 1, months))
    ends = deals.set_index("opportunity_id")[["closed_on", "outcome"]]
    still = snapshots[snapshots["outcome"] == "open"][["snapshot_on", "opportunity_id", "expected_order_on"]]
    for month, rows in still.groupby(still["snapshot_on"].dt.to_period("M").dt.strftime("%Y-%m")):
        then = pd.Period(str(month), freq="M")
        seen = min(months, cutoff.ordinal - then.ordinal)
        end = ends.reindex(rows["opportunity_id"])
        lead = np.nan_to_num(-months_between(end["closed_on"], then), nan=np.inf)
        where = distances(rows["expected_order_on"], then)
        for ahead in range(1, seen + 1):
            at_risk[:, ahead - 1] += np.bincount(where[lead >= ahead], minlength=NONE_STATED + 1)
            here = (lead == ahead) & (end["outcome"] == "won").to_numpy()
            won[:, ahead - 1] += np.bincount(where[here], minlength=NONE_STATED + 1)
    usual = won.sum(axis=0) / np.maximum(at_risk.sum(axis=0), 1.0)
    return Slip((won + TRUST) / (at_risk * usual + TRUST))
