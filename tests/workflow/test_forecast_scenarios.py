"""Scenarios are kept under a name by their owner and shared with the people of the same companies."""

import pytest

from data.queries.forecasting.scenarios import kept_scenarios
from data.session import Database
from domain.access import Principal
from domain.errors import MalformedInput, NameNeeded, NameTaken, NotFound, NotPermitted
from domain.scenario import Scenario
from tests.world import World
from workflow.forecasts.scenarios import (
    delete_scenario,
    rename_scenario,
    replace_scenario,
    save_scenario,
    share_scenario,
)

BAD_YEAR = Scenario(win_rate=-20, slip_weeks=4)


def save(database: Database, principal: Principal, name: str, scenario: Scenario = BAD_YEAR) -> int:
    return database.run(lambda session: save_scenario(session, principal, name=name, scenario=scenario))


def names(database: Database, principal: Principal) -> list[tuple[str, bool]]:
    with database.read() as session:
        return [(one.name, one.mine) for one in kept_scenarios(session, principal)]


def test_a_scenario_is_private_until_it_is_shared(database: Database, world: World) -> None:
    analyst, sales, foreign = (world.principal(login) for login in ("analyst", "sales", "foreign"))
    id_ = save(database, analyst, "  A bad   year ")
    save(database, analyst, "Another", Scenario(run_rate=5))
    assert names(database, analyst) == [("A bad year", True), ("Another", True)]
    assert names(database, sales) == []
    database.run(lambda session: share_scenario(session, analyst, id_, shared=True))
    assert names(database, sales) == [("A bad year", False)]
    assert names(database, foreign) == [("A bad year", False)]  # the analyst belongs to both companies
    with database.read() as session:
        (kept,) = kept_scenarios(session, sales)
    assert Scenario.from_query(kept.query) == BAD_YEAR


def test_only_the_owner_changes_a_scenario(sqlite_database: Database, sqlite_world: World) -> None:
    analyst, sales = sqlite_world.principal("analyst"), sqlite_world.principal("sales")
    id_ = save(sqlite_database, analyst, "Mine")
    sqlite_database.run(lambda session: share_scenario(session, analyst, id_, shared=True))
    with pytest.raises(NotFound):
        sqlite_database.run(lambda session: delete_scenario(session, sales, id_))
    with pytest.raises(NotFound):
        sqlite_database.run(lambda session: replace_scenario(session, sales, id_, Scenario(size=1)))
    own = save(sqlite_database, sales, "Own")
    with pytest.raises(NotPermitted):
        sqlite_database.run(lambda session: share_scenario(session, sales, own, shared=True))
    sqlite_database.run(lambda session: replace_scenario(session, analyst, id_, Scenario(size=1)))
    sqlite_database.run(lambda session: rename_scenario(session, analyst, id_, "Larger"))
    assert names(sqlite_database, sales) == [("Own", True), ("Larger", False)]
    sqlite_database.run(lambda session: delete_scenario(session, analyst, id_))
    assert names(sqlite_database, sales) == [("Own", True)]


def test_a_scenario_needs_a_free_name_and_something_to_say(sqlite_database: Database, sqlite_world: World) -> None:
    analyst = sqlite_world.principal("analyst")
    save(sqlite_database, analyst, "Taken")
    for name, scenario, refusal in (
        ("Taken", BAD_YEAR, NameTaken),
        ("  ", BAD_YEAR, NameNeeded),
        ("Empty", Scenario(), MalformedInput),
    ):
        with pytest.raises(refusal):
            save(sqlite_database, analyst, name, scenario)
