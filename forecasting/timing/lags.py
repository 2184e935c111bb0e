"""From win to order, from order to invoice: Kaplan–Meier profiles in months, open ones counted as not yet happened.

Invoices weigh with their net amount and what is left of an order with the rest, so that an order invoiced in parts
gives the share of its amount that comes in each month.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
LONGEST: Final = 36  # months
EARLY: Final = 12  # months before the planned delivery from which an invoice may come


@dataclass(frozen=True)
class Profile:
    """The chance of each month since the start, 0 being the start's own; what is missing to 1 never comes."""

    chances: Array

    def after(self, ages: NDArray[np.int64], months: int) -> Array:
        """Return, for each of those still waiting after `ages` months, the chances of the coming months."""
        left = 1 - np.cumsum(self.chances)
        places = ages[:, None] + np.arange(1, months + 1)
        inside = (places >= 0) & (places < len(self.chances))
        chances = np.where(inside, self.chances[np.clip(places, 0, len(self.chances) - 1)], 0.0)
        waiting = np.where(ages < 0, 1.0, left[np.clip(ages, 0, len(left) - 1)])
        found: Array = np.divide(chances, waiting[:, None], out=np.zeros_like(chances), where=waiting[:, None] > 1e-6)
        within: Array = np.maximum(found.sum(axis=1, keepdims=True), 1.0)
        return np.asarray(found / within, dtype=np.float64)

    def following(self, chances: Array) -> Array:
        """Return when it happens if the start itself happens by these chances of the coming months."""
        found: Array = chances @ self.steps(chances.shape[1])
        return found

    def steps(self, months: int) -> Array:
        """Return the matrix from the month of the start to the month in which it happens."""
        waits = np.arange(months)[None, :] - np.arange(months)[:, None]
        known = np.pad(self.chances, (0, max(0, months - len(self.chances))))
        return np.where(waits >= 0, known[np.maximum(waits, 0)], 0.0)


AT_ONCE: Final = Profile(np.ones(1))


@dataclass(frozen=True)
class Lags:
    """Profiles from win to order, from order to invoice, and from planned delivery (less `EARLY` months) to invoice."""

    to_order: Profile
    to_invoice: Profile
    planned: Profile


def learn_lags(deals: pd.DataFrame, orders: pd.DataFrame, invoices: pd.DataFrame, cutoff: pd.Period) -> Lags:
    """Return the profiles seen up to the cutoff; where nothing was ever ordered or invoiced, a win counts at once."""
    bills = invoices.merge(orders[["order_id", "ordered_on", "planned_delivery_on"]], on="order_id")
    bills = bills[bills["net"] > 0]
    to_invoice = _invoiced(bills, orders, "ordered_on", cutoff, 0)
    return Lags(
        _ordered(deals, orders, cutoff), to_invoice, _invoiced(bills, orders, "planned_delivery_on", cutoff, EARLY)
    )


def profile(waits: Array, happened: NDArray[np.bool_], weights: Array) -> Profile:
    """Return the Kaplan–Meier profile of waits in whole months, 0 and more."""
    chosen = weights > 0
    if not (happened & chosen).any():
        return AT_ONCE
    from statsmodels.duration.survfunc import SurvfuncRight  # noqa: PLC0415  importing it takes seconds

    waits = np.clip(waits, 0, LONGEST - 1)
    seen = SurvfuncRight(waits[chosen] + 1, happened[chosen].astype(float), freq_weights=weights[chosen])
    left = np.ones(LONGEST + 1)
    for time, survival in zip(seen.surv_times, seen.surv_prob, strict=True):
        left[int(time) :] = survival
    return Profile(-np.diff(left))


def months_between(earlier: pd.Series, later: pd.Series | pd.Period) -> Array:
    """Return whole calendar months from one day's month to another's; NaN where a day is missing."""
    end = later.ordinal if isinstance(later, pd.Period) else later.dt.year * 12 + later.dt.month - 1 - 1970 * 12
    start = earlier.dt.year * 12 + earlier.dt.month - 1 - 1970 * 12
    return np.asarray(end - start, dtype=np.float64)


def _ordered(deals: pd.DataFrame, orders: pd.DataFrame, cutoff: pd.Period) -> Profile:
    first = orders.dropna(subset=["opportunity_id"]).groupby("opportunity_id")["ordered_on"].min()
    won = deals[deals["outcome"] == "won"]
    ordered_on = first.reindex(won["opportunity_id"].to_numpy()).set_axis(won.index)
    happened = ordered_on.notna().to_numpy()
    waits = np.where(happened, months_between(won["closed_on"], ordered_on), months_between(won["closed_on"], cutoff))
    return profile(waits, happened, won["net"].to_numpy(dtype=np.float64))


def _invoiced(bills: pd.DataFrame, orders: pd.DataFrame, start: str, cutoff: pd.Period, early: int) -> Profile:
    dated, waiting = bills.dropna(subset=[start]), orders.dropna(subset=[start])
    waits = np.concatenate([months_between(dated[start], dated["invoiced_on"]), months_between(waiting[start], cutoff)])
    happened = np.arange(len(waits)) < len(dated)
    left = np.maximum(waiting["net"] - waiting["invoiced_net"], 0.0)
    weights = np.concatenate([dated["net"], left])
    known = np.isfinite(waits) & (happened | (waits + early >= 0))
    return profile(waits[known] + early, happened[known], weights[known])
