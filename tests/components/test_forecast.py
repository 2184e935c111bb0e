"""The forecast's pictures: what they say, that their parts add up, and that everything leads to what is behind it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from components import axes
from components.forecast import behind, layout, months, statement, tabs, what_if
from components.forecast.histogram import histogram
from components.forecast.monthly import monthly
from components.forecast.outlook_words import Shown, chance
from components.forecast.path import cumulative
from components.theme import PALETTE
from domain.outlook import Band, Behind, BehindRow, Cell, Measure, OutlookMonth, OutlookPath, Part
from domain.scenario import Scenario
from tests.components.tree import attribute, by_id, of_class, parts, says
from tests.outlooks import ACTUAL, MONTHS, OVER, TODAY, outlook

NOON = datetime(2026, 4, 12, 12, tzinfo=UTC)
PATH = outlook()
BASE = Shown(PATH, PATH)


def _said(path: OutlookPath) -> str:
    return " ".join(says(statement.statement(path, TODAY, NOON)).replace("\u00a0", " ").split())


def test_the_statement_says_number_range_gap_and_chance() -> None:
    text = _said(PATH)
    for piece in ("€5.38M", "€5.20M", "€5.56M", "short", "€5.76M", "28 %", "5,000 draws"):
        assert piece in text


def test_a_year_above_its_target_says_so() -> None:
    lower = tuple(replace(month, target_minor=1_000_000) for month in PATH.months)
    assert "above the €120k target" in _said(outlook(months=lower))


def test_without_a_target_it_says_that_there_is_none() -> None:
    none = tuple(replace(month, target_minor=None) for month in PATH.months)
    assert "There is no target for it." in _said(outlook(months=none, chance_of_target=None))


def test_without_skill_it_says_so_before_anything_else() -> None:
    assert "No better than repeating last year" in _said(outlook(is_skilled=False))
    assert "No better" not in _said(PATH)


def test_a_forecast_that_ends_before_the_year_says_where_and_names_no_gap() -> None:
    ended = tuple(replace(month, is_beyond=month.month.month == MONTHS) for month in PATH.months)
    text = _said(outlook(months=ended, chance_of_target=None))
    assert "Up to Nov 2026" in text
    assert "short" not in text


def test_companies_without_a_forecast_are_named_and_no_chance_is_told() -> None:
    text = _said(outlook(without=("Sartori Iberia S.A.",)))
    assert "There is no forecast yet of Sartori Iberia S.A.: of them only what has come is counted." in text
    assert "short" not in text
    assert "28 %" not in text


@pytest.mark.parametrize("measure", list(Measure))
def test_every_measure_has_its_own_sentence(measure: Measure) -> None:
    others = [_said(outlook(measure=other)) for other in Measure if other is not measure]
    assert _said(outlook(measure=measure)) not in others


@pytest.mark.parametrize("measure", Measure)
def test_where_nothing_came_and_nothing_is_to_come_no_number_is_promised(measure: Measure) -> None:
    bare = tuple(
        OutlookMonth(month.month, is_over=month.is_over, is_running=month.is_running, target_minor=month.target_minor)
        for month in PATH.months
    )
    path = outlook(measure=measure, months=bare, band=Band(), chance_of_target=0.0)
    assert path.is_empty
    assert "There is nothing to forecast 2026 from" in _said(path)
    assert "8 of 10" not in _said(path)
    assert statement.plain(path) in _said(path)
    came = (replace(bare[0], actual_minor=1), *bare[1:])
    assert not PATH.is_empty
    assert not replace(path, months=came).is_empty
    assert not replace(path, without=("Sartori",)).is_empty, "there it is the forecast that is missing"


def test_a_chance_is_never_certain() -> None:
    assert [chance(share).replace("\u00a0", " ") for share in (0.0, 0.284, 1.0)] == ["under 1 %", "28 %", "over 99 %"]


def test_the_rows_of_the_table_add_up_to_its_foot() -> None:
    drawn = months.table(PATH, TODAY)
    rows = [_cells(row) for row in parts(drawn) if type(row).__name__ == "Tr"]
    head, *body, foot = rows
    assert [" ".join(cell.replace("\u00a0", " ").split()) for cell in head[1:7]] == [
        "Actual",
        "Backlog",
        "Pipeline",
        "New business",
        "History",
        "Mean",
    ]
    for column in range(1, 7):
        assert sum(_number(row[column]) for row in body) == pytest.approx(_number(foot[column]), abs=1)
    for row in [*body, foot]:
        assert sum(_number(cell) for cell in row[1:6]) == pytest.approx(_number(row[6]), abs=2)


def test_every_part_that_is_something_opens_what_is_behind_it() -> None:
    drawn = months.table(PATH, TODAY)
    opening = {attribute(button, "data-fc-cell") for button in of_class(drawn, "cd-fccell")}
    something = {f"{month.month:%Y-%m}.{part}" for month in PATH.months for part in Part if month.part(part)}
    assert opening == something | {f"year.{part}" for part in Part}


def test_the_fan_ends_at_the_range_of_the_year() -> None:
    figure = cumulative(BASE, TODAY, "light")
    lines = {
        trace["line"]["color"]: trace
        for trace in figure["data"]
        if trace.get("mode") == "lines" and "color" in trace.get("line", {})
    }
    likely = lines[PALETTE["light"]["brand"]]
    assert likely["y"][-1] == pytest.approx(PATH.months[-1].so_far.p50 / 100)
    assert lines[PALETTE["light"]["target"]]["y"][-1] == pytest.approx((PATH.target_minor or 0) / 100)
    assert lines[PALETTE["light"]["k-inv"]]["y"][OVER] == pytest.approx(ACTUAL * OVER / 100)


def test_the_areas_stack_up_to_the_mean_of_the_year() -> None:
    areas = [
        trace
        for trace in cumulative(BASE, TODAY, "light")["data"]
        if trace.get("fill") == "tonexty" and trace["line"].get("width") == 0
    ]
    assert areas[-1]["y"][-1] == pytest.approx(PATH.mean_minor / 100)


def test_the_bars_of_a_month_stack_up_to_its_mean() -> None:
    bars = [trace for trace in monthly(BASE, TODAY, "dark")["data"] if trace["type"] == "bar"]
    sums = [sum(bar["y"][at] for bar in bars) for at in range(MONTHS)]
    assert sums == pytest.approx([month.mean_minor / 100 for month in PATH.months])


def test_assumptions_leave_the_forecast_itself_in_the_figures() -> None:
    changed = Shown(PATH, outlook(chance_of_target=0.5))
    assert len(cumulative(changed, TODAY, "light")["data"]) == len(cumulative(BASE, TODAY, "light")["data"]) + 3
    assert len(monthly(changed, TODAY, "light")["data"]) == len(monthly(BASE, TODAY, "light")["data"]) + 1


def test_the_histogram_is_dark_from_the_target_on() -> None:
    (bars,) = histogram(BASE, "light")["data"]
    target = (PATH.target_minor or 0) / 100
    dark = [colour == PALETTE["light"]["brand"] for colour in bars["marker"]["color"]]
    assert dark == [place >= target for place in bars["x"]]
    assert sum(bars["y"]) == sum(PATH.histogram.counts)


def test_figures_travel_as_json() -> None:
    assert len(orjson.dumps(layout.figures(BASE, TODAY))) < 80_000


def test_what_if_says_before_and_after() -> None:
    assert says(what_if.status(BASE)) == "Same as the forecast"
    band = replace(PATH.band, p50=PATH.band.p50 + 18_400_000)
    text = says(what_if.status(Shown(PATH, outlook(band=band, chance_of_target=0.41)))).replace("\u00a0", " ")
    assert "+€184k" in text
    assert "28 % → 41 %" in text


def test_what_is_assumed_of_a_deal_is_chosen_when_the_page_is_drawn_anew() -> None:
    deals = [
        what_if.Deal(7, "Molino", "Blending", "€148k", "2026-04"),
        what_if.Deal(9, "Oleificio", "Skid", "€109k", "lost"),
    ]
    scenario = Scenario(fixed={7: "2026-04", 9: "lost"}, leaving={3: 50}, fx={"USD": -5})
    drawn = what_if.choices(what_if.Choices(deals, [(3, "Marco")], ["USD"], what_if.months_of(PATH), scenario))
    assert by_id(drawn, "forecast-deal-7").value is True  # type: ignore[attr-defined]  # a Dash component's prop
    chosen = {name: by_id(drawn, name).value for name in ("forecast-deal-9", "forecast-leaving", "forecast-fx-USD")}  # type: ignore[attr-defined]  # the same
    assert chosen == {"forecast-deal-9": "lost", "forecast-leaving": "3", "forecast-fx-USD": "-5"}


def test_a_deal_that_is_assumed_lost_is_not_offered_as_won() -> None:
    deals = [what_if.Deal(7, "Molino", "Blending", "€148k", "lost")]
    drawn = what_if.choices(what_if.Choices(deals, [], [], what_if.months_of(PATH), Scenario(fixed={7: "lost"})))
    assert by_id(drawn, "forecast-deal-7").value == "lost"  # type: ignore[attr-defined]  # a Dash component's prop


def test_what_is_behind_a_cell_adds_up_to_its_foot_and_can_be_assumed_otherwise() -> None:
    row = BehindRow("opportunity", 7, "2026/7", "Molino", "Blending", TODAY, 14_820_000, 0.4, 5_928_000)
    found = Behind(Cell(Part.PIPELINE, None, year=2026), "EUR", 6_000_000, 3, (row,))
    body = behind.content(found, TODAY)
    assert behind.title(found) == "2026, Pipeline: €60,000"
    rest, together = (says(foot) for foot in parts(by_tag(body, "Tfoot")) if type(foot).__name__ == "Tr")
    assert rest.split() == ["2", "more", "€720"]
    assert together.split() == ["Together", "€60,000"]
    words = [(attribute(part, "data-fc-assume"), attribute(part, "data-fc-value")) for part in parts(body)]
    assert [pair for pair in words if pair[0]] == [("deal.7", "won"), ("deal.7", "lost")]


def test_the_sentence_on_paper_is_that_of_the_page() -> None:
    assert statement.plain(PATH).replace("\u00a0", " ") == (
        "2026 is likely to close at €5.38M, between €5.20M and €5.56M in 8 of 10 cases. "
        "That is €380k short of the €5.76M target; the chance of reaching it is 28 %."
    )


def test_the_strip_marks_the_page_that_is_shown() -> None:
    marked = [link for link in of_class(tabs.tabs("/forecast"), "cd-fctabs__a") if attribute(link, "aria-current")]
    assert [attribute(link, "href") for link in marked] == ["/forecast"]


def test_ticks_have_decimals_only_where_one_of_them_needs_them() -> None:
    assert axes.ticks(0, 900_000_000, "EUR", 9)["ticktext"][:3] == ["€0", "€1M", "€2M"]
    assert axes.ticks(0, 130_000_000, "EUR", 4)["ticktext"] == ["€0", "€500k", "€1.00M", "€1.50M"]


def by_tag(tree: Any, name: str) -> Any:
    return next(part for part in parts(tree) if type(part).__name__ == name)


def _cells(row: Any) -> list[str]:
    return [says(cell).strip() for cell in row.children]


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-")) if text not in ("–", "") else 0.0
