"""The page of categories offers only what the person may do, and says why nothing can be submitted."""

from typing import Any

import pytest
from flask import Flask

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
