"""The page of categories offers only what the person may do, and says why nothing can be submitted."""

from typing import Any

import pytest
from flask import Flask

from data.schema.people import Agent
from data.schema.quota import Quota
from data.session import Database
from tests.world import World
from web import commit


def drawn(database: Database, world: World, login: str, search: str) -> str:
    with Flask(__name__).test_request_context():
        body: Any = commit.body(database, commit.View.of(world.principal(login), search))
        return str(body.to_plotly_json())


@pytest.mark.parametrize("login", ["sales", "analyst", "executive"])
def test_what_a_person_may_not_change_is_not_offered(
    sqlite_database: Database, sqlite_world: World, login: str
) -> None:
    said = drawn(sqlite_database, sqlite_world, login, f"?company={sqlite_world.companies['IT']}&period=2026")
    sells = login == "sales"
    assert ("cd-commitpick" in said, "Submit my forecast" in said) == (sells, sells)


def test_a_filter_that_leaves_opportunities_out_hides_submissions_and_one_that_only_shows_differently_does_not(
    sqlite_database: Database, sqlite_world: World
) -> None:
    sentence = "The filter leaves opportunities out"
    for search, hidden in (
        ("?q=press", True),
        ("?p=50-100", True),
        ("?currency=EUR&rollup=single", False),
        ("?basis=stage", False),
    ):
        assert (sentence in drawn(sqlite_database, sqlite_world, "sales", search)) == hidden, search
    assert "Choose one company" in drawn(sqlite_database, sqlite_world, "executive", "")


@pytest.mark.parametrize("login", ["executive", "sales", "other_team"])
def test_the_targets_of_orders_stand_beside_the_roll_up_for_whole_months_alone(
    sqlite_database: Database, sqlite_world: World, login: str
) -> None:
    sees = login != "other_team"
    with sqlite_database.write() as session:
        agent = session.get_one(Agent, sqlite_world.agents["A1"])
        agent.user_id, agent.team_id = sqlite_world.users["sales"], sqlite_world.teams["NORTH"]
        session.add_all(
            Quota(
                company_id=sqlite_world.companies["IT"], team_id=agent.team_id, agent_id=agent.id, month=month,
                measure=measure, target_minor=minor,
            )
            for month, measure, minor in (
                (2026 * 12 + 6, "bookings", 1_111_100), (2026 * 12 + 7, "bookings", 2_222_200),
                (2026 * 12 + 7, "billings", 9_999_900), (2026 * 12 + 9, "bookings", 4_444_400),
            )
        )  # fmt: skip
    company = f"?company={sqlite_world.companies['IT']}"
    said = drawn(sqlite_database, sqlite_world, login, f"{company}&period=2026-Q3")
    assert ("€33,333" in said, "'Gap'" in said) == (sees, sees)
    for query in ("&period=2026-07-02..2026-09-30", "&period=2026-Q3&q=press", "&period=2026-Q1"):
        assert "'Gap'" not in drawn(sqlite_database, sqlite_world, login, company + query), query
    assert ("€44,444" in drawn(sqlite_database, sqlite_world, login, f"{company}&period=2026-Q4")) == sees
