"""A change is only called one when it is larger than such changes usually are."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import comparison
from metrics.comparison import Verdict, compare

NOISE = [-40, 35, -30, 25, -20, 15, -10, 10, -5, 5, 0, 12, -12, 18]


def test_a_change_inside_the_usual_swing_is_no_clear_change() -> None:
    found = compare(1_020, 1_000, NOISE)
    assert (found.difference, found.swing, found.cases) == (20, 28, 14)
    assert found.verdict is Verdict.UNCLEAR


def test_a_change_beyond_the_usual_swing_is_up_or_down() -> None:
    assert compare(1_029, 1_000, NOISE).verdict is Verdict.UP
    assert compare(971, 1_000, NOISE).verdict is Verdict.DOWN


def test_steady_growth_is_a_clear_change() -> None:
    """The swing is how much the changes differ from each other, not how large they are."""
    assert compare(1_100, 1_000, [95, 98, 100, 102, 105] * 4).verdict is Verdict.UP


def test_little_history_says_nothing() -> None:
    found = compare(2, 1, NOISE[: comparison.LEAST_HISTORY - 1])
    assert (found.swing, found.verdict) == (None, Verdict.UNKNOWN)


@given(st.lists(st.integers(-(10**15), 10**15), min_size=12, max_size=24))
def test_the_swing_of_whole_numbers_is_whole_and_half_the_eighty_percent_range(differences: list[int]) -> None:
    ordered = sorted(differences)
    low = next(value for value in ordered if sum(other <= value for other in ordered) >= 0.1 * len(ordered))
    high = next(value for value in ordered if sum(other <= value for other in ordered) >= 0.9 * len(ordered))
    found = comparison.usual_swing(differences)
    assert str(found).isdecimal()
    assert 0 <= 2 * (found or 0) - (high - low) <= 1


def test_sums_are_compared_with_the_same_months_a_year_before() -> None:
    amounts = pd.Series(range(1, 31), index=range(24_300, 24_330), dtype="int64")
    # Two months up to each month against the same two a year before: (n + n−1) − (n−12 + n−13) is always 24.
    assert comparison.flow_history(amounts, length=2) == [24] * 17


def test_standings_are_compared_month_by_month_over_two_years() -> None:
    standings = pd.Series([value * value for value in range(40)], dtype="int64")
    assert comparison.stock_history(standings) == [2 * value - 1 for value in range(16, 40)]


def test_sums_beyond_what_a_float_holds_stay_exact() -> None:
    amounts = pd.Series([2**53 + 1] * 12 + [2**53 + 2] * 12, dtype="int64")
    assert comparison.flow_history(amounts, length=12) == [12]


def test_windows_are_compared_with_those_right_before() -> None:
    values: dict[tuple[int, int], float | None] = {(first, first + 11): float(first) for first in range(100, 140)}
    values[139, 150] = None
    assert comparison.window_history(values) == [12.0] * 23
    assert comparison.window_history({(100, 111): 1.0, (112, 123): 4.0}) == [3.0]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2026, 11, 24)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_the_period_before_is_exactly_as_long_and_ends_the_day_before(first: date, last: date) -> None:
    """A competitor's earlier period is one day shorter, so that every count and sum seems to grow."""
    before, end = comparison.days_before(first, last)
    assert (first - end).days == 1
    assert end - before == last - first


def test_the_same_days_of_last_year_keep_their_day_and_month() -> None:
    last_year = comparison.same_days_last_year(date(2026, 1, 1), date(2026, 11, 24))
    assert last_year == (date(2025, 1, 1), date(2025, 11, 24))
    assert comparison.same_days_last_year(date(2024, 2, 1), date(2024, 2, 29)) == (date(2023, 2, 1), date(2023, 2, 28))
