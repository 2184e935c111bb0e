"""Sessions: units of work that are read or written whole."""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from data.engine import make_engine
from domain.errors import DatabaseBusy

# Session is offered from here, so that rooms that only hand one on need not know SQLAlchemy.
__all__ = ["Database", "Session", "is_away", "is_undone"]

T = TypeVar("T")

SQLITE_ATTEMPTS = 3  # each waits up to busy_timeout by itself
SERVER_ATTEMPTS = 40
LONGEST_WAIT_SECONDS = 20.0
# Serialization failure, deadlock, lock not available: the server undid the transaction and says so.
UNDONE = {"40001", "40P01", "55P03"}
# The same thing was asked for twice at once; the second finds, when it is repeated, what the first has done.
ONCE = {"uq_event_request_key", "uq_mail_message_key", "uq_digest_item_key"}
# Shutting down, crashed, starting up, too many connections; class 08 is a broken connection.
AWAY = {"57P01", "57P02", "57P03", "53300"}


class Database:
    """One database; the engine is made on first use in each process, so that forking is safe."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine: Engine | None = None
        self._process = 0
        self._lock = threading.Lock()

    @property
    def engine(self) -> Engine:
        """The engine of this process."""
        if self._engine is None or self._process != os.getpid():
            with self._lock:
                self._renew()
        assert self._engine is not None  # noqa: S101  _renew has just made it
        return self._engine

    @property
    def dialect(self) -> str:
        """The database's name, "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    def _renew(self) -> None:
        if self._process != os.getpid():
            if self._engine is not None:
                self._engine.dispose(close=False)  # the connections belong to the parent
            self._engine = None
        if self._engine is None:
            self._engine = make_engine(self.url)
            self._process = os.getpid()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session over one consistent view of the data; whatever it did is rolled back."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session in one transaction that holds the write lock; commit on success, else nothing happened."""
        with Session(self.engine.execution_options(write=True), expire_on_commit=False) as session, session.begin():
            yield session

    def run(self, work: Callable[[Session], T]) -> T:
        """Run a whole unit of work in one transaction, again when others were in its way.

        `work` may run several times and must have no effect outside its session. Raises DatabaseBusy when the
        attempts are used up; nothing is changed then.
        """
        attempts = SQLITE_ATTEMPTS if self.dialect == "sqlite" else SERVER_ATTEMPTS
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        for attempt in range(1, attempts + 1):
            worked = False
            try:
                with self.write() as session:
                    result = work(session)
                    session.flush()
                    worked = True
            except DBAPIError as error:
                # A connection lost while committing may have committed: only the caller's key can tell.
                if not (is_undone(error) or (is_away(error) and not worked)):
                    raise
                if attempt == attempts or (attempt >= SQLITE_ATTEMPTS and time.monotonic() > deadline):
                    raise DatabaseBusy from error
                time.sleep(_pause(attempt))
            else:
                return result
        raise DatabaseBusy

    def tidy(self) -> None:
        """Settle the files after a large load: PostgreSQL reads from indexes alone only what was vacuumed."""
        with self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            if self.dialect == "sqlite":
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return
            driver.autocommit = True  # vacuuming happens outside of any transaction
            driver.execute("SET statement_timeout = 0")
            driver.execute("VACUUM (ANALYZE)")
            connection.invalidate()  # its settings are not those of the pool

    def dispose(self) -> None:
        """Close this process's connections."""
        if self._engine is not None and self._process == os.getpid():
            self._engine.dispose()
        self._engine = None


def is_undone(error: DBAPIError) -> bool:
    """Tell whether the database refused the transaction because of others, so that it can be repeated."""
    name = getattr(error.orig, "sqlite_errorname", None) or ""
    rule = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or _state(error) in UNDONE or rule in ONCE


def is_away(error: DBAPIError) -> bool:
    """Tell whether the connection to the server was lost or could not be made."""
    state = _state(error)
    return error.connection_invalidated or state in AWAY or state.startswith("08")


def _state(error: DBAPIError) -> str:
    state = getattr(error.orig, "sqlstate", "")
    if state is None and isinstance(error, OperationalError):
        return "08000"  # psycopg gives none when there was no server to give one
    return str(state or "")


def _pause(attempt: int) -> float:
    # Jitter keeps those who collided from colliding again.
    return float(min(0.02 * 2**attempt, 1.0) * random.uniform(0.5, 1.5))  # noqa: S311  no secret depends on it
