"""The home address leads to the start page, for those who are signed in."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from data.session import Database
from tests.web import tiny as tiny_app
from tests.web.tiny import Tiny
from tests.world import World
from web import home, session


@pytest.fixture(scope="module")
def tiny_with_home() -> Iterator[Tiny]:
    """Yield the tiny app with the home door in front of Dash, as the real app has it."""
    with tiny_app.alone(home.doors) as made:
        yield made


@pytest.fixture
def enter(tiny_with_home: Tiny, sqlite_database: Database, sqlite_world: World) -> FlaskClient:
    """Return a browser in which a sales person is signed in."""
    session.bind(tiny_with_home.server, tiny_app.SETTINGS, sqlite_database)
    return tiny_app.browser_of(tiny_with_home, sqlite_database, sqlite_world, "sales")


def test_home_leads_to_the_start_page(enter: FlaskClient) -> None:
    answer = enter.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == home.START_PAGE


def test_home_needs_a_session_like_everything_else(tiny_with_home: Tiny) -> None:
    answer = tiny_with_home.server.test_client().get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")


def test_addresses_that_are_no_page_stay_unknown(enter: FlaskClient) -> None:
    assert enter.get("/nothing-here").status_code == 404
    assert enter.post("/").status_code in {403, 405}
