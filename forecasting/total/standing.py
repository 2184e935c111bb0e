"""Standing: every claim as of a day of the month that still runs, with what is left of that month.

What was fitted at the end of the month before is asked of today's deals and orders; the running month's chances hold
for what is left of its working days: c·f ÷ (1 − c·(1 − f)), the later ones are divided by the same (Bayes' rule, with
the chances of a month spread evenly over its working days).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.timing.lags import AT_ONCE, Lags
from forecasting.total.claims import Claims
from forecasting.total.forecast import Fitted
from forecasting.total.fresh import Fresh
from forecasting.total.whole import Measure, backlog_claims, onwards

Array = NDArray[np.float64]
OPEN, WON, ORDERED = range(3)  # kinds of claims


@dataclass(frozen=True)
class Standing:
    """Claims in major units, each with the chances of its next step in the coming months, and what is new.

    `ids` are those of opportunities, of an ORDERED claim that of the order. An OPEN one is won by its chances, a WON one
    ordered, an ORDERED one invoiced. `ever` is the chance to come at all. `first_month` is year × 12 + month − 1.
    """

    first_month: int
    kinds: NDArray[np.int8]
    ids: NDArray[np.int64]
    amounts: Array
    ever: Array
    chances: Array
    lags: Lags
    fresh: Fresh
    rho: float
    remaining: float = 1.0

    @property
    def months(self) -> int:
        """Return how many months are looked ahead."""
        return int(self.chances.shape[1])

    def taken(self, chosen: NDArray[np.bool_]) -> Self:
        """Return some of the claims, with all that is new."""
        return replace(
            self, kinds=self.kinds[chosen], ids=self.ids[chosen], amounts=self.amounts[chosen], ever=self.ever[chosen],
            chances=self.chances[chosen],
        )  # fmt: skip

    def claims(self, measure: Measure, months: int | None = None) -> Claims:
        """Return the claims by the first months, all when not told, in which they are won, ordered or invoiced.

        Those that are beyond that already have no chance.
        """
        count = self.months if months is None else months
        chances = np.zeros((len(self.ids), count))
        for kind in range(KINDS_OF[measure]):
            rows = self.kinds == kind
            chances[rows] = self.chances[rows, :count] @ self._step(kind, measure, count)
        return Claims(self.amounts, np.clip(chances, 0.0, 1.0), self.kinds != OPEN)

    def fresh_means(self, measure: Measure) -> Array:
        """Return what new business is expected to bring each month."""
        means: Array = onwards(self.fresh.means[None, :], self.lags, measure)[0]
        return means

    def _step(self, kind: int, measure: Measure, months: int) -> Array:
        """Return the matrix from the month of a claim's next step to the month that counts."""
        step = np.eye(months)
        if kind == OPEN and measure != "won":
            step = self.lags.to_order.steps(months)
        if kind != ORDERED and measure == "invoiced":
            step = step @ self.lags.to_invoice.steps(months)
        return step


KINDS_OF: Final[dict[Measure, int]] = {"won": 1, "ordered": 2, "invoiced": 3}  # kinds that a measure still waits for


def stand(fitted: Fitted, known_on: date) -> Standing:
    """Return the claims of a fit that was asked of a day: its cutoff, or one of the month after it."""
    cutoff, outlook, orders = fitted.learned.cutoff, fitted.outlook, fitted.orders
    remaining = working_days_left(known_on) if known_on > cutoff.end_time.date() else 1.0
    still = (outlook.deals["outcome"] == "open").to_numpy()
    backlog = backlog_claims(orders, outlook.lags, cutoff, fitted.learned.months)
    left = (orders["net"] - orders["invoiced_net"]).to_numpy(dtype=np.float64) > 0
    own = np.vstack([np.where(still[:, None], outlook.win, outlook.order), backlog.chances])
    ever = np.concatenate([outlook.ever, np.ones(len(backlog.amounts))])
    cohorts = fitted.fresh.cohorts.copy()
    cohorts[:1] *= remaining
    return Standing(
        (cutoff + 1).year * 12 + (cutoff + 1).month - 1,
        np.concatenate([np.where(still, OPEN, WON), np.full(len(backlog.amounts), ORDERED)]).astype(np.int8),
        np.concatenate([outlook.deals["opportunity_id"], orders["order_id"][left]]).astype(np.int64),
        np.concatenate([outlook.deals["net"].fillna(0.0).to_numpy(dtype=np.float64), backlog.amounts]),
        rest_of_month(ever[:, None], own[:, :1], remaining)[:, 0],
        rest_of_month(own, own[:, :1], remaining),
        Lags(outlook.lags.to_order, outlook.lags.to_invoice, AT_ONCE),
        replace(fitted.fresh, cohorts=cohorts),
        outlook.corrections.rho,
        remaining,
    )


def rest_of_month(chances: Array, first: Array, remaining: float) -> Array:
    """Return the chances of what has not come yet when only a share of the first month, with its chances, remains.

    `chances` are those of the months or of all time, whose first column holds those of the first month.
    """
    gone = first * (1 - remaining)
    moved = chances.copy()
    moved[:, :1] -= gone
    return np.asarray(np.maximum(moved, 0.0) / np.maximum(1 - gone, 1e-9), dtype=np.float64)


def working_days_left(day: date) -> float:
    """Return the share of a month's working days that come after the day."""
    month = pd.Period(day, "M")
    begins, ends = np.datetime64(month.start_time, "D"), np.datetime64((month + 1).start_time, "D")
    after = np.busday_count(np.datetime64(day) + np.timedelta64(1, "D"), ends)
    return float(after / np.busday_count(begins, ends))
