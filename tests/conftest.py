"""What the tests of every room stand on: fresh databases on both engines, and a small known company."""

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import hypothesis
import pytest

from tests import postgresql

if TYPE_CHECKING:
    from data.session import Database
    from tests.world import World

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

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

_counter = itertools.count()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the slow rooms, which `make test-fast` leaves to `make test`."""
    for item in items:
        if item.nodeid.startswith(SLOW_ROOMS):
            item.add_marker(pytest.mark.slow)


def unavailable(what: str) -> NoReturn:
    """Say that a tool is missing: a failure in CI, where nothing may go untested, a skip elsewhere."""
    if IN_CI:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


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


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Return the URL of a freshly migrated SQLite database."""
    path = tmp_path / "caudal.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: postgresql.PostgresqlServer, postgresql_template: str) -> Iterator[str]:
    """Yield the URL of a freshly migrated PostgreSQL database."""
    with postgresql.database_copy(postgresql_server, f"t{next(_counter)}", postgresql_template) as url:
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
def world(database: "Database") -> "World":
    """Return a small known company inside `database`, on each engine in turn."""
    from tests.world import build

    return build(database)
