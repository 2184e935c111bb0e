"""The home address leads to the start page, for those who are signed in."""

from collections.abc import Callable, Iterator

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


Enter = Callable[[str], FlaskClient]


@pytest.fixture
def enter(tiny_with_home: Tiny, sqlite_database: Database, sqlite_world: World) -> Enter:
    """Return a function that opens a browser in which a person is signed in."""
    session.bind(tiny_with_home.server, tiny_app.SETTINGS, sqlite_database)
    return lambda login: tiny_app.browser_of(tiny_with_home, sqlite_database, sqlite_world, login)


@pytest.mark.parametrize(
    ("login", "start"),
    [
        ("executive", "/overview"),
        ("administrator", "/progress-board"),
        ("manager", "/progress-board"),
        ("analyst", "/progress-board"),
        ("sales", "/progress-board"),
    ],
)
def test_home_leads_to_where_the_work_of_the_role_starts(enter: Enter, login: str, start: str) -> None:
    answer = enter(login).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, start)


def test_home_needs_a_session_like_everything_else(tiny_with_home: Tiny) -> None:
    answer = tiny_with_home.server.test_client().get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")


def test_addresses_that_are_no_page_stay_unknown(enter: Enter) -> None:
    browser = enter("sales")
    assert browser.get("/nothing-here").status_code == 404
    assert browser.post("/").status_code in {403, 405}
