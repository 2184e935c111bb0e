"""Databases open with the settings that keep data safe, and busy ones are waited for."""

import multiprocessing
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import Select, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from data.engine import check_sqlite_version, file_system_of, make_engine
from data.schema.company import Currency
from data.schema.log import Event
from data.session import Database
from domain.errors import DatabaseBusy, DatabaseNotSupported, DriverTooOld, NetworkFolder


def test_sqlite_is_opened_safely(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "trusted_schema")
        }
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    engine.dispose()
    full = 2
    assert settings == {
        "journal_mode": "wal", "synchronous": full, "busy_timeout": 15000, "foreign_keys": 1, "trusted_schema": 0,
    }  # fmt: skip
    assert tuple(int(part) for part in version.split(".")) >= (3, 51, 3)


@pytest.mark.postgresql
def test_postgresql_gives_up_in_time(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url.replace("postgresql+psycopg://", "postgresql://"))
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "jit", "timezone")
    with engine.connect() as connection:
        settings = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names}
    assert engine.dialect.driver == "psycopg"
    engine.dispose()
    assert settings == dict(zip(names, ("10s", "5s", "30s", "off", "UTC"), strict=True))


def test_a_second_database_finds_compiled_what_the_first_was_asked(database_url: str, sqlite_url: str) -> None:
    query = select(Currency.code, Currency.name.label("what only this test asks for")).order_by(Currency.code)
    hits = [_asked(database_url, query) for _ in ("first", "second")]
    assert hits == ["CACHE_MISS", "CACHE_HIT"]
    _asked(sqlite_url, query)  # a database of the other kind has a language of its own


def _asked(url: str, query: Select[Any, Any]) -> str:
    """Ask a database that is opened for this alone, and return whether the statement was compiled before."""
    opened = Database(url)
    with opened.read() as session:
        found = session.connection().execute(query)
        assert [row.code for row in found] == sorted(session.scalars(select(Currency.code)))
        hit: str = found.context.cache_hit.name
    opened.dispose()
    return hit


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_a_sqlite_that_can_lose_data_is_refused(version: tuple[int, ...]) -> None:
    with pytest.raises(DriverTooOld, match=r"Install pysqlite3 with SQLite 3\.51\.3 or newer"):
        check_sqlite_version(version)


def test_other_databases_are_refused_by_name() -> None:
    with pytest.raises(DatabaseNotSupported, match="“mysql” databases are not supported"):
        make_engine("mysql://somewhere/caudal")


def test_a_network_drive_is_recognised_and_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {tmp_path}/far\\040away nfs4 rw 0 0\n", encoding="utf-8")
    assert file_system_of(tmp_path / "far away" / "caudal.db", mounts) == "nfs4"
    assert file_system_of(tmp_path / "far away too" / "caudal.db", mounts) == "ext4"
    assert file_system_of(tmp_path, tmp_path / "nothing") == ""
    monkeypatch.setattr("data.engine.NETWORK_FILE_SYSTEMS", {file_system_of(tmp_path)})
    with pytest.raises(NetworkFolder, match="network drive"):
        make_engine(f"sqlite:///{tmp_path}/caudal.db")


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Currency.code).order_by(Currency.code)))


def euro() -> Currency:
    return Currency(code="EUR", name="Euro", exponent=2)


def test_a_read_leaves_nothing_behind_and_a_write_all(database: Database) -> None:
    with database.read() as session:
        session.add(euro())
        session.flush()
    assert names(database) == []
    with database.write() as session:
        session.add(euro())
    assert names(database) == ["EUR"]


def test_a_write_that_fails_changes_nothing(database: Database) -> None:
    def half() -> None:
        with database.write() as session:
            session.add(euro())
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        half()
    assert names(database) == []


def test_what_was_written_can_be_read_after_the_session_has_ended(database: Database) -> None:
    with database.write() as session:
        row = euro()
        session.add(row)
    assert row.name == "Euro"


def test_keys_that_point_nowhere_are_refused(database: Database) -> None:
    broken = text("INSERT INTO company (id, code, name, currency_code, country_code, time_zone, fiscal_year_start_month,"
                  " sales_people_see, sales_people_change, created_at, updated_at)"
                  " VALUES (1, 'X', 'X', '???', 'IT', 'UTC', 1, 'own', 'own', '2026-01-01', '2026-01-01')")  # fmt: skip
    with database.read() as session, pytest.raises(IntegrityError):
        session.execute(broken)


