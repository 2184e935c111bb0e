"""What the tests of every room stand on: fresh databases on both engines, and a small known company."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests import postgresql
from tests.needs import IN_CI, roomy, unavailable
from tests.visiting import (  # noqa: F401  pytest finds fixtures by their names
    _signed_in,
    books,
    browser,
    live_server,
    page,
    playwright,
    visit,
)

if TYPE_CHECKING:
    from data.session import Database
    from tests.world import World

    Stock = tuple[Path | str, World | None]

hypothesis.settings.register_profile(
    "caudal",
    deadline=None,  # two busy cores make any deadline a lie
    derandomize=IN_CI,  # a red run must be red again
    print_blob=True,
)
hypothesis.settings.load_profile("caudal")

ENGINES = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql),
]

# Rooms whose tests start servers, migrate databases or send thousands of requests: not for every few minutes.
SLOW_ROOMS = ("tests/web/", "tests/data/", "tests/scenarios/")

# The fixtures that bring the small known company.
WORLDS = frozenset({"world", "sqlite_world"})

_counter = itertools.count()


def pytest_configure() -> None:
    """Let the folders of the tests be where nothing waits for a disk; pytest asks for their root later."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(roomy()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the slow rooms, which `make test-fast` leaves to `make test`."""
    for item in items:
        if item.nodeid.startswith(SLOW_ROOMS):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file to copy; it is closed, so its write-ahead log is inside."""
    from data.migrate import upgrade

    path = tmp_path_factory.mktemp("template") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server(testrun_uid: str, worker_id: str) -> postgresql.PostgresqlServer:
    """Return the PostgreSQL server of this run."""
    try:
        return postgresql.start(testrun_uid, worker_id)
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is the message
        unavailable(f"PostgreSQL did not start: {error!r}")


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: postgresql.PostgresqlServer) -> Iterator[str]:
    """Yield the name of a migrated PostgreSQL database to copy."""
    from data.migrate import upgrade

    template = postgresql_server.create("template")
    upgrade(postgresql_server.url_of(template))
    yield template
    postgresql_server.drop(template)


@pytest.fixture(scope="session")
def _sqlite_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> "tuple[Path, World]":
    """Return a SQLite file with the small known company in it to copy, closed as well, and the company."""
    path = tmp_path_factory.mktemp("template") / "world.db"
    shutil.copyfile(sqlite_template, path)
    return path, _built(f"sqlite:///{path}")


@pytest.fixture(scope="session")
def _postgresql_world(
    postgresql_server: postgresql.PostgresqlServer, postgresql_template: str
) -> "Iterator[tuple[str, World]]":
    """Yield the name of a PostgreSQL database with the small known company in it to copy, and the company."""
    template = postgresql_server.create("world", postgresql_template)
    yield template, _built(postgresql_server.url_of(template))
    postgresql_server.drop(template)


def _built(url: str) -> "World":
    from data.session import Database
    from tests.world import build

    database = Database(url)
    world = build(database)
    database.dispose()
    return world


@pytest.fixture
def _known_company(request: pytest.FixtureRequest) -> "Callable[[str], Stock]":
    """Return what a test's database on an engine is copied from: with the company in it when the test asks for one."""

    def chosen(engine: str) -> "Stock":
        if WORLDS.isdisjoint(request.fixturenames):
            return request.getfixturevalue(f"{engine}_template"), None
        filled: Stock = request.getfixturevalue(f"_{engine}_world")
        return filled

    return chosen


@pytest.fixture
def sqlite_url(_known_company: "Callable[[str], Stock]", tmp_path: Path) -> str:
    """Return the URL of a freshly migrated SQLite database."""
    path = tmp_path / "caudal.db"
    shutil.copyfile(_known_company("sqlite")[0], path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(
    postgresql_server: postgresql.PostgresqlServer,
    _known_company: "Callable[[str], Stock]",
) -> Iterator[str]:
    """Yield the URL of a freshly migrated PostgreSQL database."""
    template = str(_known_company("postgresql")[0])
    with postgresql.database_copy(postgresql_server, f"t{next(_counter)}", template) as url:
        yield url


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a freshly migrated database, on each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of a database without any table, on each engine in turn: for the migrations themselves."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = request.getfixturevalue("postgresql_server")
    with postgresql.database_copy(server, f"e{next(_counter)}", "template0") as url:
        yield url


@pytest.fixture
def database(database_url: str) -> "Iterator[Database]":
    """Yield a migrated database without business data, on each engine in turn."""
    yield from _opened(database_url)


@pytest.fixture
def sqlite_database(sqlite_url: str) -> "Iterator[Database]":
    """Yield the same on SQLite only, for tests to which the engine does not matter."""
    yield from _opened(sqlite_url)


def _opened(url: str) -> "Iterator[Database]":
    from data.session import Database

    opened = Database(url)
    yield opened
    opened.dispose()


@pytest.fixture
def world(database: "Database", _known_company: "Callable[[str], Stock]") -> "World":
    """Return a small known company inside `database`, on each engine in turn."""
    known = _known_company(database.dialect)[1]
    assert known is not None
    return deepcopy(known)


@pytest.fixture
def sqlite_world(sqlite_database: "Database", _known_company: "Callable[[str], Stock]") -> "World":
    """Return the same inside `sqlite_database`."""
    known = _known_company("sqlite")[1]
    assert known is not None
    return deepcopy(known)
