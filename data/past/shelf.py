"""The shelf: databases of earlier days, made when somebody asks for one, thrown away when they are no longer true."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from data.migrate import head
from data.past.copying import copy, quick, settled
from data.past.rewinding import instant_of, rewind
from data.schema.importing import ImportRun
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.session import Database
from domain import clock
from domain.errors import PastIsReadOnly

T = TypeVar("T")
MOST_KEPT: Final = 12
LONGEST_KEPT: Final = timedelta(days=1)  # people and lists are those of the day it was made
TRUSTED_SECONDS: Final = 2.0
LONGEST_MAKING_SECONDS: Final = 3_600  # a file that no stamp names may still be in the making
LARGE: Final = 8_000  # opportunities; from here on a day is made outside of the request that asks for it


class PastDatabase(Database):
    """What was known at an instant of an earlier day; nothing can be changed in it."""

    def __init__(self, path: Path, day: date, at: datetime) -> None:
        super().__init__(f"sqlite:///{path}")
        self.day = day
        self.at = at

    def _renew(self) -> None:
        super()._renew()
        if self._engine is not None and not event.contains(self._engine, "connect", _only_reading):
            event.listen(self._engine, "connect", _only_reading)

    def write(self) -> NoReturn:
        """Raise PastIsReadOnly."""
        raise PastIsReadOnly(day=self.day)

    def run(self, work: Callable[[Session], T]) -> NoReturn:  # noqa: ARG002  it never runs
        """Raise PastIsReadOnly."""
        raise PastIsReadOnly(day=self.day)


def _only_reading(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


class Shelf:
    """The days that are kept in a folder, for one database: each a file of its own name, and a stamp that names it."""

    def __init__(self, folder: Path, source: Database) -> None:
        self.folder = folder
        self.source = source
        self._open: dict[date, tuple[str, float, PastDatabase]] = {}

    def find(self, day: date) -> PastDatabase | None:
        """Return the database of a day if it is there and still true."""
        stamp = self._stamp(day)
        if stamp is None:
            return None
        name, checked_at, database = self._open.get(day, ("", 0.0, None))
        if database is None or name != stamp["file"]:
            if database is not None:
                database.dispose()  # whoever still reads it keeps their connection
            database = PastDatabase(self.folder / stamp["file"], day, _at(stamp))
        elif time.monotonic() - checked_at < TRUSTED_SECONDS:
            return database
        if not self._is_true(day, stamp):
            return None
        self._open[day] = (stamp["file"], time.monotonic(), database)
        return database

    def make(self, day: date) -> PastDatabase:
        """Return the database of a day; whoever comes while it is being made waits for it."""
        with self._turn(day):
            found = self.find(day)
            if found is None:
                self._build(day)
                found = self.find(day)
        self._throw_away()
        assert found is not None  # noqa: S101  it has just been made
        return found

    def is_large(self) -> bool:
        """Tell whether making a day takes longer than a person waits."""
        with self.source.read() as session:
            return (session.scalar(select(func.max(Opportunity.id))) or 0) > LARGE

    def _path(self, day: date, suffix: str) -> Path:
        return self.folder / f"{day.isoformat()}{suffix}"

    @contextmanager
    def _turn(self, day: date) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path(day, ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _build(self, day: date) -> None:
        made_at = clock.now()
        file = self._path(day, f"-{made_at:%Y%m%d%H%M%S%f}.db")
        with self.source.read() as session:
            at, marks = instant_of(session, day), _marks(session)
        try:
            _fill(file, self.source, at)
        except BaseException:
            _remove(file)
            raise
        stamp = {"file": file.name, "at": at.isoformat(), "revision": head(), "made_at": made_at.isoformat(), **marks}
        draft = self._path(day, ".draft")
        draft.write_text(json.dumps(stamp), encoding="utf-8")
        draft.replace(self._path(day, ".json"))

    def _stamp(self, day: date) -> dict[str, Any] | None:
        """Return what is known of a day's database, and note that it was asked for; None when there is none."""
        path = self._path(day, ".json")
        try:
            os.utime(path)
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return found

    def _is_true(self, day: date, stamp: dict[str, Any]) -> bool:
        """Tell whether nothing came since that belongs into the time before the instant."""
        at = _at(stamp)
        if stamp["revision"] != head() or clock.now() - datetime.fromisoformat(stamp["made_at"]) > LONGEST_KEPT:
            return False
        with self.source.read() as session:
            late = select(Event.id).where(Event.id > stamp["event"], Event.at <= at).limit(1)
            return (
                instant_of(session, day) == at
                and _marks(session)["import_run"] == stamp["import_run"]
                and session.scalars(late).first() is None
            )

    def _throw_away(self) -> None:
        """Keep the days that were asked for last, and of each the newest file."""
        stamps = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in stamps[MOST_KEPT:]:
            path.unlink(missing_ok=True)
            self._open.pop(date.fromisoformat(path.stem), None)
        kept = {json.loads(path.read_text(encoding="utf-8"))["file"] for path in stamps[:MOST_KEPT]}
        grace = time.time() - LONGEST_MAKING_SECONDS
        for path in self.folder.glob("*.db"):
            if path.name not in kept and path.stat().st_mtime < grace:
                _remove(path)


def _fill(file: Path, source: Database, at: datetime) -> None:
    """Make a copy of the database, and let it become what it was at the instant."""
    copy(source, file)
    database = quick(file)
    try:
        with database.write() as session:
            rewind(session, at)
        settled(database.engine)
    finally:
        database.dispose()


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _marks(session: Session) -> dict[str, int]:
    """Return how far log and imports had come."""
    return {
        "event": session.scalar(select(func.max(Event.id))) or 0,
        "import_run": session.scalar(select(func.max(ImportRun.id))) or 0,
    }


def _at(stamp: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(stamp["at"])
