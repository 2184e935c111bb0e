"""What the tests of storage share: the small known company, filled once per module for tests that only read."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from data.schema.opportunity import Opportunity
from data.session import Database
from data.summary import refresh_statistics
from tests import postgresql
from tests.conftest import ENGINES
from tests.world import World, build


@pytest.fixture(scope="module", params=ENGINES)
def _filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, World]]:
    module = request.module.__name__.rpartition(".")[2]
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp(module) / "caudal.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield from _known(f"sqlite:///{path}")
        return
    server, template = (request.getfixturevalue(f"postgresql_{name}") for name in ("server", "template"))
    with postgresql.database_copy(server, module, template) as url:
        yield from _known(url)


def _known(url: str) -> Iterator[tuple[Database, World]]:
    database = Database(url)
    yield database, build(database)
    database.dispose()


@pytest.fixture
def shelf(_filled: tuple[Database, World]) -> Database:
    """Return a database with the small known company, on each engine in turn; only for reading."""
    return _filled[0]


@pytest.fixture
def stock(_filled: tuple[Database, World]) -> World:
    """Return what stands on the shelf."""
    return _filled[1]


@pytest.fixture(scope="session")
def _crowd(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, World]]:
    from tests.data.test_summary import rows_for

    path = tmp_path_factory.mktemp("crowd") / "caudal.db"
    shutil.copyfile(sqlite_template, path)
    for database, world in _known(f"sqlite:///{path}"):
        with database.write() as session:
            session.execute(insert(Opportunity), rows_for(world, 3000))
            refresh_statistics(session)
        yield database, world


@pytest.fixture
def crowded(_crowd: tuple[Database, World]) -> Database:
    """Return a SQLite database with enough opportunities for the planner to choose; only for reading."""
    return _crowd[0]


@pytest.fixture
def crowd(_crowd: tuple[Database, World]) -> World:
    """Return the company in the crowded database."""
    return _crowd[1]
