"""The filter bar: what chips say, what controls hold, what the browser is told."""

from dataclasses import replace
from datetime import date

import pytest
from dash import Dash
from hypothesis import given
from hypothesis import strategies as st

from components import filter_bar as bar
from components import filter_fields as fields
from components.filter_bar import Choice, FilterOptions, Pipelines
from domain.filter import PipelineFilter
from tests.components.tree import attribute, by_id, of_class, parts, says

TODAY = date(2026, 6, 18)
OPTIONS = FilterOptions(
    companies=[Choice("1", "Italia"), Choice("2", "España"), Choice("3", "Deutschland")],
    periods=[Choice("this-year", "This year"), Choice("2026-Q3", "Q3 2026")],
    types=[Choice("1", "Equipment", 60), Choice("2", "Retrofit", 31), Choice("3", "Service", 30)],
    owners=[Choice(str(number), f"Person {number}") for number in range(1, 13)],
    percents=[Choice(str(step), f"{step} %", 9) for step in (0, 25, 50, 75, 90)],
    stages=[Choice("4", "Visit")],
    currencies=[Choice("EUR", "EUR"), Choice("USD", "USD")],
)


def shown(query: str) -> dict[str, str]:
    drawn = bar.filter_bar(OPTIONS, PipelineFilter.from_query(query, TODAY))
    chips = of_class(drawn, "cd-chip")
    assert says(of_class(chips[0], "cd-chip__v")) == "Today", "the day that is looked at comes first"
    return {attribute(chip, "data-cd-chip"): says(of_class(chip, "cd-chip__v")) for chip in chips[1:]}


def test_without_a_filter_every_chip_says_everything() -> None:
    assert shown("") == {
        "company": "All 3",
        "period": "All time",
        "type": "All",
        "owner": "Anyone",
        "p": "0–100\u00a0%",
        "stage": "All",
        "currency": "EUR",
        "q": "",
    }


@pytest.mark.parametrize(
    ("query", "key", "text"),
    [
        ("type=1,2", "type", "Equipment, Retrofit"),
        ("type=1,2,3", "type", "Equipment +2"),
        ("period=2026-Q3", "period", "Q3 2026"),
        ("period=2026-01..2026-06", "period", "2026-01 – 2026-06"),
        ("p=25-100", "p", "25\u00a0% and up"),
        ("p=25-90", "p", "25\u00a0% and up"),
        ("p=0-50", "p", "up to 50\u00a0%"),
        ("p=25-75", "p", "25–75\u00a0%"),
        ("p=50-50", "p", "50\u00a0%"),
        ("currency=USD", "currency", "USD"),
        ("owner=99", "owner", "99"),
    ],
)
def test_a_chip_says_what_is_chosen(query: str, key: str, text: str) -> None:
    assert shown(query)[key] == text


@pytest.mark.parametrize(
    ("query", "set_chips"),
    [("", []), ("type=1", ["type"]), ("currency=EUR", []), ("currency=USD&q=x", ["currency", "q"]), ("p=0-100", [])],
)
def test_only_what_narrows_is_marked(query: str, set_chips: list[str]) -> None:
    drawn = bar.filter_bar(OPTIONS, PipelineFilter.from_query(query, TODAY))
    assert [attribute(chip, "data-cd-chip") for chip in of_class(drawn, "is-set")] == set_chips


@pytest.mark.parametrize(
    ("query", "key", "value"),
    [
        ("company=2,1", "company", ["1", "2"]),
        ("p=25-100", "p", ["25", "50", "75", "90"]),
        ("p=30-80", "p", ["50", "75"]),
        ("", "p", []),
        ("period=this-year", "period", "this-year"),
        ("", "period", ""),
        ("", "currency", "EUR"),
        ("q=valtenna", "q", "valtenna"),
    ],
)
def test_a_control_holds_what_the_filter_says(query: str, key: fields.Key, value: object) -> None:
    drawn = bar.filter_bar(OPTIONS, PipelineFilter.from_query(query, TODAY))
    assert attribute(by_id(drawn, bar.control(key)), "value") == value


