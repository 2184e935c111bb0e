"""The overview's pictures: what they say, that they add up, and that every figure has its table."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest
from dash.development.base_component import Component
from hypothesis import given
from hypothesis import strategies as st

from components.overview import chart, funnel, lead, lists, moved, tiles
from components.overview.words import whole
from components.theme import PALETTE
from tests.components.tree import attribute, parts

TODAY = date(2026, 11, 24)
TILE = tiles.Tile(
    label="Open pipeline, net",
    formula="Σ net of the open opportunities",
    unit="money",
    higher_is_better=True,
    value=760_621_907,
    currency="EUR",
    href="/progress-board?company=1",
    basis="24 Oct: €7.85M",
    months=[date(2026, 10, 1), date(2026, 11, 1)],
    points=[785_000_000, 760_621_907],
    compared=tiles.Compared(785_000_000, "down", 10_000_000, 24),
)
LEAD = lead.Lead("EUR", TODAY, "2026", 125_800_000, 21_800_000, 15_900_000, 200_000_000, 0.63, 2.5)
MONTHS = [
    chart.Month(date(2026, 11, 1), 80_000_000, 20_000_000, 5_000_000, 90_000_000, 70_000_000, None),
    chart.Month(date(2026, 12, 1), 0, 60_000_000, 0, 0, 65_000_000, None),
    chart.Month(date(2027, 1, 1), -1_000_000, 0, 0, 50_000_000, 0, -51_000_000),
]
MOVED = moved.Moved(7, "Molino S.p.A.", "Blending", "won", 5_200_000, (60, 100), 14_820_000, (None, None))
MOVES = moved.Moves((MOVED,), 3, 2, 1, 5_000_000, {"won": 1, "new": 3}, "EUR", date(2026, 11, 23), TODAY, "Σ")
STAGE = funnel.Stage("Visit", "visit", 1, "/progress-board?stage=2", 322, 229, 60, 33, 0.71, 25, 169_000_000)
FUNNEL = funnel.Funnel(
    (STAGE, replace(STAGE, name="Won", is_won=True)),
    date(2024, 11, 25),
    TODAY,
    322,
    68,
    33,
    2,
    "count",
    "EUR",
    TODAY,
    "reached = …",
)


def delta(tile: tiles.Tile) -> tuple[str, str]:
    """Return what a tile says of its change, and in which tone."""
    drawn = next(part for part in every(tiles.tiles([tile])) if "cd-delta" in class_of(part))
    return said(drawn), class_of(drawn).rpartition("--")[2]


def said(tree: Any) -> str:
    """Return all text of a tree as it stands."""
    if isinstance(tree, list | tuple):
        return "".join(map(said, tree))
    if isinstance(tree, Component):
        return said(getattr(tree, "children", None))
    return "" if tree is None else str(tree)


def every(drawn: Any) -> Iterator[Component]:
    for one in drawn if isinstance(drawn, list | tuple) else [drawn]:
        if isinstance(one, Component):
            yield from parts(one)


def class_of(part: Component) -> str:
    return str(getattr(part, "className", "") or "")


# ── Tiles ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_clear_change_has_a_triangle_a_sign_and_a_tone() -> None:
    assert delta(TILE) == ("−3.1\u00a0%", "neg")
    assert delta(replace(TILE, higher_is_better=False)) == ("−3.1\u00a0%", "pos")
    up = replace(TILE, compared=tiles.Compared(700_000_000, "up", 10, 24))
    assert delta(up) == ("+8.7\u00a0%", "pos")


def test_a_change_inside_the_usual_swing_is_not_told_and_the_swing_is() -> None:
    unclear = replace(TILE, compared=tiles.Compared(755_000_000, "unclear", 12_000_000, 24))
    assert delta(unclear) == ("no clear change", "flat")
    assert any("usual swing ±\u00a0€120k" in said(part) for part in every(tiles.tiles([unclear])))


def test_without_history_without_cases_or_without_an_earlier_number_nothing_is_judged() -> None:
    unknown = replace(TILE, compared=tiles.Compared(700_000_000, "unknown", None, 3))
    assert delta(unknown) == ("+8.7\u00a0% history too short to judge", "flat")
    assert delta(replace(TILE, is_small=True)) == ("too few to compare", "flat")
    assert delta(replace(TILE, compared=None)) == ("nothing to compare with", "flat")


def test_a_tile_is_a_link_to_the_list_behind_it_with_its_formula_and_its_line() -> None:
    drawn = tiles.tiles([TILE])[0]
    assert (drawn.href, drawn.title) == (TILE.href, TILE.formula)
    line = next(part for part in every(drawn) if class_of(part) == "cd-spark")
    assert orjson.loads(attribute(line, "data-spark")) == {"points": list(TILE.points), "last": []}
    assert attribute(line, "aria-hidden") == "true"


def test_the_numbers_of_the_lines_stand_in_a_table() -> None:
    table = tiles.tiles([TILE, replace(TILE, label="Win rate", unit="share", value=0.342, points=[None, 0.342])])[-1]
    text = said(table)
    for number in ("Oct\u00a02026", "€7,850,000.00", "34.2\u00a0%", "now", "€7,606,219.07"):
        assert number in text


# ── The sentence ─────────────────────────────────────────────────────────────────────────────────────


def sentence(shown: lead.Lead) -> str:
    return said(next(part for part in every(lead.lead(shown)) if class_of(part) == "cd-statement"))


def test_the_sentence_holds_the_sum_and_the_gap_and_is_no_forecast() -> None:
    assert sentence(LEAD) == (
        "2026: €1.26M of the €2.00M target is invoiced. With €218k of orders and €159k of weighted pipeline it comes to"
        " €1.64M, €365k short."
    )
    assert "€365k above." in sentence(replace(LEAD, target_minor=127_000_000))
    assert "target" not in sentence(replace(LEAD, target_minor=0))
    assert any("it is not a forecast" in said(part) for part in every(lead.lead(LEAD)))


def test_what_has_to_be_known_is_said() -> None:
    shown = replace(LEAD, rates_on=date(2026, 1, 31), undated=1, late_minor=9_000_000, coverage=40.0)
    text = " ".join(said(part) for part in lead.lead(shown))
    assert "Attainment 63\u00a0%." in text
    assert "€90k of the orders and pipeline was planned for months that are over." in text
    assert "1 document without a date is not in it." in text
    assert "Other currencies at rates from 31\u00a0Jan on." in text
    assert "covers" not in text  # forty times what is missing says only that hardly anything is


def test_the_bar_says_its_numbers() -> None:
    bar = next(part for part in every(lead.lead(LEAD)) if getattr(part, "role", "") == "img")
    assert attribute(bar, "aria-label") == "Invoiced €1.26M; Orders €218k; Weighted €159k; Target €2.00M"
    widths = [
        float(attribute(part, "style")["width"].rstrip("%")) for part in every(bar) if "cd-stack__p" in class_of(part)
    ]
    assert sum(widths) <= 100


# ── The chart ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mode", chart.MODES)
def test_the_chart_stacks_what_is_surer_below_and_draws_in_the_palette(mode: Any) -> None:
    figure = chart.figure(MONTHS, "EUR", TODAY, mode)
    bars = [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert [bar["name"] for bar in bars] == ["Invoiced", "Orders", "Opportunities, weighted"]
    assert bars[0]["marker"]["color"] == PALETTE[mode]["k-inv"]
    assert bars[2]["marker"]["pattern"]["shape"] == "/"
    assert bars[0]["y"] == [800_000.0, 0.0, -10_000.0]


def test_a_month_without_a_target_has_no_tick_and_today_is_a_line() -> None:
    figure = chart.figure(MONTHS, "EUR", TODAY, "light")
    target = next(trace for trace in figure["data"] if trace.get("name") == "Target")
    assert target["x"] == ["Nov\u00a02026", "Jan\u00a02027"]
    (line,) = figure["layout"]["shapes"]
    assert -0.5 < line["x0"] < 0.5
    assert figure["layout"]["yaxis"]["range"][0] < 0
    later = chart.figure(MONTHS[1:], "EUR", TODAY, "light")["layout"]
    assert "shapes" not in later


def test_each_year_is_named_where_it_begins() -> None:
    texts = chart.figure(MONTHS, "EUR", TODAY, "light")["layout"]["xaxis"]["ticktext"]
    assert texts == ["Nov<br>2026", "Dec", "Jan<br>2027"]


@given(st.lists(st.tuples(st.integers(-(10**12), 10**13), st.integers(0, 10**13)), min_size=1, max_size=36))
def test_the_axis_holds_every_bar_with_few_round_ticks(amounts: list[tuple[int, int]]) -> None:
    months = [chart.Month(date(2026, 1, 1), invoiced, 0, 0, target, 0, None) for invoiced, target in amounts]
    axis = chart.figure(months, "EUR", TODAY, "light")["layout"]["yaxis"]
    low, high = axis["range"]
    assert all(low <= max(invoiced, target) / 100 <= high for invoiced, target in amounts)
    assert 2 <= len(axis["tickvals"]) <= 8


def test_the_chart_has_words_and_a_table_with_the_same_numbers() -> None:
    filled = chart.chart(MONTHS, "EUR", TODAY)
    box = next(part for part in every(filled.body) if getattr(part, "role", "") == "img")
    assert "€790k invoiced, €800k orders, €50k weighted opportunities" in attribute(box, "aria-label")
    text = " ".join(said(part) for part in filled.foot)
    for number in ("€800,000", "€1,050,000", "€900,000", "€700,000", "−€510k"):
        assert number in text
    assert filled.caption == "Net in EUR by month, 24\u00a0Nov"


# ── What moved ───────────────────────────────────────────────────────────────────────────────────────


@given(
    st.lists(st.integers(-(10**9), 10**9), max_size=5),
    st.integers(-(10**9), 10**9),
)
def test_what_is_shown_as_moved_adds_up_to_the_total_shown(effects: list[int], rest: int) -> None:
    rows = tuple(replace(MOVED, effect_minor=effect) for effect in effects)
    total = sum(effects) + rest
    filled = moved.moved(replace(MOVES, largest=rows, total_minor=total))
    values = [amount(said(part)) for part in every(filled.body) if "cd-ch__v" in class_of(part)]
    assert sum(values) == whole(total, "EUR") // 100


def amount(text: str) -> int:
    return int(text.replace("€", "").replace(",", "").replace("−", "-"))


def test_each_cause_is_told_in_words() -> None:
    told = {}
    for cause in moved.SIGNS:
        one = replace(MOVED, cause=cause, expected=(date(2026, 12, 11), date(2027, 1, 22)))
        told[cause] = said(moved.moved(replace(MOVES, largest=(one,))).body)
    assert "Won €148k, Blending" in told["won"]
    assert "Lost, was at 60\u00a0%, Blending" in told["lost"]
    assert "Order 11\u00a0Dec → 22\u00a0Jan\u00a0’27, out of the period" in told["moved_out"]
    assert "Probability 60\u00a0% → 100\u00a0%" in told["surer"]
    assert said(moved.moved(MOVES).foot) == "Since 23\u00a0Nov: 1 won, 3 new."


def test_nothing_moved_is_said() -> None:
    nothing = replace(MOVES, largest=(), rest_count=0, rest_up=0, rest_down=0, total_minor=0, causes={})
    assert said(moved.moved(nothing).body) == "Nothing moved since 23\u00a0Nov."


# ── Funnel and lists ─────────────────────────────────────────────────────────────────────────────────


def test_the_funnel_is_a_table_whose_open_ones_lead_to_the_board() -> None:
    filled = funnel.funnel(FUNNEL)
    links = [attribute(part, "href") for part in every(filled.body) if type(part).__name__ == "A"]
    assert links == [STAGE.href]
    text = said(filled.body)
    for number in ("322", "229", "71\u00a0%", "60", "33", "25", "€1.69M"):
        assert number in text
    assert "21\u00a0% of the starts were won; 33 are still open and may raise it." in str(filled.foot)
    assert "2 of the open ones started earlier." in str(filled.foot)


def test_the_funnel_by_value_writes_money() -> None:
    assert "€1.69M" in said(
        funnel.funnel(replace(FUNNEL, stages=(replace(STAGE, reached=169_000_000),), by="value")).body
    )


def test_a_list_says_how_many_there_are_and_leads_to_all_of_them() -> None:
    row = lists.Row(4, "Aceites", "Ultrafiltration", "Visit", "visit", 1, 50, 23_396_300, "31 d")
    filled = lists.waiting([row], lists.Total(16, 102_000_000, "/progress-board?idle=30", "EUR"), "No contact:")
    assert filled.caption == "No contact: 16 opportunities, €1.02M net"
    assert (filled.foot.href, said(filled.foot)) == ("/progress-board?idle=30", "Show the 16 opportunities")
    assert lists.waiting([], lists.Total(0, 0, "", "EUR"), "No contact:").foot is None
    shown = lists.largest([row], 46_792_600, "EUR", TODAY)
    assert shown.caption == "The largest holds 50\u00a0% of the weighted pipeline, 24\u00a0Nov"


def test_a_company_without_pipelines_is_told_so_and_nothing_is_broken() -> None:
    assert funnel.no_pipeline().body.children == "No opportunity is open."
