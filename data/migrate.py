"""Migrations: bring a database to the model of this release and back, one worker at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from pysqlite3 import dbapi2
from sqlalchemy import text
from sqlalchemy.engine import Engine

from data.engine import make_engine, sqlite_path
from domain.errors import DatabaseNewer

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number that no other program on the server uses for an advisory lock.
LOCK_KEY = 7_302_114_055


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to `revision`; each migration happens whole or not at all.

    A SQLite file that holds data is copied beside itself first. Raises DatabaseNewer for a database of a later release.
    """
    with locked_engine(url) as engine:
        found = revision_of(engine)
        refuse_newer(found)
        if found != head():
            back_up_before(url, found)
            command.upgrade(_config(engine), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to `revision` ("base" for an empty one)."""
    with locked_engine(url) as engine:
        found = revision_of(engine)
        refuse_newer(found)
        back_up_before(url, found)
        command.downgrade(_config(engine), revision)


def current(url: str) -> str | None:
    """Return the revision that the database stands at, None for one without tables."""
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return None
    engine = make_engine(url)
    try:
        return revision_of(engine)
    finally:
        engine.dispose()


def head() -> str:
    """Return the newest revision that this release knows."""
    revision = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert revision is not None  # noqa: S101  this release has migrations
    return revision


def check_current(url: str) -> bool:
    """Tell whether the database stands at this release's revision; raise DatabaseNewer when it is later."""
    found = current(url)
    refuse_newer(found)
    return found == head()


def back_up_before(url: str, found: str | None) -> Path | None:
    """Copy a SQLite file that holds data beside itself and return the copy's path; servers are backed up elsewhere."""
    path = sqlite_path(url)
    if path is None or found is None:
        return None
    copy = path.with_name(f"{path.stem}.as-of-{found}{path.suffix}")
    copy.unlink(missing_ok=True)
    with closing(dbapi2.connect(str(path))) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)
    return copy


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def revision_of(engine: Engine) -> str | None:
    """Return the revision of the database behind an engine, None for one without tables."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def refuse_newer(found: str | None) -> None:
    """Raise DatabaseNewer for a revision that this release does not know."""
    if found is None:
        return
    try:
        ScriptDirectory(str(MIGRATIONS)).get_revision(found)
    except CommandError:
        raise DatabaseNewer(found=found) from None


@contextmanager
def locked_engine(url: str) -> Iterator[Engine]:
    """Yield an engine while no other worker migrates or restores the same database."""
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)  # SQLite gives its side files the same mode
    engine = make_engine(url)
    try:
        if path is not None:
            with path.with_name(path.name + ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield engine
        else:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("SET lock_timeout = 0"))
                connection.execute(text("SET statement_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
                yield engine
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})
                connection.invalidate()  # its timeouts are not those of the pool
    finally:
        engine.dispose()
