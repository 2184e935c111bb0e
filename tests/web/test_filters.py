"""The filter bar offers what can be chosen, each choice once."""

from data.queries.options import PercentOption
from web.filters import _percents


def test_two_rows_with_the_same_percentage_are_one_choice() -> None:
    rows = [PercentOption(1, 0, "Lost", 0), PercentOption(2, 0, "First interest", 7), PercentOption(3, 50, "Even", 3)]
    assert [(choice.value, choice.count) for choice in _percents(rows)] == [("0", 7), ("50", 3)]
