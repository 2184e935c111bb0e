"""Numbers, money and dates of each language, and what holds for all of them."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import formats, language
from domain.money import exponent

LOCALES = sorted(language.LOCALES)
CURRENCIES = ["EUR", "USD", "CHF", "JPY", "KWD"]
TODAY = date(2026, 6, 18)
NOW = datetime(2026, 6, 18, 11, 52, tzinfo=UTC)


def read_back(text: str, locale: str) -> Decimal:
    """Turn a written number back into a Decimal, by the marks of its language."""
    group, decimal = (",", ".") if locale == "en" else (".", ",")
    digits = re.sub(rf"[^\d{re.escape(decimal)}−]", "", text.replace(group, ""))
    return Decimal(digits.replace("−", "-").replace(decimal, "."))


@pytest.mark.parametrize(
    ("locale", "style", "written"),
    [
        ("en", "2", "€108,850.95"),
        ("en", "0", "€108,851"),
        ("en", "k", "€109k"),
        ("it", "2", "108.850,95\u00a0€"),
        ("es", "0", "108.851\u00a0€"),
        ("it", "k", "109\u202fk\u00a0€"),
    ],
)
def test_money_is_written_as_its_language_does(locale: str, style: formats.MoneyStyle, written: str) -> None:
    assert formats.money(10_885_095, "EUR", locale, style) == written


@pytest.mark.parametrize(
    ("minor", "written"),
    [
        (0, "€0"),
        (99_949, "€999"),
        (99_950, "€1k"),
        (386_000_00, "€386k"),
        (999_499_99, "€999k"),
        (999_500_00, "€1.00M"),
        (124_000_000, "€1.24M"),
        (-124_000_000, "−€1.24M"),
    ],
)
def test_short_money_never_says_a_thousand_thousands(minor: int, written: str) -> None:
    assert formats.money(minor, "EUR", "en", "k") == written


def test_a_currency_without_cents_has_none() -> None:
    assert formats.money(1234, "JPY", "en", "2") == "JP¥1,234"
    assert formats.money(1234, "KWD", "it", "2") == "1,234\u00a0KWD"


def test_four_digits_are_grouped_in_every_language() -> None:
    assert [formats.money(123_456, "EUR", locale, "2") for locale in ("es", "it", "en")] == [
        "1.234,56\u00a0€",
        "1.234,56\u00a0€",
        "€1,234.56",
    ]


@given(st.integers(-(10**15), 10**15), st.sampled_from(CURRENCIES), st.sampled_from(LOCALES))
def test_no_cent_is_lost_when_money_is_written_in_full(minor: int, currency: str, locale: str) -> None:
    written = formats.money(minor, currency, locale, "2")
    assert read_back(written, locale) == Decimal(minor).scaleb(-exponent(currency))
    assert "-" not in written


@given(st.integers(-(10**15), 10**15), st.sampled_from(LOCALES))
def test_whole_units_are_at_most_half_a_unit_off(minor: int, locale: str) -> None:
    assert abs(read_back(formats.money(minor, "EUR", locale), locale) - Decimal(minor) / 100) <= Decimal("0.5")


@given(st.integers(0, 10**14), st.sampled_from(LOCALES))
def test_a_negative_amount_is_the_positive_one_with_a_minus(minor: int, locale: str) -> None:
    for style in ("0", "2", "k"):
        positive, negative = (formats.money(sign * minor, "EUR", locale, style) for sign in (1, -1))
        assert negative in {positive, f"−{positive}"}


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4), st.sampled_from(LOCALES))
def test_numbers_keep_their_decimals(value: Decimal, digits: int, locale: str) -> None:
    back = read_back(formats.number(value, digits, locale), locale)
    assert abs(back - value) <= Decimal(1).scaleb(-digits) / 2


def test_only_changes_carry_a_plus() -> None:
    assert [formats.number(value, signed=True) for value in (5, -5, 0)] == ["+5", "−5", "0"]
    assert formats.number(-0.2) == "0"


def test_percent_keeps_its_sign_on_the_line() -> None:
    assert formats.percent(62) == "62\u00a0%"
    assert formats.percent(34.04, 1, "it") == "34,0\u00a0%"
    assert formats.percent_range(25, 90) == "25–90\u00a0%"


def test_a_day_names_its_year_only_when_it_is_not_this_one() -> None:
    assert formats.day(date(2026, 7, 24), TODAY) == "24\u00a0Jul"
    assert formats.day(date(2027, 1, 11), TODAY) == "11\u00a0Jan\u00a0’27"
    assert formats.day(date(2026, 7, 24), TODAY, "it") == "24\u00a0lug"
    assert formats.month(date(2026, 10, 1), "es") == "oct\u00a02026"
    assert formats.long_day(date(2026, 7, 24), "es") == "24 de julio de 2026"
    assert formats.days(1900) == "1,900\u00a0d"


@pytest.mark.parametrize(
    ("ago", "written"),
    [
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=12), "12 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=13), "1 d ago"),
        (timedelta(days=6), "6 d ago"),
        (timedelta(days=8), "10\u00a0Jun"),
        (timedelta(minutes=-1), "just now"),
    ],
)
def test_a_moment_is_relative_for_a_week(ago: timedelta, written: str) -> None:
    assert formats.moment(NOW - ago, NOW) == written


def test_without_a_locale_the_reader_s_language_counts() -> None:
    with language.use_locale("it"):
        assert formats.money(100, "EUR", style="2") == "1,00\u00a0€"
        assert formats.browser_locale() == "it-IT"
    assert formats.money(100, "EUR", style="2") == "€1.00"


def test_the_hour_is_written_with_two_digits() -> None:
    assert formats.clock_time(NOW.replace(hour=8, minute=5)) == "08:05"
