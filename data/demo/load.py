"""Writes columns into the database in bulk: executemany on SQLite, COPY on PostgreSQL."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from typing import Any, Final

import numpy as np
from sqlalchemy import Column, Connection, String, TextClause, bindparam, func, select, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from data.demo.columns import Array, Table
from data.schema import Base
from data.session import Database

ROWS_AT_ONCE: Final = 50_000
SQLITE_INDEXES: Final = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN :tables"
)
# What stands behind a constraint stays.
POSTGRESQL_INDEXES: Final = """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()
  AND tablename IN :tables AND indexname NOT IN (SELECT conname FROM pg_constraint)"""

POSTGRESQL_FOREIGN_KEYS: Final = """SELECT r.relname, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
  JOIN pg_class r ON r.oid = c.conrelid WHERE c.contype = 'f' AND r.relnamespace = current_schema()::regnamespace
  AND r.relname IN :tables"""


class Loader:
    """Writes tables whose ids count from 1, moved behind what the database holds already."""

    def __init__(self, session: Session, stamp: datetime) -> None:
        self._connection: Connection = session.connection()
        self._stamp = stamp.strftime("%Y-%m-%d %H:%M:%S.%f")
        self._bases: dict[str, int] = {}
        self._postgresql = self._connection.dialect.name == "postgresql"
        if self._postgresql:  # a bulk load may take longer than a person waits
            self._connection.execute(text("SET LOCAL statement_timeout = 0"))
            self._connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))

    def base(self, table: str) -> int:
        """Return how many ids of a table come before the demo's own."""
        if table not in self._bases:
            column = Base.metadata.tables[table].c.get("id")
            found = self._connection.scalar(select(func.max(column))) if column is not None else None
            self._bases[table] = found or 0
        return self._bases[table]

    def write(self, name: str, columns: Table) -> None:
        """Append rows; what the columns leave out gets the model's default."""
        table = Base.metadata.tables[name]
        size = len(next(iter(columns.values())))
        if size == 0:
            return
        self.base(name)
        full = {
            **self._defaults(table, columns, size),
            **{key: self._moved(table.c[key], columns[key]) for key in columns},
        }
        for start in range(0, size, ROWS_AT_ONCE):
            rows = zip(*(plain(values[start : start + ROWS_AT_ONCE]) for values in full.values()), strict=True)
            self._insert(table, list(full), rows)

    def finish(self) -> None:
        """Let PostgreSQL number new rows behind the ones written here."""
        if not self._postgresql:
            return
        for name in self._bases:
            if "id" in Base.metadata.tables[name].c:
                sequence = f"pg_get_serial_sequence('{name}', 'id')"
                highest = f"(SELECT max(id) FROM {name})"  # noqa: S608  names of our own tables
                self._connection.execute(text(f"SELECT setval({sequence}, {highest})"))

    def _moved(self, column: Column[Any], values: Array) -> Array:
        target = next((key.column.table.name for key in column.foreign_keys if key.column.name == "id"), None)
        target = column.table.name if column.name == "id" else target
        base = self.base(target) if target else 0
        if base == 0:
            return values
        if values.dtype == object:
            return np.array([None if value is None else value + base for value in values], dtype=object)
        moved: Array = values + base
        return moved

    def _defaults(self, table: SqlTable, columns: Table, size: int) -> Table:
        """Return constant columns for the fixed defaults of the model that the columns leave out."""
        defaults: Table = {}
        for column in table.c:
            if column.name in columns or column.computed is not None or column.default is None:
                continue
            value: object = column.default.arg if column.default.is_scalar else self._stamp  # type: ignore[attr-defined]  # scalar defaults have arg
            if not column.default.is_scalar and not column.name.endswith("_at"):
                value = "{}"  # the other computed defaults are empty JSON
            defaults[column.name] = np.full(size, value, dtype=object)
        return defaults

    def _insert(self, table: SqlTable, names: list[str], rows: Iterable[tuple[object, ...]]) -> None:
        quoted = ", ".join(self._connection.dialect.identifier_preparer.quote(name) for name in names)
        if self._postgresql:
            self._copy(f"COPY {table.name} ({quoted}) FROM STDIN", rows)
        else:
            marks = ", ".join("?" * len(names))
            statement = f"INSERT INTO {table.name} ({quoted}) VALUES ({marks})"  # noqa: S608  names of our own tables
            self._connection.exec_driver_sql(statement, list(rows))

    def _copy(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        driver: Any = self._connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def without_write_ahead_log(database: Database) -> Iterator[None]:
    """Let SQLite write millions of new rows straight into its file, where only few old pages need saving.

    A log of gigabytes slows down every look-up in it. While others have the file open it stays as it is.
    """
    if database.engine.dialect.name != "sqlite":
        yield
        return
    _journal(database, "DELETE")
    try:
        yield
    finally:
        _journal(database, "WAL")


@contextmanager
def without_foreign_keys(session: Session, tables: Iterable[str]) -> Iterator[None]:
    """Let PostgreSQL check the foreign keys of some tables at the end in one go, not row by row; SQLite is quick at it."""
    if session.get_bind().dialect.name == "sqlite":
        yield
        return
    found = session.execute(_naming(POSTGRESQL_FOREIGN_KEYS), {"tables": list(tables)}).all()
    for table, name, _ in found:
        session.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
    yield
    for table, name, definition in found:
        session.connection().exec_driver_sql(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


@contextmanager
def without_indexes(session: Session, tables: Iterable[str]) -> Iterator[None]:
    """Take the indexes of some tables away and make them anew at the end: many times faster for millions of rows."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    query = _naming(SQLITE_INDEXES if sqlite else POSTGRESQL_INDEXES)
    found = session.execute(query, {"tables": list(tables)}).all()
    for name, _ in found:
        session.execute(text(f'DROP INDEX "{name}"'))
    yield
    for _, statement in found:
        session.connection().exec_driver_sql(statement)


def _journal(database: Database, mode: str) -> None:
    connection = database.engine.raw_connection()
    with suppress(database.engine.dialect.dbapi.OperationalError), closing(connection.cursor()) as cursor:  # type: ignore[union-attr]  # an engine has its driver
        cursor.execute(f"PRAGMA journal_mode={mode}")
    connection.close()


def _naming(query: str) -> TextClause:
    return text(query).bindparams(bindparam("tables", expanding=True, type_=String))


def plain(values: Array) -> list[object]:
    """Return a column as both drivers take it: whole numbers, text, dates and instants written out, None for nothing."""
    if isinstance(values, np.ma.MaskedArray):
        found = np.asarray(values.data).astype(object)
        found[np.ma.getmaskarray(values)] = None
        return list(found.tolist())
    if values.dtype.kind == "M":
        return _written_out(values)
    return list(values.tolist())


def _written_out(values: Array) -> list[object]:
    """Write days as 2026-11-24, instants as 2026-11-24 08:30:00.000000: as SQLAlchemy writes them on SQLite."""
    days = np.datetime_data(values.dtype)[0] == "D"
    written = np.datetime_as_string(values) if days else np.datetime_as_string(values.astype("datetime64[us]"))
    if not days:
        letters = written.view("U1").reshape(len(written), -1)
        letters[:, 10] = " "
    found = written.astype(object)
    found[np.isnat(values)] = None
    return list(found.tolist())