def test_a_unit_of_work_is_repeated_whole_when_others_were_in_its_way(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    tries: list[int] = []

    def work(session: Session) -> str:
        tries.append(len(tries))
        session.add(euro())
        session.flush()
        if len(tries) == 1:
            # The refusal that a real database gives, so that its own kind of error is what is handled.
            other = dbapi2.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0)
            try:
                other.execute("BEGIN IMMEDIATE")
            except dbapi2.OperationalError as refusal:
                raise DBAPIError.instance("BEGIN", None, refusal, dbapi2.Error) from refusal
            finally:
                other.close()
        return "done"

    assert database.run(work) == "done"
    assert tries == [0, 1]
    assert names(database) == ["EUR"]
    database.dispose()


def test_a_database_that_stays_busy_is_a_sentence_and_nothing_is_changed(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.engine.SQLITE_PRAGMAS", ("PRAGMA busy_timeout=10",))
    database = Database(sqlite_url)
    blocker = dbapi2.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy, match=r"The database is busy\. Nothing was changed; try again\."):
        database.run(lambda session: session.scalar(select(Currency.code)))
    blocker.execute("ROLLBACK")
    blocker.close()
    database.run(lambda session: session.add(euro()))
    assert names(database) == ["EUR"]
    database.dispose()


@pytest.mark.postgresql
def test_a_request_that_arrives_twice_at_once_is_done_once(postgresql_url: str) -> None:
    database, twin = Database(postgresql_url), Database(postgresql_url)
    found: list[int | None] = []

    def told() -> Event:
        return Event(at=datetime.now(UTC), entity="contact", entity_id=1, verb="create", request_key="once")

    def work(session: Session) -> None:
        found.append(session.scalar(select(Event.entity_id).where(Event.request_key == "once")))
        if found == [None]:
            with twin.write() as other:
                other.add(told())
        if found[-1] is None:
            session.add(told())

    database.run(work)
    assert found == [None, 1]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == 1
    database.dispose()
    twin.dispose()


@pytest.mark.postgresql
def test_two_transactions_that_wait_for_each_other_both_get_through(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with database.write() as session:
        session.execute(insert(Currency), [{"code": code, "name": "0", "exponent": 2} for code in ("AAA", "BBB")])
    meet = threading.Barrier(2, timeout=20)
    tries: list[str] = []

    def swap(first: str, second: str) -> None:
        attempts = 0

        def work(session: Session) -> None:
            nonlocal attempts
            attempts += 1
            tries.append(first)
            session.execute(update(Currency).where(Currency.code == first).values(name=Currency.name + "1"))
            if attempts == 1:
                meet.wait()
            session.execute(update(Currency).where(Currency.code == second).values(name=Currency.name + "1"))

        database.run(work)

    threads = [threading.Thread(target=swap, args=pair) for pair in (("AAA", "BBB"), ("BBB", "AAA"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalars(select(Currency.name)).all() == ["011", "011"]
    database.dispose()
    assert len(tries) == 3, "one of the two was undone and repeated"


def count_up(url: str, times: int) -> None:
    database = Database(url)
    for _ in range(times):

        def one_more(session: Session) -> None:
            row = session.get_one(Currency, "EUR")
            row.exponent += 1

        database.run(one_more)
    database.dispose()


def test_several_processes_lose_no_update(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        session.add(Currency(code="EUR", name="Euro", exponent=0))
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=count_up, args=(sqlite_url, 25)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with database.read() as session:
        assert session.get_one(Currency, "EUR").exponent == 50
    database.dispose()


def test_tidying_changes_no_row_and_no_setting(database: Database) -> None:
    with database.write() as session:
        session.add(euro())
    database.tidy()
    assert names(database) == ["EUR"]
    if database.dialect == "postgresql":
        with database.read() as session:
            assert session.scalar(text("SHOW statement_timeout")) == "10s"


def test_a_forked_process_makes_its_own_engine(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sqlite_database.engine
    assert sqlite_database.engine is before
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert sqlite_database.engine is not before
