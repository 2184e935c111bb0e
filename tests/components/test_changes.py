"""The bridge in pictures and words: rows that lead from one day to the other, and a sentence for whatever happened."""

from dataclasses import replace
from datetime import date

import pytest

from components.forecast import changes as page
from components.forecast import waterfall
from components.forecast.changes_deals import deals_table
from components.forecast.changes_panel import changes_panel
from components.forecast.changes_words import bar_names, happened
from components.language import LOCALES, use_locale
from domain.basis import Basis
from domain.changes import Bar, BarSum, Bridge, Deal, Effect, Side
from domain.outcome import Outcome
from tests.components.tree import parts, says

SINCE, TODAY = date(2026, 6, 15), date(2026, 6, 18)
THEN = Side(Outcome.OPEN, "EUR", 10_000_00, 50, 50, date(2026, 9, 1), 1, 1, in_period=True, in_reach=True, counts=True)
NOW = replace(THEN, outcome=Outcome.WON, counts=False)
DEALS = {1: Deal(1, "IT-1", "Press", "Molino Rossi", "Offer", "Won", "Sara", "Sara")}


def bridge(*bars: tuple[Bar, int]) -> Bridge:
    sums = tuple(BarSum(bar, minor, (Effect(1, bar, THEN, NOW, minor),)) for bar, minor in bars)
    end = 8_000_00 + sum(minor for _, minor in bars)
    return Bridge(SINCE, TODAY, "EUR", 8_000_00, end, 3, 2, sums)


def test_each_row_of_the_waterfall_begins_where_the_one_before_ends() -> None:
    figure = waterfall.figure(bridge((Bar.NEW, 3_000_00), (Bar.WON, -5_000_00)), "light")
    (bars,) = figure["data"]
    assert list(zip(bars["base"], bars["x"], strict=True)) == [(8000, 0), (8000, 3000), (6000, 5000), (6000, 0)]
    assert bars["y"] == ["15\u00a0Jun", "New", "Won", "18\u00a0Jun"]
    assert bars["text"] == ["<b>€8k</b>", "+€3k", "−€5k", "<b>€6k</b>"]


@pytest.mark.parametrize("locale", sorted(LOCALES))
def test_everything_that_can_happen_has_a_name_and_a_sentence(locale: str) -> None:
    with use_locale(locale):
        names = bar_names()
        told = [
            happened(Effect(1, bar, then, now, -1), bridge())
            for bar in Bar
            for then, now in ((THEN, NOW), (None, None))
        ]
    assert len(set(names.values())) == len(Bar)
    assert all(told)


def test_the_panel_names_the_largest_and_the_page_what_it_weighs_by() -> None:
    found = bridge((Bar.NEW, 3_000_00), (Bar.WON, -5_000_00))
    assert "Molino Rossi  was won, it had stood at 50\u00a0%." in says(changes_panel(found, DEALS).foot)
    shown = page.Shown(replace(found, basis=Basis.MODEL, unspoken=True), DEALS, "2026", "", may_export=False)
    said = says(page.body(shown, date(1990, 1, 1)))
    assert "probability of the model in EUR. No forecast was stored by then" in said
    assert "CSV" not in said


def test_where_nothing_was_and_is_open_nothing_is_said_to_have_changed() -> None:
    nothing = replace(bridge(), start_minor=0, end_minor=0, start_count=0, end_count=0)
    said = says(page.body(page.Shown(nothing, {}, "2026", "", may_export=False), date(1990, 1, 1)))
    assert "Nothing is open for 2026, and nothing was on 15 June 2026." in said
    assert "That is" not in said


def test_a_table_of_many_deals_adds_up_by_its_last_rows() -> None:
    effects = tuple(Effect(number, Bar.LOST, THEN, NOW, -100) for number in range(1, 151))
    table = deals_table(bridge(), BarSum(Bar.LOST, -15_001, effects), DEALS)
    said = says(table)
    assert "50 smaller ones" in said
    assert "−€50.00" in said
    assert "−€0.01" in said, "what rounding leaves"
    assert "−€150.01" in said
    assert sum(1 for part in parts(table) if type(part).__name__ == "Tr") == 1 + 100 + 3
