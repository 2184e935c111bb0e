"""Jobs: what the worker does by itself at its times, and what it is asked to do soon."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.schema.job import WaitingJob
from data.session import Database
from domain.errors import NotFound

DAYS_OF_WEEK = 7

Run = Callable[[Database, datetime, str], None]
JOBS: dict[str, "Job"] = {}


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, this long after the last time."""

    seconds: float

    def after(self, now: datetime) -> datetime:
        """Return the next time."""
        return now + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class At:
    """Each day, or each week on a weekday (Monday is 0), at a wall-clock time of a zone."""

    clock: time
    weekday: int | None = None
    zone: str = "UTC"

    def after(self, now: datetime) -> datetime:
        """Return the first such time later than `now`, in UTC; where clocks skip it, the moment they have skipped to."""
        here = now.astimezone(ZoneInfo(self.zone))
        for days in range(DAYS_OF_WEEK + 2):
            on = here.date() + timedelta(days=days)
            at = datetime.combine(on, self.clock, ZoneInfo(self.zone)).astimezone(UTC)
            if at > now and self.weekday in {None, on.weekday()}:
                return at
        raise AssertionError("a week has every weekday")


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do: `run(database, now, key)` at its times (key "") and when asked, with the key it was asked with.

    Without a schedule only when asked. It may run again after a crash, so that doing it twice must do no harm. What
    fails is tried again later; `at_start` runs it as soon as an installation first has a worker. What takes minutes is
    `heavy`: a worker does one such thing at a time, and the others meanwhile.
    """

    name: str
    run: Run
    schedule: Every | At | None = None
    at_start: bool = False
    heavy: bool = False


def register(job: Job) -> Job:
    """Let workers do the job; registered again under the same name, the later one counts."""
    JOBS[job.name] = job
    return job


def ask(session: Session, name: str, key: str = "", *, now: datetime) -> None:
    """Have a job done as soon as a worker is free, in the caller's transaction; asked twice before it began, once.

    Asked while it runs, it runs once more after that. Raises NotFound for a job that there is not.
    """
    if name not in JOBS:
        raise NotFound
    insert_missing(session, name, key, now)
    row = session.scalars(
        select(WaitingJob).where(WaitingJob.name == name, WaitingJob.key == key).with_for_update()
    ).one()
    if row.claimed_until_at is not None and row.claimed_until_at > now:
        row.asked_again = True
    else:
        row.due_at, row.failures, row.error = now, 0, None
    session.flush()


def insert_missing(session: Session, name: str, key: str, due_at: datetime) -> None:
    """Write down that a job is due, unless it is written down already."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    fresh = insert(WaitingJob).values(name=name, key=key, due_at=due_at, asked_again=False, failures=0)
    session.execute(fresh.on_conflict_do_nothing(index_elements=["name", "key"]))


def is_waiting(session: Session, name: str, key: str = "") -> bool:
    """Tell whether a job that was asked for is still to be done or being done."""
    return session.scalar(select(WaitingJob.due_at).where(WaitingJob.name == name, WaitingJob.key == key)) is not None
