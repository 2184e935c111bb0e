"""The address of an opportunity's page tells which list it comes from: back to it, and up and down in it."""

from dataclasses import replace

import pytest

from data.queries.opportunity import detail
from data.session import Database
from domain.board import BoardSort, ColumnKey
from domain.detail import Header
from domain.outcome import Outcome
from tests.world import TODAY, World
from web.opportunity.neighbours import Origin, near


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
        ("?from=map&at=45.1,9.2,6.00&open=7", "Map", "/map?at=45.1,9.2,6.00&open=7"),
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


def test_a_board_is_walked_column_by_column(header: Header) -> None:
    progress, stages = Origin.of("?sort=age"), Origin.of("?from=stages-board")
    assert (progress.column(header), progress.sort) == (ColumnKey(Outcome.OPEN, header.probability_id), BoardSort.AGE)
    assert (stages.column(header), stages.sort) == (ColumnKey.of_stage(header.stage_id), BoardSort.STAY)
    assert Origin.of("?sort=nonsense").sort is BoardSort.WEIGHTED
    assert progress.column(replace(header, outcome=Outcome.WON)) == ColumnKey(Outcome.WON)


def test_a_list_is_walked_as_a_whole(sqlite_database: Database, sqlite_world: World, header: Header) -> None:
    with sqlite_database.read() as session:
        found = near(session, sqlite_world.principal("manager"), header, "?from=opportunities&outcome=all&f.title=pre")
        longer = near(session, sqlite_world.principal("manager"), header, "?from=opportunities&outcome=all")
    assert (found.before, found.after, found.place, found.count, found.of_list) == ("", "", 1, 1, True)
    assert longer.count == 8
    assert longer.after.endswith("?from=opportunities&outcome=all")


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
