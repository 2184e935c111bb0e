"""Crashes: whoever writes, numbers or delivers is killed at any moment, and yet all that was committed is heard once."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from data.schema.notice import Outbox
from data.session import Database
from tests.world import NOW
from workflow import live
from workflow.jobs import JOBS, Job, ask, register
from workflow.worker import Worker

KILLS = 200
LONGEST_LIFE = 0.025  # seconds; less and nobody gets anything done, more and nobody is killed at work
ENOUGH = 40.0  # seconds for the whole story


@dataclass
class Child:
    """A process that does something until it is killed, and says lines meanwhile."""

    work: Callable[[Callable[[str], None]], None]
    pid: int = 0
    _reading: int = field(default=-1, repr=False)
    _rest: bytes = b""

    def start(self) -> None:
        """Begin, in a process of its own."""
        self._reading, writing = os.pipe()
        os.set_blocking(self._reading, False)
        self.pid = os.fork()
        if self.pid == 0:
            with suppress(BaseException):
                self.work(lambda line: void(os.write(writing, f"{line}\n".encode())))
            os._exit(0)
        os.close(writing)

    def kill(self) -> list[str]:
        """End it without a warning, and return the whole lines that it has said."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        said = self.lines()
        os.close(self._reading)
        return said

    def lines(self) -> list[str]:
        """Return the whole lines that it has said since this was asked last."""
        with suppress(BlockingIOError):
            while part := os.read(self._reading, 65536):
                self._rest += part
        *whole, self._rest = self._rest.split(b"\n")
        return [line.decode() for line in whole]


def void(_written: int) -> None:
    """Forget how much was written."""


def write_on(database: Database, first: int) -> Callable[[Callable[[str], None]], None]:
    """Return a writer: one entry for each transaction, named after the process and a number."""

    def work(_say: Callable[[str], None]) -> None:
        for number in range(first, first + 10_000):
            with database.write() as session:
                session.add(Outbox(key=f"{os.getpid()}:{number}", payload={"n": number}, created_at=NOW))
                session.flush()
                if number % 3 == 0:
                    session.rollback()  # an id that never appears

    return work


def deliver_from(database: Database, position: int) -> Callable[[Callable[[str], None]], None]:
    """Return a dispatcher: it numbers what is committed and says what comes after a position, as a stream does."""

    def work(say: Callable[[str], None]) -> None:
        reached = position
        while True:
            database.run(live.number)
            with database.read() as session:
                found = live.after(session, reached)
            for entry in found:
                say(str(entry.sequence))
                reached = entry.sequence
            time.sleep(0.002)

    return work


@pytest.mark.slow
def test_nothing_is_missed_or_doubled_when_writers_and_dispatchers_are_killed_200_times(database: Database) -> None:
    dice = random.Random(5)  # noqa: S311  no secret depends on it
    database.dispose()
    heard, kills, began = list[int](), 0, time.monotonic()
    writers = [Child(write_on(database, n * 1_000_000)) for n in range(2)]
    dispatcher, rival = Child(deliver_from(database, 0)), Child(deliver_from(database, 0))
    everybody = [*writers, dispatcher, rival]
    for child in everybody:
        child.start()
    while kills < KILLS and time.monotonic() - began < ENOUGH:
        time.sleep(dice.uniform(0, LONGEST_LIFE))
        victim = dice.choice(everybody)
        said = victim.kill()
        kills += 1
        if victim is dispatcher:
            heard += [int(line) for line in said]
            victim.work = deliver_from(
                database, heard[-1] if heard else 0
            )  # as a browser does: after what it heard last
        victim.start()
    for child in everybody:
        said = child.kill()
        heard += [int(line) for line in said] if child is dispatcher else []
    assert kills == KILLS
    heard += rest(database, heard[-1])
    with database.read() as session:
        committed = session.scalars(select(Outbox.sequence).order_by(Outbox.sequence)).all()
    assert len(committed) > KILLS / 4
    assert heard == list(range(1, len(committed) + 1)) == committed


def rest(database: Database, position: int) -> Iterator[int]:
    """Number and deliver what nobody has yet, with nobody killed any more."""
    database.run(live.number)
    while True:
        with database.read() as session:
            found = live.after(session, position)
        if not found:
            return
        yield from (entry.sequence for entry in found)
        position = found[-1].sequence


@pytest.mark.slow
def test_what_was_asked_for_is_done_though_workers_are_killed_at_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies is one that falls silent: after its lease, here at once, the next one does what it held."""
    monkeypatch.setattr("workflow.taking_jobs.LEASE", timedelta())
    monkeypatch.setitem(JOBS, "mark", Job("mark", quiet))
    marks = [f"mark {n}" for n in range(6)]
    with database.write() as session:
        for key in marks:
            ask(session, "mark", key, now=NOW)
    database.dispose()
    dice, kills, done, began = random.Random(7), 0, set[str](), time.monotonic()  # noqa: S311  no secret depends on it
    while done != set(marks) and time.monotonic() - began < ENOUGH:
        child = Child(lambda say: work_on(database, say))
        child.start()
        while not child.lines() and done != set(marks):
            time.sleep(0.002)
            done = marked(database)
        time.sleep(dice.uniform(0, 0.1))
        child.kill()
        kills += 1
        done = marked(database)
    assert done == set(marks)
    assert kills


def quiet(_database: Database, _now: datetime, _key: str) -> None:
    """Do nothing."""


def work_on(database: Database, say: Callable[[str], None]) -> None:
    """Work without the pauses of a real worker, and say when something is begun."""

    def mark(at: Database, _now: datetime, key: str) -> None:
        say(key)
        time.sleep(0.01)
        with at.write() as session:
            if session.scalars(select(Outbox.id).where(Outbox.key == key)).first() is None:
                session.add(Outbox(key=key, payload={}, created_at=NOW))

    register(Job("mark", mark))
    worker = Worker(database, "me")
    while True:
        worker.once(heavy=True)


def marked(database: Database) -> set[str]:
    """Return what is done, with a connection that no child inherits."""
    with database.read() as session:
        done = set(session.scalars(select(Outbox.key)))
    database.dispose()
    return done
