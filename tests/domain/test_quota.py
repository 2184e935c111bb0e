"""The rules of targets: which sheet an address means, who sets what, and how last year grows."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.access import Principal, Reach, Role
from domain.errors import BadFilter
from domain.quota import BadGrowth, Level, Measure, SheetKey, grown, growth, in_time, levels_of, this_year
from tests.world import NOW, TODAY

USUAL = this_year(3, Level.COMPANY, TODAY)
REACHABLE = frozenset({3, 5})


def test_an_address_without_keys_means_this_years_invoiced_targets() -> None:
    key = SheetKey.from_query({}, USUAL, REACHABLE)
    assert key == SheetKey(3, 2026, Measure.BILLINGS, Level.COMPANY)
    assert list(key.months) == list(range(2026 * 12, 2027 * 12))


def test_an_address_and_its_sheet_say_the_same() -> None:
    key = SheetKey(5, 2025, Measure.BOOKINGS, Level.AGENT)
    query = dict(pair.split("=") for pair in key.to_query().split("&"))
    assert SheetKey.from_query(query, USUAL, REACHABLE) == key
    assert key.a_year_before().name == "2024.bookings.agent"


@pytest.mark.parametrize(("companies", "chosen"), [("5", 5), ("4,5,3", 5), ("4", 3), ("x,５", 3), ("", 3)])
def test_the_first_company_in_reach_counts(companies: str, chosen: int) -> None:
    assert SheetKey.from_query({"company": companies}, USUAL, REACHABLE).company_id == chosen


@pytest.mark.parametrize(
    ("key", "value"), [("year", "26"), ("year", "1989"), ("year", "2101"), ("measure", "margin"), ("level", "zone")]
)
def test_what_cannot_be_read_is_refused(key: str, value: str) -> None:
    with pytest.raises(BadFilter):
        SheetKey.from_query({key: value}, USUAL, REACHABLE)


@pytest.mark.parametrize(
    ("text", "percent"),
    [("5", "5"), ("+2.5", "2.5"), ("−10 %", "-10"), ("-100", "-100"), (" 7,25", "7.25"), ("0", "0")],
)
def test_growth_is_read_as_people_type_it(text: str, percent: str) -> None:
    assert growth(text) == Decimal(percent)


@pytest.mark.parametrize("text", ["", "x", "1e3", "−101", "901", "5.125", "5 6", "٥"])
def test_what_is_no_growth_is_refused(text: str) -> None:
    with pytest.raises(BadGrowth, match="no percentage of growth"):
        growth(text)


@pytest.mark.parametrize(
    ("minor", "percent", "currency", "result"),
    [
        (100_050, "5", "EUR", 105_100),  # 1050.525 → 1051
        (100_000, "0", "EUR", 100_000),
        (150, "0", "EUR", 200),
        (250, "0", "EUR", 200),  # half to even
        (1_000, "5", "JPY", 1_050),
        (100_000, "-100", "EUR", 0),
        (-5_000, "5", "EUR", 0),
    ],
)
def test_grown_targets_are_whole_units_and_never_below_zero(
    minor: int, percent: str, currency: str, result: int
) -> None:
    assert grown(minor, Decimal(percent), currency) == result


def test_whoever_reaches_teams_only_sets_no_companys_target() -> None:
    def person(reach: Reach) -> Principal:
        return Principal(1, "x", "X", Role.SALES_MANAGER, frozenset({1}), frozenset({2}), reach, reach)

    assert levels_of(person(Reach.COMPANY)) == (Level.COMPANY, Level.TEAM, Level.AGENT)
    assert levels_of(person(Reach.TEAM)) == (Level.TEAM, Level.AGENT)


def test_a_save_can_be_undone_for_a_day() -> None:
    assert in_time(NOW - timedelta(hours=23), NOW)
    assert not in_time(NOW - timedelta(hours=25), NOW)
