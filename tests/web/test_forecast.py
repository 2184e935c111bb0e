"""The forecast's address and its file: what they mean, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from domain.access import Principal, Reach, Role
from domain.errors import BadFilter, MalformedInput
from domain.money import Money
from domain.outlook import Cell, Measure, Part
from domain.scenario import Scenario
from tests.outlooks import MONTHS, outlook
from web.forecast import View
from web.forecast_export import HEADINGS, rows

PERSON = Principal(1, "nora", "Nora", Role.ANALYST, frozenset({1}), frozenset(), Reach.COMPANY, Reach.COMPANY)
NAMES = [heading.name for heading in HEADINGS]


def test_the_period_only_chooses_the_year() -> None:
    view = View.of(PERSON, "?company=1&period=2027-Q2&measure=won&s=win.8_deal.7.lost")
    assert (view.year, view.measure, view.wanted.period) == (2027, Measure.WON, None)
    assert view.wanted.company_ids == {1}
    assert view.scenario == Scenario(win_rate=8, fixed={7: "lost"})


def test_without_a_period_it_is_this_year() -> None:
    view = View.of(PERSON, "")
    assert (view.year, view.measure) == (view.today.year, Measure.INVOICED)
    assert view.scenario.is_empty


@pytest.mark.parametrize("search", ["?measure=guessed", "?s=win.9999", "?s=deal.0.won", "?s=;drop"])
def test_what_cannot_be_read_is_refused(search: str) -> None:
    with pytest.raises(BadFilter):
        View.of(PERSON, search)


def test_a_cell_is_a_part_of_a_month_or_of_the_year() -> None:
    view = View.of(PERSON, "?period=2026&measure=ordered&s=slip.2")
    asked = (Measure.ORDERED, Scenario(slip_weeks=2), 2026)
    assert view.cell("2026-07.backlog") == Cell(Part.BACKLOG, date(2026, 7, 1), *asked)
    assert view.cell("year.fresh") == Cell(Part.FRESH, None, *asked)


@pytest.mark.parametrize("text", ["", "year", "year.p50", "2026-13.backlog", "2026-07-01.backlog", "..backlog"])
def test_no_other_cell_is_opened(text: str) -> None:
    with pytest.raises(MalformedInput):
        View.of(PERSON, "").cell(text)


def test_the_rows_of_the_file_add_up_to_the_forecast() -> None:
    path = outlook()
    written = [dict(zip(NAMES, row, strict=True)) for row in rows(path)]
    assert [row["month"] for row in written] == [month.month for month in path.months]
    for row, month in zip(written, path.months, strict=True):
        assert sum(_minor(row[part.value]) for part in Part) == _minor(row["mean"]) == month.mean_minor
        assert _minor(row["gap"]) == month.band.p50 - (month.target_minor or 0)
    assert sum(_minor(row["mean"]) for row in written) == path.mean_minor
    assert _minor(written[-1]["so_far_p50"]) == path.months[-1].so_far.p50


def test_a_month_beyond_the_forecast_has_no_range_in_the_file() -> None:
    path = outlook()
    beyond = (*path.months[:-1], replace(path.months[-1], is_beyond=True))
    last = dict(zip(NAMES, list(rows(replace(path, months=beyond)))[MONTHS - 1], strict=True))
    assert {last[name] for name in ("p10", "p50", "p90", "so_far_p50", "gap")} == {None}


def _minor(cell: object) -> int:
    assert isinstance(cell, Money)
    return cell.minor
