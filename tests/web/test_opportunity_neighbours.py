"""The address of an opportunity's page tells which list it comes from: back to it, and up and down in it."""

from dataclasses import replace

import pytest

from data.queries.opportunity import detail
from data.session import Database
from domain.board import BoardSort
from domain.detail import Header
from domain.grid import Shown
from domain.outcome import Outcome
from tests.world import TODAY, World
from web.opportunity.neighbours import SORTS, Origin, near


@pytest.fixture
def header(sqlite_database: Database, sqlite_world: World) -> Header:
    with sqlite_database.read() as session:
        person = sqlite_world.principal("manager")
        return detail(session, person, sqlite_world.opportunities["press"], today=TODAY).header


@pytest.mark.parametrize(
    ("search", "label", "back"),
    [
        ("", "Progress board", "/progress-board"),
        ("?owner=3,4&sort=net", "Progress board", "/progress-board?owner=3,4&sort=net"),
        ("?from=stages-board&pipeline=2", "Stages board", "/stages-board?pipeline=2"),
        ("?from=opportunities&f.title=pump&group=stage", "Opportunities", "/opportunities?f.title=pump&group=stage"),
        ("?from=//evil.example&p=50-90", "Progress board", "/progress-board?p=50-90"),
    ],
)
def test_the_way_back_leads_to_the_list_as_it_was(search: str, label: str, back: str) -> None:
    origin = Origin.of(search)
    assert (origin.label, origin.back) == (label, back)


def test_the_way_on_carries_the_list() -> None:
    assert Origin.of("?from=opportunities&sort=-net").href(7) == "/opportunity/7?from=opportunities&sort=-net"
    assert Origin.of("?p=50-90").href(7) == "/opportunity/7?p=50-90"
    assert Origin.of("").href(None) == ""


def test_a_board_is_walked_column_by_column_and_a_list_as_a_whole(header: Header) -> None:
    progress, stages = Origin.of("?sort=age").view(header, TODAY), Origin.of("?from=stages-board").view(header, TODAY)
    assert progress is not None
    assert stages is not None
    assert str(progress.narrowed["probability"].low) == "50"
    assert progress.sorts == SORTS[BoardSort.AGE]
    assert stages.narrowed["stage"].ids == {header.stage_id}
    assert Origin.of("?from=stages-board").by_stay
    assert not Origin.of("?from=stages-board&sort=net").by_stay
    listed = Origin.of("?from=opportunities&outcome=all&f.title=press").view(header, TODAY)
    assert listed is not None
    assert (listed.shown, set(listed.narrowed)) == (Shown.ALL, {"title"})
    won = Origin.of("").view(replace(header, outcome=Outcome.WON), TODAY)
    assert won is not None
    assert (won.shown, [str(sort) for sort in won.sorts]) == (Shown.WON, ["-closed_on"])


def test_an_opportunity_that_stands_nowhere_has_no_neighbours(
    sqlite_database: Database, sqlite_world: World, header: Header
) -> None:
    with sqlite_database.read() as session:
        person = sqlite_world.principal("manager")
        assert near(session, person, replace(header, outcome=Outcome.CANCELLED), "").after == ""
        for search in (
            "?from=opportunities&sort=nonsense",
            "?owner=x",
            "?currency=ABC",
            "?from=opportunities&f.net=a..b",
        ):
            assert near(session, person, header, search).before == ""
        found = near(session, person, header, "")
    assert (found.place, found.count) == (1, 2)
    assert found.after == f"/opportunity/{sqlite_world.opportunities['franc']}"
