"""The way of each opportunity through its stages: skips, steps back, losses taken back, cut off at today."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from data.demo.columns import Array, at_work, backward, choose, forward, nearest, stream, to_days
from data.demo.lookups import (
    FIRST_OPEN_PROBABILITY,
    LOST,
    LOST_PROBABILITY,
    OPEN_PERCENTS,
    STEPS,
    WON,
    WON_PROBABILITY,
    default_probabilities,
)
from data.demo.opportunities import Deals
from data.demo.truth import STAY_MEDIAN, STAY_SPREAD, TYPE_PACE, Truth

# A way is a row of slots, each visited or not: the steps with two loops back, a loss taken back, the step after it, the end.
WAY: Final = np.array([0, 1, 2, 3, 2, 3, 4, 3, 4, 5])
LOOPS: Final = ((slice(4, 6), 3), (slice(7, 9), 4))  # slots of a loop and the step it starts from
LOST_FOR_NOW, AGAIN, END = 10, 11, 12
SKIPPED: Final = np.array([0.0, 0.12, 0.2, 0.1, 0.0, 0.0])
# Above two days, so that moving weekends aside keeps the order.
SHORTEST_STAY: Final = 3.0
ZOMBIE_DAYS: Final = 185
PERCENT_SHIFTS: Final = np.array([0.17, 0.62, 0.21])  # one row of the table lower, the stage's own, one higher


@dataclass(frozen=True)
class History:
    """Stays in stages, by deal and in order; `deal` is the row in the chunk, the last stay of each is the present one."""

    deal: Array
    step: Array
    entered_on: Array
    entered_at: Array
    left_at: Array
    expected_on: Array
    probability: Array
    percent: Array
    last: Array  # marks the present stay
    planned_end: Array  # of each deal: when it would be won, in days since 1970
    slips: Array  # days from the first expected order to the order, of all that will be won

    def __len__(self) -> int:
        return len(self.deal)


def simulate(truth: Truth, chunk: int, deals: Deals) -> History:
    """Draw all stays, then forget what lies after today."""
    rng = stream(truth.seed, "history", chunk)
    would_visit = _would_visit(rng, truth, deals)
    stays = _stays(rng, truth, deals, would_visit)
    visited = _visited(deals, would_visit)
    entered = deals.created[:, None] + np.cumsum(np.where(visited, stays, 0), axis=1) - stays * visited
    closing = _closing(rng, truth, deals, entered[:, END])
    entered[:, END] = closing
    planned_end = np.where(deals.won, closing, deals.created + np.sum(stays[:, :LOST_FOR_NOW] * would_visit, axis=1))
    days = forward(to_days(entered))
    days[:, END] = backward(to_days(closing))
    ahead = np.exp(rng.normal(-truth.slip_log_bias, truth.slip_log_spread, entered.shape))
    expected = nearest(np.rint(entered + np.maximum(planned_end[:, None] - entered, 4) * ahead))
    until = np.datetime64(truth.today, "D") - np.where(deals.zombie, ZOMBIE_DAYS, 0)
    deal, slot = np.nonzero(visited & (days < until[:, None]))
    steps = _steps(deals)
    last = np.append(deal[1:] != deal[:-1], np.ones(1, dtype=bool))
    entered_at = at_work(days[deal, slot], entered[deal, slot] % 1)
    probability = _probabilities(rng, deals.pipeline[deal], steps[deal, slot])
    return History(
        deal=deal,
        step=steps[deal, slot],
        entered_on=days[deal, slot],
        entered_at=entered_at,
        left_at=np.where(last, np.datetime64("NaT"), np.roll(entered_at, -1)),
        expected_on=_kept_when_closed(expected[deal, slot], steps[deal, slot]),
        probability=probability,
        percent=np.concatenate([[0, 0], OPEN_PERCENTS, [100]])[probability],
        last=last,
        planned_end=planned_end,
        slips=(days[:, END] - expected[:, 0])[deals.won & ~deals.zombie].astype(np.int64),
    )


def _would_visit(rng: np.random.Generator, truth: Truth, deals: Deals) -> Array:
    """Return the slots of the whole way to an order, whether or not the deal gets that far."""
    visits: Array = rng.random((len(deals), len(WAY))) >= SKIPPED[WAY]
    services = (deals.pipeline == 2)[:, None]
    for slots, start in LOOPS:
        back = (rng.random(len(deals)) < truth.backwards_share)[:, None] & ~services
        visits[:, slots] = back
        visits[:, [start]] |= back  # one can only go back from where one has been
    visits &= ~(services & (WAY == 3))
    # A lost deal was lost in a stage that it had entered.
    first_pass = np.array([0, 1, 2, 3, 6, 9])[deals.last_step]
    visits[np.arange(len(deals)), first_pass] = True
    return visits


def _visited(deals: Deals, would_visit: Array) -> Array:
    visited = np.zeros((len(deals), END + 1), dtype=bool)
    visited[:, : len(WAY)] = would_visit & (deals.last_step[:, None] >= WAY)
    for slots, start in LOOPS:
        visited[:, slots] &= (deals.last_step >= start)[:, None]
    visited[:, LOST_FOR_NOW] = visited[:, AGAIN] = deals.reopened
    visited[:, END] = ~deals.zombie
    return visited


def _stays(rng: np.random.Generator, truth: Truth, deals: Deals, would_visit: Array) -> Array:
    """Return the days in each slot; deals from before the history last at least until it begins."""
    medians = STAY_MEDIAN[np.concatenate([WAY, [3, 3, 0]])]
    pace = TYPE_PACE[deals.kind] * np.exp(rng.normal(0, 0.3, len(deals)))
    stays = medians * pace[:, None] * np.exp(rng.normal(0, STAY_SPREAD, (len(deals), END + 1)))
    begins = np.datetime64(truth.starts_on, "D").astype(np.int64)
    short = np.sum(stays[:, : len(WAY)] * would_visit * (deals.last_step[:, None] >= WAY), axis=1)
    longer = np.maximum((begins - deals.created) / short, 1.0)
    longer = np.where(longer > 1, longer * (1 + 0.6 * rng.random(len(deals))), 1.0)
    lengthened: Array = np.maximum(stays * longer[:, None], SHORTEST_STAY)
    return lengthened


def _closing(rng: np.random.Generator, truth: Truth, deals: Deals, closing: Array) -> Array:
    """Return when deals are closed: wins put off over August, and pulled to the last days of a quarter."""
    lucky, pulled, spread = rng.random((3, len(deals)))
    august = to_days(closing).astype("datetime64[M]").astype(np.int64) % 12 == 7
    later = np.where(deals.won & august & (lucky < truth.august_postponed), closing + 31, closing)
    month = to_days(later).astype("datetime64[M]").astype(np.int64)
    quarter_end = ((month // 3 * 3 + 3).astype("datetime64[M]").astype("datetime64[D]") - 1).astype(np.int64)
    near = (quarter_end - later <= truth.quarter_end_days) & (pulled < truth.quarter_end_pull) & deals.won
    return np.where(near, np.maximum(later, quarter_end - 4 * spread), later)


def _steps(deals: Deals) -> Array:
    steps = np.empty((len(deals), END + 1), dtype=np.int64)
    steps[:, : len(WAY)] = WAY
    steps[:, LOST_FOR_NOW] = LOST
    steps[:, AGAIN] = np.minimum(deals.last_step, 4)
    steps[:, END] = np.where(deals.won, WON, LOST)
    return steps


def _probabilities(rng: np.random.Generator, pipeline: Array, step: Array) -> Array:
    """Return the probability rows that people chose: mostly the stage's own, some a row higher or lower."""
    own = default_probabilities()[pipeline, step]
    shifted = own + choose(rng, PERCENT_SHIFTS, len(step)) - 1
    highest = FIRST_OPEN_PROBABILITY + len(OPEN_PERCENTS) - 1
    chosen = np.clip(shifted, FIRST_OPEN_PROBABILITY, highest)
    return np.select([step == WON, step == LOST], [WON_PROBABILITY, LOST_PROBABILITY], chosen)


def _kept_when_closed(expected: Array, step: Array) -> Array:
    """A closed deal keeps the date that was expected last; the row before a closing one is never a closing one."""
    return np.where(step >= STEPS, np.roll(expected, 1), expected)
