"""Waking: waiting until something may have been written to the outbox."""

import logging
import time
from typing import Any

import psycopg

from data.session import Database

CHANNEL = "caudal_outbox"  # migration 0016 has a trigger that notifies it
POLL_SECONDS = 0.15  # SQLite tells nobody; a question costs a fraction of a millisecond
log = logging.getLogger("caudal.waking")


class Waker:
    """Waits for one thread: on PostgreSQL until the server notifies, on SQLite a moment."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: psycopg.Connection[Any] | None = None

    def listen(self) -> None:
        """Begin to listen; what is written from now on ends the next wait. Where that fails, waiting is only waiting."""
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
        """Return when something was written, or after `seconds`; on SQLite after a moment."""
        if self._connection is None:
            time.sleep(min(seconds, POLL_SECONDS))
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
        self._connection = None
