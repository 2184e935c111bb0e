"""Exchange rates: the bank's own numbers, of the right day, crossed over the euro."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from data.fx import Rates, converted, ecb_rates, ensure_currencies, load_ecb, rate
from data.schema.company import Currency, FxRate
from data.session import Database
from domain.errors import RateMissing
from domain.money import Money
from tests.world import World

SINCE = date(2024, 4, 1)


@pytest.fixture
def rated(database: Database) -> Database:
    with database.write() as session:
        ensure_currencies(session)
        load_ecb(session, SINCE)
    return database


def test_the_bundled_rates_are_those_the_bank_published() -> None:
    published = {(day, code): value for day, code, value in ecb_rates() if day.year in {1999, 2024}}
    assert published[date(1999, 1, 4), "USD"] == "1.1789"
    assert published[date(2024, 5, 3), "GBP"] == "0.85573"
    assert (date(2024, 5, 4), "USD") not in published, "no rates on a Saturday"


def test_loading_twice_changes_nothing(rated: Database) -> None:
    with rated.write() as session:
        before = session.scalar(select(func.count()).select_from(FxRate))
        ensure_currencies(session)
        assert load_ecb(session, SINCE) == 0
        assert session.scalar(select(func.count()).select_from(FxRate)) == before


def test_loading_further_back_adds_only_what_was_missing(rated: Database) -> None:
    with rated.write() as session:
        added = load_ecb(session, date(2024, 3, 1))
        days = session.scalar(select(func.count(func.distinct(FxRate.rate_on))).where(FxRate.rate_on < SINCE))
        assert added > 0
        assert days == 20  # working days of March 2024 without Good Friday
        assert load_ecb(session, date(2024, 3, 1)) == 0


def test_only_listed_currencies_are_loaded_and_a_listed_one_keeps_its_name(database: Database) -> None:
    with database.write() as session:
        session.add_all([Currency(code="EUR", name="Evro", exponent=2), Currency(code="ZAR", name="Rand", exponent=2)])
        session.flush()
        load_ecb(session, date(2026, 1, 1))
        assert set(session.scalars(select(FxRate.quote_currency))) == {"ZAR"}
        ensure_currencies(session)
        assert session.get_one(Currency, "EUR").name == "Evro"
        assert session.get_one(Currency, "JPY").exponent == 0


@pytest.mark.parametrize("cached", [False, True])
def test_a_rate_is_of_the_last_day_on_or_before(rated: Database, cached: bool) -> None:  # noqa: FBT001  pytest passes it
    with rated.read() as session:
        look_up = Rates(session).rate if cached else lambda *ask: rate(session, *ask)
        friday = look_up("EUR", "GBP", date(2024, 5, 3))
        assert (friday.value, friday.on) == (Decimal("0.85573"), date(2024, 5, 3))
        assert look_up("EUR", "GBP", date(2024, 5, 5)) == friday, "Sunday takes Friday's"
        assert look_up("GBP", "EUR", date(2024, 5, 3)).value == 1 / Decimal("0.85573")
        assert look_up("USD", "GBP", date(2024, 5, 3)).value == Decimal("0.85573") / Decimal("1.0744")
        assert look_up("CHF", "CHF", date(1990, 1, 1)).value == 1
        with pytest.raises(RateMissing, match="no exchange rate from USD to GBP on or before 2024-03-31"):
            look_up("USD", "GBP", date(2024, 3, 31))
        with pytest.raises(RateMissing):
            look_up("EUR", "ZZZ", date(2024, 5, 3))


def test_a_cross_rate_is_as_old_as_its_older_part(database: Database, world: World) -> None:
    with database.read() as session:
        assert rate(session, "CHF", "JPY", date(2026, 7, 10)).on == date(2026, 1, 2)
        assert rate(session, "CHF", "JPY", date(2026, 7, 14)).on == date(2026, 7, 14)


@pytest.mark.parametrize("cached", [False, True])
def test_the_companys_own_rate_goes_before_the_banks_of_that_day(
    rated: Database,
    cached: bool,  # noqa: FBT001  pytest passes it
) -> None:
    day = date(2024, 5, 3)
    with rated.write() as session:
        session.add(FxRate(base_currency="EUR", quote_currency="GBP", rate_on=day, source="OWN", rate="0.9"))
    with rated.read() as session:
        look_up = Rates(session).rate if cached else lambda *ask: rate(session, *ask)
        assert look_up("EUR", "GBP", day).value == Decimal("0.9")


def test_amounts_are_converted_on_minor_units_half_to_even(rated: Database) -> None:
    day = date(2024, 5, 3)
    with rated.read() as session:
        assert converted(session, Money(10_000, "EUR"), "GBP", day) == Money(8_557, "GBP")
        assert converted(session, Money(10_000, "EUR"), "JPY", day).minor == 16_462
        assert Rates(session).to_base(Money(8_557, "GBP"), day) == 10_000
        assert Rates(session).to_base(Money(123, "EUR"), day) == 123


@pytest.mark.parametrize("until", [date(2024, 6, 5), date(2025, 3, 31), date(2026, 10, 30)])
def test_quotes_of_month_ends_give_the_same_rates_for_month_ends_and_the_last_day(rated: Database, until: date) -> None:
    with rated.read() as session:
        every, few = Rates(session), Rates(session, month_ends_until=until)
        for day in (date(2024, 4, 30), date(2024, 5, 31), until):
            for pair in (("USD", "EUR"), ("EUR", "CHF"), ("JPY", "GBP")):
                assert few.rate(*pair, day) == every.rate(*pair, day)
        assert len(few._series["USD"][0]) < len(every._series["USD"][0]) / 15
