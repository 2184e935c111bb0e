"""With which others an opportunity can be merged, on both databases."""

import pytest

from data.queries.merging import Candidate, candidates
from data.session import Database
from domain.errors import NotFound
from tests.world import World


def offered(database: Database, world: World, login: str, key: str) -> tuple[Candidate, ...]:
    with database.read() as session:
        return candidates(session, world.principal(login), world.opportunities[key])


def test_the_same_contact_comes_first_then_the_same_owner(database: Database, world: World) -> None:
    found = offered(database, world, "country_manager", "press")
    assert [(one.title, one.same_contact) for one in found][:3] == [
        ("Robot cell", True), ("Silent pump", False), ("Service contract", False),
    ]  # fmt: skip
    assert {one.currency for one in found} == {"EUR"}


def test_only_what_the_person_may_change_is_offered(database: Database, world: World) -> None:
    assert {one.title for one in offered(database, world, "sales", "press")} == {
        "Robot cell", "Silent pump", "Service contract",
    }  # fmt: skip
    assert offered(database, world, "analyst", "press") == ()


def test_nothing_is_offered_for_what_is_not_shared(database: Database, world: World) -> None:
    with pytest.raises(NotFound):
        offered(database, world, "sales", "alpine")
