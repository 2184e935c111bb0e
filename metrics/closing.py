"""Closing: how many are won of those that had time to be decided, and how long the won ones took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from domain.errors import sentence
from metrics.comparison import YEAR, nearest_rank
from metrics.frames import total
from metrics.metric import Metric, Unit

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE: Final = 0.95
MATURE_SHARE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """A share of cases, with its Wilson interval; all None without a case."""

    hits: int
    cases: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of some cases, None without one."""

    value: float | None
    cases: int


class WinRate(Metric):
    """Won of those decided, of opportunities that were created long enough ago that nearly all are decided.

    Losing is quicker than winning, so young opportunities that are already closed are mostly lost ones: they are left
    out, and so are those still open. See `mature_after`.
    """

    slug = "win-rate"
    label = sentence("Win rate")
    unit = Unit.SHARE
    formula = sentence("won ÷ (won + lost), counted, of those created long enough ago to be decided")
    meaning = sentence(
        "won ÷ (won + lost), counted, of the opportunities created in twelve months that ended so long ago that 19 in 20 "
        "of what gets decided is decided; with its Wilson interval (95 %) and the number decided"
    )

    @staticmethod
    def compute(opportunities: "pd.DataFrame") -> Share:
        """Return the share won of the decided ones, from rows of `outcome` and `row_count`; open ones do not count."""
        counts = opportunities.groupby("outcome")["row_count"].sum()
        won, lost = int(counts.get("won", 0)), int(counts.get("lost", 0))
        return wilson(won, won + lost)


class DaysToWon(Metric):
    """How long winning takes: the middle one, because a few take very long."""

    slug = "days-to-won"
    label = sentence("Days from start to won")
    unit = Unit.DAYS
    formula = sentence("median of closed date − created date of the won opportunities")
    meaning = sentence("the median of the days from creation to winning, of the opportunities won in the period")
    higher_is_better = False

    @staticmethod
    def compute(won: "pd.DataFrame") -> Middle:
        """Return the median of `days`, each `row_count` times."""
        ordered = won.groupby("days")["row_count"].sum().sort_index()
        cases = total(ordered)
        if not cases:
            return Middle(None, 0)
        until = list(zip(ordered.index, ordered.cumsum(), strict=True))
        low, high = (_reached(until, place) for place in ((cases + 1) // 2, cases // 2 + 1))
        return Middle((low + high) / 2, cases)


def wilson(hits: int, cases: int, confidence: float = CONFIDENCE) -> Share:
    """Return a share with its Wilson score interval."""
    if cases == 0:
        return Share(0, 0, None, None, None)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    value = hits / cases
    scale = 1 + z * z / cases
    middle = (value + z * z / (2 * cases)) / scale
    half = z * sqrt(value * (1 - value) / cases + z * z / (4 * cases * cases)) / scale
    return Share(hits, cases, value, max(middle - half, 0.0), min(middle + half, 1.0))


def mature_after(decided: "pd.DataFrame", share: float = MATURE_SHARE) -> int | None:
    """Return the days after creation by which `share` of the decided ones were decided, None of none.

    From rows of `days` (creation to closing, won or lost) and `row_count`; the nearest rank.
    """
    days = decided.loc[decided.index.repeat(decided["row_count"]), "days"].sort_values()
    return int(nearest_rank([int(value) for value in days], share)) if len(days) else None


def _reached(until: "list[tuple[int, int]]", place: int) -> int:
    """Return the days of the case at a place in the order."""
    return int(next(days for days, count in until if count >= place))


def rates(cohorts: "pd.DataFrame", months: Sequence[int], length: int = YEAR) -> dict[tuple[int, int], float | None]:
    """Return the win rate of each span of `length` months of creation, by its first and last month.

    From rows of `month`, `outcome` and `row_count`; a span begins and ends within `months`.
    """
    counts = {
        outcome: dict(zip(rows["month"], rows["row_count"], strict=True))
        for outcome, rows in cohorts.groupby("outcome")
    }
    won, lost = (running(counts.get(outcome, {}), months) for outcome in ("won", "lost"))
    return {
        (first, first + length - 1): wilson(
            won[place + length] - won[place],
            won[place + length] - won[place] + lost[place + length] - lost[place],
        ).value
        for place, first in enumerate(months[: len(months) - length + 1])
    }


def medians(won: "pd.DataFrame", months: Sequence[int], length: int = YEAR) -> dict[tuple[int, int], float | None]:
    """Return the median days to won of each span of `length` months of closing, by its first and last month.

    From rows of `month`, `days` and `row_count`.
    """
    found: dict[tuple[int, int], float | None] = {}
    for first in months[: len(months) - length + 1]:
        span = won[won["month"].between(first, first + length - 1)]
        found[first, first + length - 1] = DaysToWon.compute(span).value
    return found


def running(counts: Mapping[int, int], months: Sequence[int]) -> list[int]:
    """Return how many there were before each month, and at the end how many in all."""
    return [0, *accumulate(int(counts.get(month, 0)) for month in months)]
