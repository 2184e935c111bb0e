"""The forecast of the chain in one step: fit on what was known at the cutoff, add up, keep the parts for what-if."""

from dataclasses import dataclass, replace
from typing import Self

import pandas as pd

from forecasting.timing.outlook import Learned, Outlook, learn
from forecasting.total.fresh import Fresh, predict_fresh
from forecasting.total.joint import DRAWS
from forecasting.total.what_if import WhatIf, what_if
from forecasting.total.whole import Measure, Whole, add_up


@dataclass(frozen=True)
class Fitted:
    """Everything that was fitted at a cutoff; `whole` and `what_if` only add up."""

    learned: Learned
    outlook: Outlook
    orders: pd.DataFrame
    fresh: Fresh

    def whole(self, measure: Measure = "invoiced", *, seed: int = 0, draws: int = DRAWS) -> Whole:
        """Return what will be won, ordered or invoiced in the coming months."""
        return add_up(self.outlook, self.orders, self.fresh, measure, seed=seed, draws=draws)

    def what_if(self, assumed: WhatIf, measure: Measure = "invoiced", *, seed: int = 0, draws: int = DRAWS) -> Whole:
        """Return the same under other assumptions."""
        return what_if(self.outlook, self.orders, self.fresh, assumed, measure, seed=seed, draws=draws)

    def asked(self, deals: pd.DataFrame, stays: pd.DataFrame, orders: pd.DataFrame, chances: pd.Series) -> Self:
        """Return the same fit asked of deals and orders as they stood on a later day."""
        return replace(self, outlook=self.learned.outlook(deals, stays, orders, chances), orders=orders)


def fit_total(
    deals: pd.DataFrame,
    stays: pd.DataFrame,
    snapshots: pd.DataFrame,
    orders: pd.DataFrame,
    invoices: pd.DataFrame,
    cutoff: pd.Period,
    months: int = 12,
    chances: pd.Series | None = None,
) -> Fitted:
    """Fit hazards, slips, lags and new business; `chances` are a win model's, by opportunity_id."""
    learned = learn(deals, stays, snapshots, orders, invoices, cutoff, months)
    outlook = learned.outlook(deals, stays, orders, chances)
    return Fitted(learned, outlook, orders, predict_fresh(deals, cutoff, months))
