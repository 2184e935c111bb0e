"""What the tests of the doors stand on: a tiny app behind the real gate, over the small known company."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from data.session import Database
from tests.web import tiny as tiny_app
from tests.web.tiny import SETTINGS, Tiny
from tests.world import World
from web import session

Enter = Callable[[str], FlaskClient]


@pytest.fixture(scope="module")
def tiny_of_module() -> Iterator[Tiny]:
    """Yield the tiny app, once per module: its callbacks can be registered only once."""
    with tiny_app.alone() as made:
        yield made


@pytest.fixture
def tiny(tiny_of_module: Tiny, sqlite_database: Database, sqlite_world: World) -> Tiny:
    """Return the tiny app over this test's own database."""
    settings = replace(SETTINGS, database_url=sqlite_database.url)
    session.bind(tiny_of_module.server, settings, sqlite_database)
    tiny_of_module.calls.clear()
    return tiny_of_module


@pytest.fixture
def enter(tiny: Tiny, sqlite_database: Database, sqlite_world: World) -> Enter:
    """Return a function that opens a browser in which a person is signed in."""
    return lambda login: tiny_app.browser_of(tiny, sqlite_database, sqlite_world, login)
