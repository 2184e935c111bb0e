"""Copying: the whole database as a new SQLite file, whichever engine it lives in."""

from contextlib import closing
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import Connection, event, insert, select, text
from sqlalchemy.engine import Engine

from data import summary
from data.engine import sqlite_path
from data.migrate import upgrade
from data.schema import Base
from data.session import Database, Session

ROWS_AT_ONCE = 5_000
# The copy is thrown away rather than repaired.
QUICK = ("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF")


def copy(source: Database, path: Path) -> None:
    """Write everything that is in the database into a new file that only we can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    here = sqlite_path(source.url)
    if here is not None:
        with closing(dbapi2.connect(str(here))) as connection:
            connection.execute("VACUUM INTO ?", (str(path),))
        return
    upgrade(f"sqlite:///{path}")
    target = quick(path)
    try:
        with source.engine.connect().execution_options(isolation_level="REPEATABLE READ") as reading:
            reading.execute(text("SET statement_timeout = 0"))
            with target.write() as writing, summary.without_triggers(writing):
                _copy_tables(reading, writing)
            reading.invalidate()  # its timeout is not that of the pool
    finally:
        target.dispose()


def quick(path: Path) -> Database:
    """Return the database in a file, opened for being filled: nothing is checked or made safe on the way."""
    database = Database(f"sqlite:///{path}")
    event.listen(database.engine, "connect", _hurry)
    return database


def _hurry(connection: Any, _record: object) -> None:
    for pragma in QUICK:
        connection.execute(pragma)


def _copy_tables(reading: Connection, writing: Session) -> None:
    for table in Base.metadata.sorted_tables:
        writing.execute(table.delete())
        columns = [column for column in table.c if column.computed is None]
        with reading.execution_options(yield_per=ROWS_AT_ONCE).execute(select(*columns)) as found:
            for rows in found.mappings().partitions():
                writing.connection().execute(insert(table), [dict(row) for row in rows])


def settled(engine: Engine) -> None:
    """Bring what was written into the one file."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
