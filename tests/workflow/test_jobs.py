"""Jobs: each one once at its time, whoever works, also when a worker dies in the middle."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from data.schema.job import WaitingJob
from data.session import Database
from domain.errors import NotFound
from workflow import jobs
from workflow.jobs import At, Every, Job, ask, is_waiting, register
from workflow.taking_jobs import LATER, LEASE, Taken, finish, plan, renew, take
from workflow.worker import Worker

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_jobs() -> Iterator[None]:
    known = dict(jobs.JOBS)
    jobs.JOBS.clear()
    yield
    jobs.JOBS.clear()
    jobs.JOBS.update(known)


def quiet(_database: Database, _now: datetime, _key: str) -> None:
    """Do nothing."""


def taken(database: Database, now: datetime = NOW, *, heavy: bool = True) -> Taken | None:
    return database.run(lambda session: take(session, "me", now, heavy=heavy))


def row(database: Database, name: str) -> WaitingJob:
    with database.read() as session:
        found = session.scalars(select(WaitingJob).where(WaitingJob.name == name)).one()
        session.expunge(found)
        return found


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        (Every(60), NOW, NOW + timedelta(minutes=1)),
        (At(time(23, 50)), NOW, datetime(2026, 6, 12, 23, 50, tzinfo=UTC)),
        (At(time(9)), NOW, datetime(2026, 6, 13, 9, tzinfo=UTC)),
        (At(time(2), weekday=6), NOW, datetime(2026, 6, 14, 2, tzinfo=UTC)),
        (At(time(2), weekday=4), NOW, datetime(2026, 6, 19, 2, tzinfo=UTC)),
        (At(time(7), zone="Europe/Rome"), NOW, datetime(2026, 6, 13, 5, tzinfo=UTC)),
        # The clocks skip 02:30 on this day.
        (At(time(2, 30), zone="Europe/Rome"), datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_next_time_follows_the_wall_clock(schedule: Every | At, after: datetime, expected: datetime) -> None:
    assert schedule.after(after) == expected


def test_of_many_workers_one_gets_the_job(database: Database) -> None:
    register(Job("a", quiet, Every(60)))
    database.run(lambda session: plan(session, NOW - timedelta(minutes=5)))
    begin, found = Barrier(6), list[Taken | None]()

    def work() -> None:
        begin.wait()
        found.append(taken(database))

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in found if one is not None]) == 1


def test_a_silent_worker_loses_its_job_and_cannot_end_it_any_more(database: Database) -> None:
    register(Job("a", quiet, Every(60), at_start=True))
    database.run(lambda session: plan(session, NOW))
    first = taken(database)
    assert first is not None
    assert taken(database, NOW + LEASE / 2) is None
    assert database.run(lambda session: renew(session, first, NOW + LEASE / 2))
    assert taken(database, NOW + LEASE) is None
    second = taken(database, NOW + 2 * LEASE)
    assert second is not None
    assert not database.run(lambda session: renew(session, first, NOW + 2 * LEASE))
    assert not database.run(lambda session: finish(session, first, NOW + 2 * LEASE))
    assert database.run(lambda session: finish(session, second, NOW + 2 * LEASE))
    assert row(database, "a").due_at == NOW + 2 * LEASE + timedelta(minutes=1)


def test_what_fails_comes_again_later_and_in_its_turn_at_the_latest(database: Database) -> None:
    register(Job("a", quiet, Every(600), at_start=True))
    database.run(lambda session: plan(session, NOW))
    for failures, wait in ((1, LATER[0]), (2, LATER[1]), (3, timedelta(seconds=600))):
        due_at = row(database, "a").due_at
        assert due_at is not None
        mine = taken(database, due_at)
        assert mine is not None
        database.run(partial(finish, taken=mine, now=due_at, error="boom"))
        assert (row(database, "a").failures, row(database, "a").due_at) == (failures, due_at + wait)


def test_what_is_asked_for_twice_is_done_once_and_again_when_asked_while_it_runs(database: Database) -> None:
    register(Job("a", quiet))
    for _ in range(2):
        database.run(lambda session: ask(session, "a", "x", now=NOW))
    mine = taken(database)
    assert mine is not None
    assert (mine.name, mine.key) == ("a", "x")
    assert taken(database) is None
    database.run(lambda session: ask(session, "a", "x", now=NOW))
    database.run(lambda session: finish(session, mine, NOW))
    again = taken(database)
    assert again is not None
    database.run(lambda session: finish(session, again, NOW))
    with database.read() as session:
        assert not is_waiting(session, "a", "x")
        assert session.scalars(select(WaitingJob)).all() == []


def test_a_job_that_there_is_not_cannot_be_asked_for(database: Database) -> None:
    with database.write() as session, pytest.raises(NotFound):
        ask(session, "unheard of", now=NOW)


def test_what_is_quick_does_not_wait_for_what_is_heavy(database: Database) -> None:
    register(Job("a", quiet, Every(60), at_start=True, heavy=True))
    register(Job("b", quiet, Every(60), at_start=True))
    database.run(lambda session: plan(session, NOW))
    mine = taken(database, heavy=False)
    assert mine is not None
    assert mine.name == "b"
    assert taken(database, heavy=False) is None


def test_a_worker_does_what_is_due_and_writes_down_what_went_wrong(database: Database) -> None:
    done: list[str] = []

    def fail(_database: Database, _now: datetime, key: str) -> None:
        done.append(key)
        raise ValueError("no such thing")

    register(Job("good", lambda _database, _now, key: done.append(key)))
    register(Job("bad", fail))
    for name in ("good", "bad"):
        database.run(partial(ask, name=name, key=f"{name} one", now=NOW))
    worker = Worker(database, "me")
    assert worker.once(heavy=True)
    assert worker.once(heavy=True)
    assert not worker.once(heavy=True)
    assert sorted(done) == ["bad one", "good one"]
    assert row(database, "bad").error == "ValueError: no such thing"
