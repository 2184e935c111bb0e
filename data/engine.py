"""Engines: the embedded SQLite and the team's PostgreSQL, opened the one safe way."""

import os
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url

from domain.errors import DatabaseNotSupported, DriverTooOld, NetworkFolder

# Older ones can lose committed writes when several connections reset the write-ahead log (fixed in 3.51.3).
OLDEST_SQLITE = (3, 51, 3)
SQLITE_PRAGMAS = (
    "PRAGMA busy_timeout=15000",  # first, so that the others wait too
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=1073741824",
    "PRAGMA temp_store=MEMORY",
)
POSTGRESQL_OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        "timezone=UTC",
        "jit=off",
        "random_page_cost=1.1",  # what the board reads is in memory or on a solid state disk
        "statement_timeout=10s",
        "lock_timeout=5s",
        "idle_in_transaction_session_timeout=30s",
    )
)
NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "glusterfs", "fuse.sshfs"}
POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 16, "pool_timeout": 20}

_first: dict[str, Engine] = {}  # of each kind of database, the first engine of this process that has connected


def make_engine(url: str | URL) -> Engine:
    """Return an engine for a sqlite or postgresql URL; make one per process, after forking.

    Raises DatabaseNotSupported for other databases, DriverTooOld and NetworkFolder where SQLite would not be safe.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sharing(_sqlite(parsed))
    if parsed.get_backend_name() == "postgresql":
        return _sharing(_postgresql(parsed))
    raise DatabaseNotSupported(name=parsed.get_backend_name())


def _sharing(engine: Engine) -> Engine:
    """Let all databases of a kind compile each statement once: an earlier day is asked what today was asked before."""
    first = _first.get(engine.name)
    if first is None:
        event.listen(engine, "connect", lambda *_: _first.setdefault(engine.name, engine))
    else:
        # A statement is kept by its dialect, which knows the server from its first connection on.
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache  # noqa: SLF001  no other way in
    return engine


def sqlite_path(url: str | URL) -> Path | None:
    """Return the file that a SQLite URL names, None for other databases and for one in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database).absolute()


def check_sqlite_version(found: tuple[int, ...] = dbapi2.sqlite_version_info) -> None:
    """Raise DriverTooOld for a SQLite that can lose committed writes."""
    if found < OLDEST_SQLITE:
        raise DriverTooOld(
            found=".".join(str(part) for part in found), wanted=".".join(str(part) for part in OLDEST_SQLITE)
        )


def _sqlite(url: URL) -> Engine:
    check_sqlite_version()
    path = sqlite_path(url)
    if path is not None and file_system_of(path) in NETWORK_FILE_SYSTEMS:
        raise NetworkFolder(folder=path.parent)
    pool = POOL if path is not None else {}
    engine = create_engine(url.set(drivername="sqlite"), module=dbapi2, **pool)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    # Without this the driver begins transactions itself, late and deferred, and not at all before DDL.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for its lock; one that will write takes it now.
    writes = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> Engine:
    options = " ".join(part for part in (POSTGRESQL_OPTIONS, str(url.query.get("options", ""))) if part)
    return create_engine(
        url.difference_update_query(["options"]).set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={"options": options, "connect_timeout": 10},
        **POOL,
    )


def file_system_of(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Return the type of the file system that holds `path`, "" where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place = os.path.realpath(path)
    found, kind = "", ""
    for fields in (line.split() for line in lines):
        mount = fields[1].replace("\\040", " ")
        inside = place == mount or place.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(found):
            found, kind = mount, fields[2]
    return kind
