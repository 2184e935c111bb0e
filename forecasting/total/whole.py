"""The whole: pipeline, deals won but not ordered, backlog and new business, each counted once along the chain.

An opportunity is in exactly one part: open, won without an order, ordered (what is left to invoice of its orders), or
not yet created.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.timing.lags import EARLY, Lags, months_between
from forecasting.timing.outlook import Outlook
from forecasting.total.claims import Claims
from forecasting.total.fresh import Fresh
from forecasting.total.joint import DRAWS, common_factor, joint_paths

Array = NDArray[np.float64]
Measure = Literal["won", "ordered", "invoiced"]
LEVELS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)


@dataclass(frozen=True)
class Whole:
    """Drawn sums of each coming month, draws × months, and what each part is expected to bring."""

    months: pd.PeriodIndex
    paths: Array
    parts: pd.DataFrame
    claims: Claims
    rho: float

    @property
    def mean(self) -> pd.Series:
        """Return the expected amount of each month."""
        return pd.Series(self.parts.sum(axis=1), index=self.months)

    @property
    def quantiles(self) -> pd.DataFrame:
        """Return the quantiles of each month."""
        return pd.DataFrame(np.quantile(self.paths, LEVELS, axis=0).T, index=self.months, columns=list(LEVELS))

    def reaching(self, target: float, months: int | None = None) -> float:
        """Return the chance that the first months, all when not told, together reach a target."""
        return float((self.paths[:, :months].sum(axis=1) >= target).mean())

    def shares(self) -> Array:
        """Return the share of each claim in the variance of the whole; what is missing to 1 is common to all or new."""
        spread = float(self.paths.sum(axis=1).var())
        if spread <= 0:
            return np.zeros(len(self.claims.amounts))
        return np.minimum(self.claims.variances / spread, 1.0)


def add_up(
    outlook: Outlook,
    orders: pd.DataFrame,
    fresh: Fresh,
    measure: Measure = "invoiced",
    *,
    seed: int = 0,
    draws: int = DRAWS,
) -> Whole:
    """Return the whole of what will be won, ordered or invoiced in the months of the outlook."""
    chances = {"won": outlook.win, "ordered": outlook.order, "invoiced": outlook.invoice}[measure]
    still = (outlook.deals["outcome"] == "open").to_numpy()
    deals = Claims(outlook.deals["net"].fillna(0.0).to_numpy(dtype=np.float64), chances, ~still)
    backlog = backlog_claims(orders, outlook.lags, outlook.cutoff, chances.shape[1])
    if measure != "invoiced":
        backlog = backlog.taken(np.zeros(len(backlog.amounts), dtype=bool))
    claims = deals.with_(backlog)
    rho = outlook.corrections.rho
    created = fresh_paths(fresh, outlook.lags, measure, rho, seed=seed, draws=draws)
    paths = joint_paths(claims, rho=rho, seed=seed, draws=draws) + created
    parts = pd.DataFrame(
        {
            "pipeline": deals.taken(still).means,
            "not_ordered": deals.taken(~still).means,
            "backlog": backlog.means,
            "new": onwards(fresh.means[None, :], outlook.lags, measure)[0],
        },
        index=outlook.months,
    )
    return Whole(outlook.months, paths, parts, claims, rho)


def fresh_paths(
    fresh: Fresh, lags: Lags, measure: Measure, rho: float, *, seed: int, draws: int, apart: int = 0
) -> Array:
    """Return drawn amounts of new business; the common factor is the one that a joint sum of the same seed has."""
    factor = common_factor(np.random.default_rng(seed), draws)
    return onwards(
        fresh.paths(factor, rho, np.random.default_rng((seed, 1, apart) if apart else (seed, 1))), lags, measure
    )


def onwards(won: Array, lags: Lags, measure: Measure) -> Array:
    """Return won amounts by the month in which they are won, ordered or invoiced."""
    if measure == "won":
        return won
    ordered = lags.to_order.following(won)
    return ordered if measure == "ordered" else lags.to_invoice.following(ordered)


def backlog_claims(orders: pd.DataFrame, lags: Lags, cutoff: pd.Period, months: int) -> Claims:
    """Return what is left to invoice of each order, by its planned delivery or, where none is known, its age."""
    left = (orders["net"] - orders["invoiced_net"]).to_numpy(dtype=np.float64)
    open_orders, left = orders[left > 0], left[left > 0]
    age = months_between(open_orders["ordered_on"], cutoff)
    late = months_between(open_orders["planned_delivery_on"], cutoff)
    by_age = lags.to_invoice.after(np.nan_to_num(age).astype(np.int64), months)
    by_plan = lags.planned.after(np.nan_to_num(late).astype(np.int64) + EARLY, months)
    planned = np.isfinite(late) & (len(lags.planned.chances) > 1)
    return Claims(left, np.where(planned[:, None], by_plan, by_age), np.ones(len(left), dtype=bool))
