"""Databases for the tests of the importer: with a few rates, so that the bank's need not be loaded each time."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from data.fx import ensure_currencies
from data.schema.company import FxRate
from data.session import Database

RATES = {date(2016, 10, 3): "1.1236", date(2017, 12, 29): "1.1993", date(2026, 7, 14): "1.0850"}


def with_rates(url: str) -> Iterator[Database]:
    opened = Database(url)
    with opened.write() as session:
        ensure_currencies(session)
        session.add_all(
            FxRate(base_currency="EUR", quote_currency="USD", rate_on=day, source="ECB", rate=rate)
            for day, rate in RATES.items()
        )
    yield opened
    opened.dispose()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files of bad rows go into the test's folder also where the database is no file."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Yield a migrated database with rates, on each engine in turn."""
    yield from with_rates(database_url)


@pytest.fixture(scope="module")
def untouched(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Yield one database for all tests of a module that must leave it as it is."""
    path = tmp_path_factory.mktemp("untouched") / "caudal.db"
    shutil.copyfile(sqlite_template, path)
    yield from with_rates(f"sqlite:///{path}")


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """Yield the same on SQLite only."""
    yield from with_rates(sqlite_url)
