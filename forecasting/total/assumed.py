"""Assumed: the same standing under other assumptions, row by row, without fitting anything again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from forecasting.timing.outlook import SURE
from forecasting.total.standing import OPEN, ORDERED, Standing

Array = NDArray[np.float64]
Ids = NDArray[np.int64]
WON_SOMETIME = -1  # as the month of a deal: won for sure, when it would be won anyway


@dataclass(frozen=True)
class Assumed:
    """Factors on chances, amounts of opportunities and new business, months of slip, and what becomes of single deals.

    `won` gives by opportunity the month it is won in, 0 being the first one, or WON_SOMETIME; `lost` names those that
    never are. `odds` and `rates` are factors on the odds and the amounts of the claims whose row they name.
    """

    win_rate: float = 1.0
    size: float = 1.0
    new_business: float = 1.0
    slip_months: float = 0.0
    won: Mapping[int, int] = field(default_factory=dict)
    lost: frozenset[int] = frozenset()
    odds: Array | None = None
    rates: Array | None = None


def assume(standing: Standing, assumed: Assumed) -> Standing:
    """Return the standing under the assumptions; what is won already only changes its month and its amount."""
    still = standing.kinds == OPEN
    ever = np.where(still, _chances(standing, assumed), standing.ever)
    scale = np.divide(ever, standing.ever, out=np.zeros_like(ever), where=standing.ever > 0)
    chances = _decided(standing, standing.chances * scale[:, None], assumed)
    amounts = standing.amounts * np.where(still, assumed.size, 1.0)
    cohorts = standing.fresh.cohorts * (assumed.new_business * assumed.win_rate * assumed.size)
    return replace(
        standing,
        ever=ever,
        amounts=amounts if assumed.rates is None else amounts * assumed.rates,
        chances=later(chances, assumed.slip_months),
        fresh=replace(standing.fresh, cohorts=later(cohorts[None, :], assumed.slip_months)[0]),
    )


def rows_of(
    standing: Standing, ids: Mapping[int, object] | frozenset[int], *, orders: bool = False
) -> NDArray[np.bool_]:
    """Mark the claims of these opportunities, or of these orders."""
    of_kind = (standing.kinds == ORDERED) == orders
    marked: NDArray[np.bool_] = of_kind & np.isin(standing.ids, np.fromiter(ids, dtype=np.int64, count=len(ids)))
    return marked


def later(chances: Array, slip: float) -> Array:
    """Return chances moved by months, parts of a month too; what was expected before the first month comes in it."""
    if not slip:
        return chances
    whole = int(np.floor(slip))
    part = slip - whole
    return (1 - part) * _moved(chances, whole) + part * _moved(chances, whole + 1)


def _moved(chances: Array, by: int) -> Array:
    months = chances.shape[1]
    moved = np.zeros_like(chances)
    if by >= 0:
        moved[:, by:] = chances[:, : max(months - by, 0)]
        return moved
    cut = min(-by, months)
    moved[:, : months - cut] = chances[:, cut:]
    moved[:, 0] += chances[:, :cut].sum(axis=1)
    return moved


def _chances(standing: Standing, assumed: Assumed) -> Array:
    """Return the chances to win at all; a factor on the win rate never lifts one above certainty."""
    ever = np.clip(standing.ever * assumed.win_rate, 0.0, 1.0)
    if assumed.odds is not None:
        kept = np.maximum(assumed.odds, SURE)
        ever = np.where(kept != 1, expit(logit(np.clip(ever, SURE, 1 - SURE)) + np.log(kept)), ever)
    ever[rows_of(standing, assumed.won)] = 1.0
    ever[rows_of(standing, assumed.lost)] = 0.0
    return ever


def _decided(standing: Standing, chances: Array, assumed: Assumed) -> Array:
    """Give the deals whose month is assumed that month; one won without a known month comes as it would anyway."""
    still = standing.kinds == OPEN
    for id_, month in assumed.won.items():
        row = still & (standing.ids == id_)
        if month != WON_SOMETIME:
            chances[row] = np.arange(standing.months) == month
        elif not chances[row].sum():
            chances[row, :1] = 1.0
    return chances
