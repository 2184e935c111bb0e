"""Backup and restore: a copy is opened, checked and counted before it counts as one."""

import json
import os
import shutil
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from pysqlite3 import dbapi2
from sqlalchemy import inspect, literal, select
from sqlalchemy.engine import Engine, make_url

from data.engine import sqlite_path
from data.migrate import back_up_before, locked_engine, refuse_newer, revision_of
from data.schema import Base
from domain import clock
from domain.errors import BackupNotReadable, DatabaseNotEmpty, FileExists, ToolFailed, ToolMissing

SQLITE_HEADER = b"SQLite format 3\x00"
POSTGRESQL_HEADER = b"PGDMP"
# Only in the copy: what it must hold to be whole.
STAMP = "backup_stamp"


@dataclass(frozen=True, slots=True)
class Backup:
    """What a copy holds: the revision of its model and, on SQLite, when it was made and its rows per table."""

    path: Path
    revision: str
    made_at: str
    counts: dict[str, int]


def backup(url: str, path: str | Path) -> Backup:
    """Copy the database, also a busy one, into a new file and prove that the copy can be read.

    Raises FileExists, and on PostgreSQL ToolMissing or ToolFailed when pg_dump is not there or not able.
    """
    target = Path(path).absolute()
    if target.exists():
        raise FileExists(path=target)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    source = sqlite_path(url)
    try:
        if source is not None:
            _copy_sqlite(source, part)
            made = read_stamp(part)
        else:
            _tool("pg_dump", url, "--format=custom", f"--file={part}")
            made = read_dump(part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return Backup(target, made.revision, made.made_at, made.counts)


def restore(path: str | Path, url: str, *, force: bool = False) -> None:
    """Put the backup in place of the database; one that holds rows is only replaced with `force`.

    A replaced SQLite file is copied beside itself first. Raises BackupNotReadable for anything but a whole backup,
    DatabaseNewer for one of a later release, DatabaseNotEmpty. Run `migrate` afterwards.
    """
    source, target = Path(path).absolute(), sqlite_path(url)
    refuse_newer((read_dump(source) if target is None else read_stamp(source)).revision)
    with locked_engine(url) as engine:
        if not force and not is_empty(engine):
            raise DatabaseNotEmpty(name=target or make_url(url).database)
        if target is None:
            options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
            _tool("pg_restore", url, *options, str(source))
            return
        back_up_before(url, revision_of(engine))
        engine.dispose()
        _fill_sqlite(source, target)


def is_empty(engine: Engine) -> bool:
    """Tell whether no table of the model holds a row."""
    present = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        return not any(
            connection.execute(select(literal(1)).select_from(table).limit(1)).first()
            for name, table in Base.metadata.tables.items()
            if name in present
        )


def read_stamp(path: Path) -> Backup:
    """Open a SQLite backup, check every page and every count; raise BackupNotReadable when anything is amiss."""
    _refuse_other(path, SQLITE_HEADER, "it is no copy of a SQLite database")
    try:
        with closing(dbapi2.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            damage = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            made_at, revision, counts = connection.execute(f"SELECT * FROM {STAMP}").fetchone()  # noqa: S608  a constant
            found = _counts(connection)
    except dbapi2.DatabaseError as error:
        raise BackupNotReadable(path=path, reason=str(error)) from error
    if damage != "ok":
        raise BackupNotReadable(path=path, reason=damage)
    if found != json.loads(counts):
        raise BackupNotReadable(path=path, reason="it does not hold the rows that were copied")
    return Backup(path, revision, made_at, found)


def read_dump(path: Path) -> Backup:
    """Open a PostgreSQL dump and read which revision it holds; raise BackupNotReadable when it is none of ours."""
    _refuse_other(path, POSTGRESQL_HEADER, "it is no dump of a PostgreSQL database")
    rows = _run("pg_restore", ["--data-only", "--table=alembic_version", "--file=-", str(path)], {}).splitlines()
    copied = next((place for place, row in enumerate(rows) if row.startswith("COPY public.alembic_version")), None)
    if copied is None:
        raise BackupNotReadable(path=path, reason="it holds another database")
    return Backup(path, rows[copied + 1], "", {})


def _refuse_other(path: Path, header: bytes, reason: str) -> None:
    if not path.is_file():
        raise BackupNotReadable(path=path, reason="there is no such file")
    with path.open("rb") as file:
        if file.read(len(header)) != header:
            raise BackupNotReadable(path=path, reason=reason)


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(dbapi2.connect(str(source), isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    with closing(dbapi2.connect(str(target), isolation_level=None)) as copy:
        revision = copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        copy.execute(f"CREATE TABLE {STAMP} (made_at TEXT, revision TEXT, counts TEXT)")
        stamp = (clock.now().isoformat(), revision, json.dumps(_counts(copy)))
        copy.execute(f"INSERT INTO {STAMP} VALUES (?, ?, ?)", stamp)  # noqa: S608  a constant


def _fill_sqlite(source: Path, target: Path) -> None:
    # Page by page under the database's own locks: others who have it open see the old or the new, never half.
    with (
        closing(dbapi2.connect(f"file:{source}?mode=ro&immutable=1", uri=True)) as copy,
        closing(dbapi2.connect(str(target), isolation_level=None, timeout=15)) as connection,
    ):
        copy.backup(connection)
        connection.execute(f"DROP TABLE {STAMP}")


def _counts(connection: Any) -> dict[str, int]:
    present = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  names of our tables
        for name in sorted(present & Base.metadata.tables.keys())
    }


def _tool(program: str, url: str, *options: str) -> str:
    parsed = make_url(url)
    fields = {**parsed.translate_connect_args(username="user", database="dbname"), **parsed.query}
    # The password goes by the environment: everyone on the machine may read a program's arguments.
    secret = {"PGPASSWORD": str(fields.pop("password"))} if "password" in fields else {}
    return _run(program, [f"--dbname={make_conninfo('', **fields)}", *options], secret)


def _run(program: str, arguments: list[str], secret: dict[str, str]) -> str:
    found = shutil.which(program)
    if found is None:
        raise ToolMissing(program=program)
    done = subprocess.run(  # noqa: S603  our own arguments, no shell
        [found, *arguments], env={**os.environ, **secret}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ToolFailed(program=program, reason=_reason(done.stderr))
    return done.stdout


def _reason(said: str) -> str:
    """Return what matters of a program's complaint: the lines that name an error and its details."""
    lines = [
        line.partition(mark)[2].strip() for line in said.splitlines() for mark in ("error:", "detail:") if mark in line
    ]
    return "; ".join(lines or [said.strip() or "it gave no reason"]).rstrip(".")
