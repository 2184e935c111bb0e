"""What a reader wants of the log is read strictly."""

import pytest

from data.session import Database
from domain.errors import MalformedInput
from tests.components.tree import says
from tests.world import World
from web.opportunity.log import LogWish, pane


def read(database: Database, world: World, wish: LogWish | None) -> str:
    with database.read() as session:
        return says(pane(session, world.principal("sales"), world.opportunities["press"], wish))


def test_without_a_wish_everything_is_told(sqlite_database: Database, sqlite_world: World) -> None:
    assert "Created by Sara Vendi" in read(sqlite_database, sqlite_world, None)


def test_a_kind_that_nothing_is_of_says_so(sqlite_database: Database, sqlite_world: World) -> None:
    assert "No change of this kind by this person." in read(sqlite_database, sqlite_world, LogWish(1, "task"))
    assert "No change of this kind by this person." in read(sqlite_database, sqlite_world, LogWish(1, person="0"))


@pytest.mark.parametrize(
    "wish", [LogWish(1, "nothing"), LogWish(1, person="x"), LogWish(1, person="１"), LogWish(1, "")]
)
def test_nonsense_is_refused(sqlite_database: Database, sqlite_world: World, wish: LogWish) -> None:
    with pytest.raises(MalformedInput):
        read(sqlite_database, sqlite_world, wish)
