"""Money is exact, of one currency, and read as people write it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadAmount
from domain.money import Money, convert, exponent, parse_minor, weighted_minor


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="without a dated rate"):
        Money(100, "EUR") + Money(100, "USD")


def test_yen_have_no_cents_and_dinars_have_three_digits() -> None:
    assert (exponent("JPY"), exponent("EUR"), exponent("KWD")) == (0, 2, 3)


def test_conversion_moves_the_decimal_point_between_currencies() -> None:
    assert convert(Money(10_000, "EUR"), "JPY", Decimal("161.5")) == Money(16_150, "JPY")
    assert convert(Money(16_150, "JPY"), "EUR", Decimal(1) / Decimal("161.5")) == Money(10_000, "EUR")


def test_halves_are_rounded_to_even() -> None:
    assert convert(Money(5, "EUR"), "USD", Decimal("0.5")).minor == 2
    assert convert(Money(15, "EUR"), "USD", Decimal("0.5")).minor == 8
    assert convert(Money(-5, "EUR"), "USD", Decimal("0.5")).minor == -2


def test_weighting_rounds_once_after_the_sum() -> None:
    amounts = [33, 33, 33]
    assert weighted_minor(sum(amount * 50 for amount in amounts)) == 50


@given(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15))
def test_sums_are_exact(first: int, second: int) -> None:
    total = Money(first, "EUR") + Money(second, "EUR")
    assert total - Money(second, "EUR") == Money(first, "EUR")
    assert (-total).minor == -first - second


@pytest.mark.parametrize(
    ("text", "decimal_comma", "minor"),
    [
        ("1234.56", False, 123456),
        ("1,234.56", False, 123456),
        ("1.234,56", True, 123456),
        ("1234,5", True, 123450),
        ("€ 12", False, 1200),
        ("EUR 1 234 567", False, 123456700),
        ("−5.00", False, -500),
        ("-0,50", True, -50),
        ("1'234.50", False, 123450),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, *, decimal_comma: bool, minor: int) -> None:
    assert parse_minor(text, "EUR", decimal_comma=decimal_comma) == minor


@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3", "1,23", "12.345,6", "1.234", "1e5", "NaN", "=1+1", "9" * 30, "1..2", "--5"]
)
def test_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadAmount, match=r"Write it like 12,500\.00"):
        parse_minor(text, "EUR", decimal_comma=False)


@given(st.integers(-(10**12), 10**12), st.booleans())
def test_what_is_written_is_read_back(minor: int, decimal_comma: bool) -> None:  # noqa: FBT001  hypothesis passes positionally
    sign, cents = "-" if minor < 0 else "", abs(minor)
    english = f"{sign}{cents // 100:,}.{cents % 100:02d}"
    text = english.translate(str.maketrans(",.", ".,")) if decimal_comma else english
    assert parse_minor(text, "EUR", decimal_comma=decimal_comma) == minor
