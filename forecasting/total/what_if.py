"""What if: the same fitted parts under other assumptions, without fitting anything again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from forecasting.timing.outlook import SURE, Outlook
from forecasting.total.fresh import Fresh
from forecasting.total.joint import DRAWS
from forecasting.total.whole import Measure, Whole, add_up

Array = NDArray[np.float64]


@dataclass(frozen=True)
class WhatIf:
    """Assumptions: factors on win rate, size and new business, months of slip, and what happens to single deals.

    `fixed` sets the chance of an opportunity to be won, 1 for sure; `leaving` names owners who lose a share of the
    odds of their open deals; `rates` are factors on amounts by opportunity, such as a currency that moves.
    """

    win_rate: float = 1.0
    size: float = 1.0
    new_business: float = 1.0
    slip_months: int = 0
    dropped: frozenset[int] = frozenset()
    fixed: Mapping[int, float] = field(default_factory=dict)
    leaving: Mapping[str, float] = field(default_factory=dict)
    rates: Mapping[int, float] = field(default_factory=dict)


def what_if(
    outlook: Outlook,
    orders: pd.DataFrame,
    fresh: Fresh,
    assumed: WhatIf,
    measure: Measure = "invoiced",
    *,
    seed: int = 0,
    draws: int = DRAWS,
) -> Whole:
    """Return the whole under these assumptions, with the same random numbers, so that only the assumptions differ."""
    cohorts = fresh.cohorts * assumed.new_business * assumed.win_rate * assumed.size
    return add_up(assume(outlook, assumed), orders, replace(fresh, cohorts=cohorts), measure, seed=seed, draws=draws)


def assume(outlook: Outlook, assumed: WhatIf) -> Outlook:
    """Return the outlook with other chances, months and amounts; deals won already only change their amounts."""
    keys = outlook.deals["opportunity_id"]
    still = (outlook.deals["outcome"] == "open").to_numpy()
    ever = np.where(still, _chances(outlook, assumed), outlook.ever)
    scale = np.divide(ever, outlook.ever, out=np.zeros_like(ever), where=outlook.ever > 0)
    slips = np.where(still, assumed.slip_months, 0)
    factors = keys.map(dict(assumed.rates)).fillna(1.0).to_numpy(dtype=np.float64) * np.where(still, assumed.size, 1.0)
    deals = outlook.deals.assign(net=outlook.deals["net"] * factors)
    return replace(
        outlook,
        deals=deals,
        ever=ever,
        win=_later(outlook.win * scale[:, None], slips),
        order=_later(outlook.order * scale[:, None], slips),
        invoice=_later(outlook.invoice * scale[:, None], slips),
    )


def _chances(outlook: Outlook, assumed: WhatIf) -> Array:
    """Return the chances to win at all; a factor on the win rate never lifts one above certainty."""
    ever = np.clip(outlook.ever * assumed.win_rate, 0.0, 1.0)
    lost = outlook.deals["owner"].map(dict(assumed.leaving)).fillna(0.0).to_numpy(dtype=np.float64)
    kept = np.clip(1 - lost, SURE, 1.0)
    ever = np.where(lost > 0, expit(logit(np.clip(ever, SURE, 1 - SURE)) + np.log(kept)), ever)
    keys = outlook.deals["opportunity_id"]
    fixed = keys.map(dict(assumed.fixed)).to_numpy(dtype=np.float64)
    ever = np.where(np.isnan(fixed), ever, np.clip(fixed, 0.0, 1.0))
    return np.where(keys.isin(assumed.dropped), 0.0, ever)


def _later(chances: Array, slips: NDArray[np.int64]) -> Array:
    """Return chances moved by whole months; what was expected earlier than the first month comes in it."""
    months = chances.shape[1]
    moved = np.zeros_like(chances)
    for slip in np.unique(slips):
        rows = np.flatnonzero(slips == slip)
        for month in range(months):
            to = max(month + int(slip), 0)
            if to < months:
                moved[rows, to] += chances[rows, month]
    return moved
