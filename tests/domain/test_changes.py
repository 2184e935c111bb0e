"""The bridge adds up to the cent, whatever happened, and tells what happened to each deal."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.changes import Bar, Bridge, Side, bridge
from domain.outcome import Outcome

SINCE, TODAY = date(2026, 6, 1), date(2026, 7, 15)
THEN, NOW = (
    {"EUR": Fraction(1), "CHF": Fraction(10, 9), "JPY": Fraction(5, 8)},
    {"EUR": Fraction(1), "CHF": Fraction(16, 15), "JPY": Fraction(2, 3)},
)
OPEN = Side(Outcome.OPEN, "EUR", 100_000, 50, 50, date(2026, 9, 1), 1, 1, in_period=True, in_reach=True, counts=True)
GONE = replace(OPEN, counts=False)


def build(then: dict[int, Side], now: dict[int, Side]) -> Bridge:
    return bridge(
        then, now, since=SINCE, today=TODAY, currency="EUR",
        at_then=lambda minor, code: round(minor * THEN[code]), at_now=lambda minor, code: round(minor * NOW[code]),
    )  # fmt: skip


def bars(then: Side | None, now: Side | None) -> dict[Bar, int]:
    found = build({1: then} if then else {}, {1: now} if now else {})
    return {one.bar: one.minor for one in found.bars}


def test_each_thing_that_can_happen_has_its_bar() -> None:
    assert bars(None, OPEN) == {Bar.NEW: 50_000}
    assert bars(replace(GONE, outcome=Outcome.LOST), OPEN) == {Bar.REOPENED: 50_000}
    assert bars(replace(GONE, in_period=False), OPEN) == {Bar.MOVED_IN: 50_000}
    assert bars(OPEN, replace(GONE, in_period=False)) == {Bar.MOVED_OUT: -50_000}
    assert bars(OPEN, replace(OPEN, net_minor=120_000)) == {Bar.INCREASED: 10_000}
    assert bars(OPEN, replace(OPEN, net_minor=0)) == {Bar.DECREASED: -50_000}
    assert bars(OPEN, replace(OPEN, percent=75, stated_percent=75)) == {Bar.PROBABILITY: 25_000}
    assert bars(OPEN, replace(OPEN, percent=60)) == {Bar.MODEL: 10_000}, "nothing about the deal is another"
    for outcome, bar in ((Outcome.WON, Bar.WON), (Outcome.LOST, Bar.LOST), (Outcome.CANCELLED, Bar.CANCELLED)):
        assert bars(OPEN, replace(GONE, outcome=outcome)) == {bar: -50_000}
    assert bars(OPEN, replace(GONE, in_reach=False)) == {Bar.REOWNED: -50_000}
    assert bars(OPEN, GONE) == {Bar.OTHER: -50_000}


def test_an_amount_and_a_probability_are_told_apart_and_rates_come_last() -> None:
    franc = replace(OPEN, currency="CHF", net_minor=90_000)
    assert bars(franc, replace(franc, net_minor=180_000, percent=100, stated_percent=100)) == {
        Bar.INCREASED: 50_000, Bar.PROBABILITY: 100_000, Bar.FX: 192_000 - 200_000,
    }  # fmt: skip


def test_what_is_out_of_reach_is_not_shown() -> None:
    (one,) = build({1: OPEN}, {1: replace(GONE, owner_id=9, net_minor=77, in_reach=False)}).bars
    assert (one.effects[0].then, one.effects[0].now) == (OPEN, None)


def test_the_largest_are_named_without_rates() -> None:
    then = {number: replace(OPEN, net_minor=number * 1000) for number in range(1, 9)}
    francs = {1: replace(OPEN, currency="CHF")}
    found = build(francs, francs)
    assert ([one.bar for one in found.bars], found.largest) == ([Bar.FX], ())
    now = {number: replace(GONE, outcome=Outcome.LOST) for number in then}
    assert [effect.opportunity_id for effect in build(then, now).largest] == [8, 7, 6, 5, 4]


sides = st.builds(
    Side, outcome=st.sampled_from(Outcome), currency=st.sampled_from(sorted(THEN)), net_minor=st.integers(-10**9, 10**12),
    percent=st.integers(0, 100), stated_percent=st.integers(0, 100), expected_on=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    stage_id=st.integers(1, 3), owner_id=st.integers(1, 3), in_period=st.booleans(), in_reach=st.booleans(),
    counts=st.booleans(),
)  # fmt: skip
pictures = st.dictionaries(st.integers(1, 12), sides, max_size=12)


def worth(ends: dict[int, Side], rates: dict[str, Fraction]) -> Fraction:
    return sum(
        (Fraction(side.net_minor * side.percent, 100) * rates[side.currency] for side in ends.values() if side.counts),
        Fraction(),
    )


@given(pictures, pictures)
def test_it_adds_up_to_the_cent(then: dict[int, Side], now: dict[int, Side]) -> None:
    found = build(then, now)
    assert found.start_minor + sum(one.minor for one in found.bars) == found.end_minor
    # Rounded once per currency, to the minor unit and then converted.
    assert abs(found.start_minor - worth(then, THEN)) <= 2 * len(THEN)
    assert abs(found.end_minor - worth(now, NOW)) <= 2 * len(NOW)
    for one in found.bars:
        assert abs(one.rounding) <= 4 * len(one.effects) + 4 * len(THEN)
