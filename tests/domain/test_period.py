"""Periods mean the days that people expect."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import period
from domain.errors import BadPeriod

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "start_on", "end_on"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-01..2026-06", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-01-15..2026-03-31", date(2026, 1, 15), date(2026, 3, 31)),
        ("this-year", date(2026, 1, 1), date(2026, 12, 31)),
        ("this-quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("next-quarter", date(2027, 1, 1), date(2027, 3, 31)),
        ("next-month", date(2026, 12, 1), date(2026, 12, 31)),
        ("last-365-days", date(2025, 11, 25), TODAY),
    ],
)
def test_a_period_has_both_ends(text: str, start_on: date, end_on: date) -> None:
    found = period.parse(text, TODAY)
    assert (found.start_on, found.end_on, found.text) == (start_on, end_on, text)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13", "2026-Q5", "1800", "2026-02-30", "2026-06..2026-01", "٢٠٢٦-Q٩", "2026..", "..2026"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        period.parse(text, TODAY)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_each_day_lies_in_exactly_one_month_quarter_and_year(day: date) -> None:
    quarter = (day.month - 1) // 3 + 1
    for text in (f"{day:%Y}", f"{day:%Y-%m}", f"{day.year}-Q{quarter}"):
        found = period.parse(text, day)
        assert day in found
        assert found.start_on - timedelta(days=1) not in found
        assert found.end_on + timedelta(days=1) not in found


@given(st.dates(date(1991, 1, 1), date(2098, 12, 31)), st.integers(-12, 12))
def test_months_are_added_without_skipping_short_ones(day: date, months: int) -> None:
    assert period.month_of(period.add_months(day, months)) == period.month_of(day) + months
