"""Scenarios in addresses, and outlooks that add up."""

from datetime import UTC, date, datetime

import pytest

from domain.errors import BadFilter
from domain.outlook import Band, Histogram, Measure, OutlookMonth, OutlookPath, Part
from domain.scenario import Scenario

FULL = Scenario(
    win_rate=10, slip_weeks=-3, size=-20, run_rate=5, fixed={17: "won", 3: "lost", 4: "2026-12"}, leaving={9: 50},
    fx={"CHF": -7, "USD": 12},
)  # fmt: skip


def test_a_scenario_survives_the_address() -> None:
    text = FULL.to_query()
    assert text == "win.10_slip.-3_size.-20_run.5_fx.CHF.-7_fx.USD.12_left.9.50_deal.3.lost_deal.4.2026-12_deal.17.won"
    assert Scenario.from_query(text) == FULL


@pytest.mark.parametrize("text", [None, ""])
def test_no_scenario_is_the_forecast_itself(text: str | None) -> None:
    assert Scenario.from_query(text).is_empty
    assert Scenario().to_query() == ""


@pytest.mark.parametrize(
    "text",
    ["win", "win.x", "win.500", "win.1_win.2", "slip.99", "other.1", "deal.1", "deal.0.won", "deal.1.maybe",
     "deal.1.2026-13", "deal.1.2026-1", "left.1.0", "fx.eur.3", "fx.CHF.99", "_", "win.١"],
)  # fmt: skip
def test_what_is_no_scenario_is_refused(text: str) -> None:
    with pytest.raises(BadFilter):
        Scenario.from_query(text)


def test_parts_months_and_year_add_up() -> None:
    months = (
        OutlookMonth(date(2026, 1, 1), 100, band=Band(p50=100), target_minor=90, is_over=True),
        OutlookMonth(date(2026, 2, 1), 10, 20, 30, 40, -5, band=Band(p50=90)),
    )
    path = OutlookPath(
        2026, Measure.INVOICED, "EUR", months, Band(p50=185), Histogram(0, 1, (1,)), None, (), datetime(2026, 2, 2, tzinfo=UTC),
        date(2026, 2, 1), 100, is_skilled=True,
    )  # fmt: skip
    assert [month.mean_minor for month in months] == [100, 95]
    assert [month.gap_minor for month in months] == [10, None]
    assert (path.mean_minor, path.target_minor, path.gap_minor) == (195, None, None)
    assert sum(path.total(part) for part in Part) == path.mean_minor
