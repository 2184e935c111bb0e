"""States: what a page says when it has nothing to show."""

import pytest
from dash import html

from components import states
from components.states import Blocker, Way
from tests.components.tree import attribute, of_class, parts, says

BLOCKERS = [
    Blocker("p", "Probability", "90 %", 4),
    Blocker("type", "Type", "Service", 1),
    Blocker("q", "Text", "zz", 0),
]


def test_the_first_run_says_what_to_do() -> None:
    assert "manage.py import" in says(states.empty(may_import=True))
    assert len(of_class(states.empty(may_import=True), "cd-state__steps")[0].children) == 3


def test_the_first_run_asks_nobody_for_what_they_may_not_do() -> None:
    assert "manage.py" not in says(states.empty(may_import=False))


def test_empty_by_filters_names_which_to_drop_and_what_that_would_show() -> None:
    state = states.no_results(BLOCKERS)
    assert "Without Probability 90 % there are 4. Without Type Service there is 1." in " ".join(says(state).split())
    assert [attribute(part, "data-cd-clear") for part in parts(state) if isinstance(part, html.Button)] == [
        "p",
        "type",
        "*",
    ]


def test_empty_by_filters_does_not_promise_what_would_not_help() -> None:
    state = states.no_results([BLOCKERS[2]])
    assert "Even without one of them" in says(state)
    assert [attribute(part, "data-cd-clear") for part in parts(state) if isinstance(part, html.Button)] == ["*"]


def test_denied_says_what_is_missing_and_offers_ways() -> None:
    state = states.denied("Not shared with you", "It needs the role analyst.", [Way("Back", "/progress-board")])
    assert says(state) == "Not shared with you It needs the role analyst. Back"


def test_not_found_does_not_tell_missing_from_hidden() -> None:
    assert "may not see it" in says(states.not_found())


def test_a_panel_fails_alone_and_folds_its_detail() -> None:
    panel = states.panel_error(
        "It could not be computed", "The others are not affected.", [Way("Again", "/x")], "ValueError"
    )
    assert attribute(panel, "role") == "alert"
    assert [says(part) for part in parts(panel) if isinstance(part, html.Code)] == ["ValueError"]
    assert not [part for part in parts(states.panel_error("a", "b")) if isinstance(part, html.Details)]


def test_the_banner_is_announced() -> None:
    assert attribute(states.banner("Figures are from 08:42."), "role") == "status"


@pytest.mark.parametrize("percents", [[0, 25, 50, 75, 90], [10]])
def test_the_loading_board_has_its_real_columns_and_few_parts(percents: list[int]) -> None:
    board = states.board_skeleton(percents)
    assert len(of_class(board, "cd-pdot")) == len(percents)
    assert len(list(parts(board))) < 80
    assert "Loading opportunities" in says(board)
