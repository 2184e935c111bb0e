"""Comparison: what a number was before, and whether the change is more than such changes usually are.

The usual swing is computed from the history of the very same comparison: the differences that it would have shown at
the end of each of the last 24 months. Half the distance between their 10th and 90th percentile (nearest rank) is the
swing; a change within it is no clear change. With fewer than 12 such differences nothing is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING, TypeVar

from domain.period import add_months

if TYPE_CHECKING:
    import pandas as pd

HISTORY_MONTHS = 24
LEAST_HISTORY = 12
LOW, HIGH = 0.1, 0.9  # the 80 % range
YEAR = 12
Number = TypeVar("Number", int, float)


class Verdict(StrEnum):
    """What may be said of a change."""

    UP = "up"
    DOWN = "down"
    UNCLEAR = "unclear"  # inside the usual swing
    UNKNOWN = "unknown"  # too little history to know the usual swing


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number beside an earlier one; `swing` is None while too little history is known, `cases` counts that history."""

    now: float
    before: float
    swing: float | None
    cases: int

    @property
    def difference(self) -> float:
        """The change, in the unit of the numbers."""
        return self.now - self.before

    @property
    def verdict(self) -> Verdict:
        """What may be said of the change."""
        if self.swing is None:
            return Verdict.UNKNOWN
        if abs(self.difference) <= self.swing:
            return Verdict.UNCLEAR
        return Verdict.UP if self.difference > 0 else Verdict.DOWN


def compare(now: Number, before: Number, history: Iterable[Number]) -> Comparison:
    """Compare two numbers in the light of the differences that the same comparison showed before."""
    differences = sorted(history)
    return Comparison(now, before, usual_swing(differences), len(differences))


def usual_swing(differences: Sequence[Number]) -> float | None:
    """Return half the 80 % range of some differences (whole numbers stay whole, rounded up), None of fewer than 12."""
    if len(differences) < LEAST_HISTORY:
        return None
    ordered = sorted(differences)
    width: float = nearest_rank(ordered, HIGH) - nearest_rank(ordered, LOW)
    return -(-width // 2) if isinstance(width, int) else width / 2


def nearest_rank(ordered: Sequence[Number], share: float) -> Number:
    """Return the value below or at which `share` of the ordered values lie; always one of them."""
    return ordered[max(ceil(share * len(ordered)) - 1, 0)]


def same_days_last_year(first: date, last: date) -> tuple[date, date]:
    """Return the same days a year before; the 29th of February becomes the 28th."""
    return add_months(first, -YEAR), add_months(last, -YEAR)


def days_before(first: date, last: date) -> tuple[date, date]:
    """Return the period of exactly the same length that ends the day before `first`."""
    end = first - timedelta(days=1)
    return end - (last - first), end


def flow_history(amounts: "pd.Series[int]", length: int, lag: int = YEAR) -> list[int]:
    """Return what a sum over `length` months showed against the same months `lag` months before.

    `amounts` has one row for each whole month, the oldest first; the result has one difference for each of the last 24
    months for which both sums are known.
    """
    until = [0, *accumulate(int(value) for value in amounts)]
    sums = [after - before for before, after in zip(until, until[length:], strict=False)]
    return _steps(sums, lag)


def stock_history(standings: Iterable[int], lag: int = 1) -> list[int]:
    """Return how a standing at the end of each of the last 24 months differed from `lag` months before."""
    return _steps([int(value) for value in standings], lag)


def window_history(values: Mapping[tuple[int, int], float | None], length: int = YEAR) -> list[float]:
    """Return how a number of `length` months differed from that of the months right before, for the last 24 months.

    `values` holds the number of each span by its first and last month, None where there is none.
    """
    found = []
    for first, last in sorted(values)[-HISTORY_MONTHS:]:
        now, before = values[first, last], values.get((first - length, first - 1))
        if now is not None and before is not None:
            found.append(now - before)
    return found


def _steps(values: Sequence[int], lag: int) -> list[int]:
    """Return the last 24 differences between each value and the one `lag` places before."""
    return [now - before for before, now in zip(values, values[lag:], strict=False)][-HISTORY_MONTHS:]
