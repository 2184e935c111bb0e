"""Waking: waiting until something may have been written to the outbox."""

import logging
import time
from typing import Any

import psycopg

from data.session import Database

CHANNEL = "caudal_outbox"  # migration 0016 has a trigger that notifies it
POLL_SECONDS = 0.04  # SQLite tells nobody, but a connection knows whether another one has written: some microseconds
PAUSE = 0.15  # seconds, where the server cannot tell
log = logging.getLogger("caudal.waking")


class Waker:
    """Waits for one thread: on PostgreSQL until the server notifies, on SQLite until somebody has written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: psycopg.Connection[Any] | None = None
        self._watcher: Any = None  # a connection of SQLite that only looks whether others have written
        self._version = 0

    def listen(self) -> None:
        """Begin to listen; what is written from now on ends the next wait. Where that fails, waiting is only waiting."""
        if self._database.dialect == "sqlite" and self._watcher is None:
            pooled = self._database.engine.raw_connection()
            pooled.detach()
            self._watcher = pooled.dbapi_connection
            self._version = self._written()
        if self._connection is not None or self._database.dialect != "postgresql":
            return
        engine = self._database.engine
        _, parameters = engine.dialect.create_connect_args(engine.url)
        try:
            self._connection = psycopg.connect(**parameters, autocommit=True, connect_timeout=5)
            self._connection.execute(f"LISTEN {CHANNEL}")
        except psycopg.Error as error:
            log.warning("cannot listen: %s", error)
            self.close()

    def wait(self, seconds: float) -> None:
        """Return when something was written, or after `seconds`."""
        if self._watcher is not None:
            self._watch(seconds)
            return
        if self._connection is None:
            time.sleep(min(seconds, PAUSE))
            return
        try:
            for _ in self._connection.notifies(timeout=seconds, stop_after=1):
                pass
        except psycopg.Error as error:
            log.warning("no longer listening: %s", error)
            self.close()

    def close(self) -> None:
        """Stop listening."""
        if self._connection is not None:
            self._connection.close()
        if self._watcher is not None:
            self._watcher.close()
        self._connection = self._watcher = None

    def _watch(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (now := self._written()) == self._version and time.monotonic() < until:
            time.sleep(POLL_SECONDS)
        self._version = now

    def _written(self) -> int:
        """Return a number that is another one as soon as another connection has written."""
        return int(self._watcher.execute("PRAGMA data_version").fetchone()[0])