def test_a_page_of_one_pipeline_begins_with_the_choice_of_it() -> None:
    choices = [Choice("1", "Equipment", 100), Choice("2", "Service", 32)]

    def drawn(chosen: str) -> tuple[str, str, bool]:
        options = replace(OPTIONS, pipelines=Pipelines(choices, chosen, "1"))
        whole = bar.filter_bar(options, PipelineFilter())
        chip = of_class(whole, "cd-chip")[1]  # after the day that is looked at
        assert attribute(chip, "data-cd-chip") == "pipeline"
        value = attribute(by_id(whole, bar.control("pipeline")), "value")
        return says(of_class(chip, "cd-chip__v")), value, "is-set" in attribute(chip, "className")

    assert drawn("1") == ("Equipment", "1", False)
    assert drawn("2") == ("Service", "2", True)
    assert "pipeline" not in shown("")


def test_what_is_required_cannot_be_cleared_in_its_popover() -> None:
    drawn = bar.filter_bar(OPTIONS, PipelineFilter())

    def clears(key: str) -> list[str]:
        buttons = parts(by_id(drawn, f"pop-filter-{key}"))
        return [found for part in buttons if (found := attribute(part, "data-cd-clear"))]

    assert (clears("owner"), clears("currency")) == (["owner"], [])


def test_every_input_of_the_callback_is_there_even_without_choices() -> None:
    drawn = bar.filter_bar(FilterOptions(), PipelineFilter())
    for key in fields.KEYS:
        by_id(drawn, bar.control(key))
    assert [attribute(chip, "data-cd-chip") for chip in of_class(drawn, "cd-chip")[1:]] == ["q"]


def test_a_period_of_ones_own_shows_in_its_two_fields() -> None:
    drawn = bar.filter_bar(OPTIONS, PipelineFilter.from_query("period=2026-01..2026-06", TODAY))
    assert attribute(by_id(drawn, bar.PERIOD_FROM), "value") == "2026-01"
    assert attribute(by_id(drawn, bar.PERIOD_TO), "value") == "2026-06"


def test_counts_stand_behind_their_options() -> None:
    drawn = bar.filter_bar(OPTIONS, PipelineFilter())
    labels = [part for part in parts(by_id(drawn, "filter-type")) if attribute(part, "data-n")]
    assert next((says(label), attribute(label, "data-n")) for label in labels) == ("Equipment", "60")


def test_a_long_list_can_be_searched_and_a_short_one_need_not() -> None:
    drawn = bar.filter_bar(OPTIONS, PipelineFilter())
    assert of_class(by_id(drawn, "pop-filter-owner"), "cd-find")
    assert not of_class(by_id(drawn, "pop-filter-type"), "cd-find")


def test_reset_is_offered_only_when_something_narrows() -> None:
    hidden = [
        attribute(part, "hidden")
        for query in ("", "q=x")
        for part in parts(bar.filter_bar(OPTIONS, PipelineFilter.from_query(query, TODAY)))
        if attribute(part, "data-cd-clear") == "*"
    ]
    assert hidden == [True, False]


def test_the_browser_knows_every_label() -> None:
    words = attribute(by_id(bar.filter_bar(OPTIONS, PipelineFilter()), bar.WORDS), "data")
    assert words["fields"]["company"]["labels"]["2"] == "España"
    assert words["fields"]["currency"]["usual"] == "EUR"
    assert words["and_up"] == "{percent} and up"


def test_the_bar_stays_small_enough_for_a_page_swap() -> None:
    assert len(list(parts(bar.filter_bar(OPTIONS, PipelineFilter(), may_share=True)))) < 180


def test_one_callback_keeps_bar_and_address_the_same() -> None:
    app = Dash(__name__, assets_folder="nowhere")
    bar.connect(app)
    (callback,) = app._callback_list
    assert callback["inputs"][0] == {"id": bar.URL, "property": "search"}
    assert {entry["id"] for entry in callback["inputs"]} >= {bar.control(key) for key in fields.KEYS}


@given(st.lists(st.text(min_size=1, max_size=6), max_size=6, unique=True))
def test_a_chip_never_names_more_than_two_values(names: list[str]) -> None:
    choices = [Choice(str(at), name) for at, name in enumerate(names)]
    text = bar.chip_text([choice.value for choice in choices], choices, "All")
    assert text == ("All" if not names else f"{names[0]} +{len(names) - 1}" if len(names) > 2 else ", ".join(names))


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_range_names_only_its_own_ends(one: int, other: int) -> None:
    low, high = sorted((one, other))
    numbers = [
        int(part)
        for part in bar.range_text(low, high, [0, 25, 50, 75, 90]).replace("–", " ").split()
        if part.isdecimal()
    ]
    assert set(numbers) <= {low, high, 0, 100}
