"""Files for the tests of the importer: excerpts of the real sets, copies to spoil, and what a database holds."""

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.importers import Report, run_import
from data.schema import Base
from data.session import Database

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
MAVEN = FIXTURES / "maven_crm"
NORTHWIND = FIXTURES / "northwind"
TODAY = date(2026, 7, 15)


def imported(database: Database, *paths: Path, profile: str = "maven_crm", **options: Any) -> Report:
    """Import as of the tests' day."""
    return run_import(database, paths, profile=profile, today=TODAY, **options)


@contextmanager
def looking(database: Database) -> Iterator[Session]:
    """Yield a session whose objects can be looked at when it is closed."""
    with database.read() as session:
        yield session
        session.expunge_all()


def copied(source: Path, target: Path) -> Path:
    """Copy a set so that it can be changed."""
    shutil.copytree(source, target)
    return target


def rows(path: Path) -> list[dict[str, str]]:
    """Read a file the simplest way, to compute from it what must come out."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def replaced(path: Path, old: str, new: str, count: int = 1) -> None:
    """Change a text inside a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    with database.read() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }
