"""Profiles of the grid: whose they are, who may keep them for others, and which one the grid opens with."""

import pytest

from data.queries.grid.profiles import visible_profiles
from data.session import Database
from domain.access import Role
from domain.errors import MalformedInput, NameNeeded, NotFound, NotPermitted
from tests.world import World
from workflow import grid_profiles
from workflow.grid_profiles import ColumnLayout, Draft, Layout

GRID = "opportunities"
LAYOUT = Layout(
    [ColumnLayout("title", 220), ColumnLayout("net", 120, pinned=True), ColumnLayout("gross", 90, hidden=True)]
)


def keep(
    database: Database,
    world: World,
    login: str,
    name: str = "Mine",
    audience: str = "me",
    *,
    default: bool = False,
    layout: Layout = LAYOUT,
) -> int:
    with database.write() as session:
        draft = Draft(GRID, name, audience, layout, default)
        return grid_profiles.save(session, world.principal(login), draft)


def seen(database: Database, world: World, login: str, grid: str = GRID) -> list[tuple[str, bool]]:
    with database.read() as session:
        return [(one.name, one.is_default) for one in visible_profiles(session, world.principal(login), grid)]


def test_a_profile_is_there_for_its_owner_alone(database: Database, world: World) -> None:
    keep(database, world, "sales", "  My   columns ")
    assert seen(database, world, "sales") == [("My columns", False)]
    assert seen(database, world, "colleague") == []
    assert seen(database, world, "sales", "contacts") == []


def test_what_is_kept_is_read_back_as_it_was(database: Database, world: World) -> None:
    layout = Layout(LAYOUT.columns, sort="-net,title", group="stage", coloured=True)
    keep(database, world, "sales", layout=layout)
    with database.read() as session:
        (profile,) = visible_profiles(session, world.principal("sales"), GRID)
        assert grid_profiles.read(profile.columns) == layout


def test_a_profile_for_a_role_or_for_everyone_is_theirs_the_nearest_first(database: Database, world: World) -> None:
    keep(database, world, "manager", "All", "everyone")
    keep(database, world, "manager", "Sales", Role.SALES_PERSON.value)
    keep(database, world, "sales", "Mine")
    assert [name for name, _default in seen(database, world, "sales")] == ["Mine", "Sales", "All"]
    assert [name for name, _default in seen(database, world, "analyst")] == ["All"]


@pytest.mark.parametrize("audience", ["everyone", *Role])
def test_only_who_may_share_keeps_one_for_others(sqlite_database: Database, sqlite_world: World, audience: str) -> None:
    with pytest.raises(NotPermitted):
        keep(sqlite_database, sqlite_world, "sales", audience=audience)
    assert keep(sqlite_database, sqlite_world, "manager", audience=audience)


def test_the_same_name_for_the_same_people_is_one_profile(database: Database, world: World) -> None:
    first = keep(database, world, "sales")
    again = keep(database, world, "sales", layout=Layout([ColumnLayout("contact", 100)]))
    assert first == again
    assert keep(database, world, "manager", audience="everyone") != first
    assert len(seen(database, world, "sales")) == 2


def test_there_is_one_default_for_the_same_people(database: Database, world: World) -> None:
    keep(database, world, "sales", "One", default=True)
    keep(database, world, "sales", "Two", default=True)
    keep(database, world, "manager", "All", "everyone", default=True)
    assert seen(database, world, "sales") == [("One", False), ("Two", True), ("All", True)]
    keep(database, world, "sales", "Two")
    assert ("Two", False) in seen(database, world, "sales")


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x00b"])
def test_a_profile_needs_a_name_that_can_be_shown(sqlite_database: Database, sqlite_world: World, name: str) -> None:
    with pytest.raises(NameNeeded):
        keep(sqlite_database, sqlite_world, "sales", name)


@pytest.mark.parametrize(
    "layout",
    [
        Layout([]),
        Layout([ColumnLayout("title", 100, hidden=True)]),
        Layout([ColumnLayout("password", 100)]),
        Layout([ColumnLayout("title", 100), ColumnLayout("title", 100)]),
        Layout([ColumnLayout("title", 100)], sort="password"),
        Layout([ColumnLayout("title", 100)], group="title"),
    ],
)
def test_what_is_no_arrangement_of_columns_is_refused(
    sqlite_database: Database, sqlite_world: World, layout: Layout
) -> None:
    with pytest.raises(MalformedInput):
        keep(sqlite_database, sqlite_world, "sales", layout=layout)


@pytest.mark.parametrize("kept", ["", "{}", "[]", '{"columns": [{"id": "gone", "width": 100}]}', '{"columns": 1}'])
def test_what_an_older_program_kept_and_nobody_can_read_is_left_out(kept: str) -> None:
    assert grid_profiles.read(kept) is None


def test_one_removes_ones_own_and_only_who_may_share_those_of_others(database: Database, world: World) -> None:
    own = keep(database, world, "sales")
    shared = keep(database, world, "manager", "All", "everyone")
    for login, profile_id, refusal in (
        ("colleague", own, NotFound), ("manager", own, NotFound), ("sales", shared, NotPermitted), ("sales", 10**6, NotFound),
    ):  # fmt: skip
        with database.write() as session, pytest.raises(refusal):
            grid_profiles.delete(session, world.principal(login), profile_id)
    with database.write() as session:
        grid_profiles.delete(session, world.principal("sales"), own)
        grid_profiles.delete(session, world.principal("manager"), shared)
    assert seen(database, world, "sales") == []
