"""Migrations: the same model as the code, up and down over real rows, whole or not at all."""

import hashlib
import multiprocessing
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, inspect, select, text

from data import migrate
from data.engine import sqlite_path
from data.schema import Base
from data.schema.company import Company, Currency
from data.session import Database
from domain.errors import DatabaseNewer
from tests.world import World, build

NEXT = '''"""Only in this test."""
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None
def upgrade():
{body}
def downgrade():
    pass
'''


def is_ours(_object: object, name: str | None, kind: str, _reflected: object, _compared: object) -> bool:
    """Leave out what the models do not know: the indexes and shadow tables of the text search.

    And the grid's indexes, which on SQLite hold expressions that nothing can read back.
    """
    in_text = (
        name is not None and ("_text" in name) and (kind == "index" or name.startswith(("opportunity_", "contact_")))
    )
    in_grid = name is not None and kind == "index" and name.startswith("ix_opportunity_grid_")
    return kind not in {"table", "index"} or not (in_text or in_grid)


def checksums(database: Database) -> dict[str, str]:
    with database.read() as session:
        return {
            name: hashlib.sha256(
                repr(session.execute(select(table).order_by(*table.primary_key)).all()).encode()
            ).hexdigest()
            for name, table in Base.metadata.tables.items()
        }


def things(database: Database) -> set[str]:
    inspector = inspect(database.engine)
    return {name for name in inspector.get_table_names() if name != "alembic_version"}


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrated_schema_is_that_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": is_ours, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_there_is_one_newest_revision_and_it_is_reached(database_url: str) -> None:
    assert migrate.current(database_url) == migrate.head()
    assert migrate.check_current(database_url)


def test_an_empty_database_is_at_no_revision(empty_database_url: str) -> None:
    assert migrate.current(empty_database_url) is None
    assert not migrate.check_current(empty_database_url)
    path = sqlite_path(empty_database_url)
    assert path is None or not path.exists(), "asking makes no file"


def test_down_and_up_again_keeps_every_row(database: Database, world: World) -> None:
    before = checksums(database)
    assert world.opportunities
    database.dispose()
    migrate.downgrade(database.url, "0001")
    assert migrate.current(database.url) == "0001"
    migrate.upgrade(database.url)
    assert checksums(database) == before


def test_down_to_nothing_leaves_nothing(database: Database, world: World) -> None:
    database.dispose()
    migrate.downgrade(database.url, "base")
    assert things(database) == set()
    database.dispose()
    migrate.upgrade(database.url)
    assert things(database) >= set(Base.metadata.tables)


def test_each_step_can_be_taken_back(database: Database, world: World) -> None:
    database.dispose()
    for revision in ("0003", "0002", "0001"):
        migrate.downgrade(database.url, revision)
        assert migrate.current(database.url) == revision
    for revision in ("0002", "0003", "0004", "0005", "0006", "0007"):
        migrate.upgrade(database.url, revision)
        assert migrate.current(database.url) == revision


NextRelease = Callable[[str], None]


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NextRelease:
    """Return how to add a migration to those of this release, or replace it."""
    folder = tmp_path / "migrations"
    head = migrate.head()
    shutil.copytree(migrate.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)

    def add(body: str) -> None:
        shutil.rmtree(folder / "versions" / "__pycache__", ignore_errors=True)
        indented = "\n".join(f"    {line}" for line in body.splitlines())
        (folder / "versions" / "9999_next.py").write_text(NEXT.format(head=head, body=indented), encoding="utf-8")

    return add


HALF = """
op.create_table("half_done", sa.Column("id", sa.Integer, primary_key=True))
with op.batch_alter_table("company") as batch:
    batch.add_column(sa.Column("motto", sa.String(40)))
op.execute("UPDATE company SET name = 'changed'")
"""


def test_a_migration_that_fails_is_undone_whole_and_can_run_again(
    database: Database, world: World, next_release: NextRelease
) -> None:
    before, newest = checksums(database), migrate.head()
    database.dispose()
    next_release(HALF + "raise LookupError('half-way')")
    with pytest.raises(LookupError):
        migrate.upgrade(database.url)
    assert migrate.current(database.url) == newest
    assert things(database) - {"opportunity_text"} >= set(Base.metadata.tables)
    assert not [name for name in things(database) if name == "half_done" or name.startswith("_alembic")]
    assert checksums(database) == before
    database.dispose()
    next_release(HALF)
    migrate.upgrade(database.url)
    assert migrate.current(database.url) == "9999"
    assert "half_done" in things(database)


REBUILD = """
with op.batch_alter_table("company", recreate="always") as batch:
    batch.alter_column("name", type_=sa.String(250))
"""


def test_rebuilding_a_table_that_others_point_to_loses_no_row(
    sqlite_database: Database, next_release: NextRelease
) -> None:
    build(sqlite_database)
    before = checksums(sqlite_database)
    sqlite_database.dispose()
    next_release(REBUILD)
    migrate.upgrade(sqlite_database.url)
    assert checksums(sqlite_database) == before


def test_a_migration_that_leaves_rows_pointing_nowhere_is_undone(
    sqlite_database: Database, next_release: NextRelease
) -> None:
    build(sqlite_database)
    sqlite_database.dispose()
    next_release("op.execute('DELETE FROM company')")
    with pytest.raises(RuntimeError, match="rows that point nowhere"):
        migrate.upgrade(sqlite_database.url)
    with sqlite_database.read() as session:
        assert session.scalar(select(func.count()).select_from(Company)) == 2


def test_a_database_of_a_later_release_is_left_alone(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.dispose()
    for attempt in (migrate.upgrade, migrate.check_current, lambda url: migrate.downgrade(url, "0001")):
        with pytest.raises(DatabaseNewer, match="The database is at version 9999, which this release does not know"):
            attempt(database.url)


def test_a_file_that_holds_data_is_copied_before_it_is_migrated(sqlite_url: str) -> None:
    migrate.downgrade(sqlite_url, "0003")
    database = Database(sqlite_url)
    with database.write() as session:
        session.add(Currency(code="EUR", name="Euro", exponent=2))
    database.dispose()
    migrate.upgrade(sqlite_url)
    path = sqlite_path(sqlite_url)
    assert path is not None
    copy = Database(f"sqlite:///{path.with_name('caudal.as-of-0003.db')}")
    assert migrate.current(copy.url) == "0003"
    with copy.read() as session:
        assert session.get_one(Currency, "EUR").name == "Euro"
    copy.dispose()


def test_nothing_is_copied_when_nothing_is_to_be_done(sqlite_url: str) -> None:
    path = sqlite_path(sqlite_url)
    assert path is not None
    migrate.upgrade(sqlite_url)
    assert not list(path.parent.glob("*as-of*"))


def test_the_folder_and_the_file_are_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "caudal.db"
    migrate.upgrade(f"sqlite:///{path}")
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_workers_that_start_together_migrate_once(empty_database_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=migrate.upgrade, args=(empty_database_url,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert migrate.current(empty_database_url) == migrate.head()
