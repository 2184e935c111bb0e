"""Taking jobs: a worker claims what is due, says that it is alive, and writes down how it ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from data.schema.job import WaitingJob
from workflow.jobs import JOBS, Job, insert_missing

LEASE = timedelta(minutes=2)  # how long a worker may be silent before another one takes over what it was doing
LATER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))  # after a failure
LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that a worker has taken; the token tells it from another worker that took over."""

    id: int
    name: str
    key: str
    token: str


def plan(session: Session, now: datetime) -> None:
    """Write down when each standing job is due; one that a new release has more often comes sooner."""
    for job in JOBS.values():
        if job.schedule is None:
            continue
        insert_missing(session, job.name, "", now if job.at_start else job.schedule.after(now))
        session.execute(
            update(WaitingJob)
            .where(
                WaitingJob.name == job.name,
                WaitingJob.key == "",
                or_(WaitingJob.due_at.is_(None), WaitingJob.due_at > job.schedule.after(now)),
                WaitingJob.claimed_by.is_(None),
            )
            .values(due_at=job.schedule.after(now))
        )


def take(session: Session, worker: str, now: datetime, *, heavy: bool) -> Taken | None:
    """Take the job that has been due longest, None when there is none; no two workers get the same one.

    What a silent worker held is taken over. Without `heavy` only what is quickly done.
    """
    names = [job.name for job in JOBS.values() if heavy or not job.heavy]
    row = session.scalars(
        select(WaitingJob)
        .where(
            WaitingJob.name.in_(names),
            WaitingJob.due_at <= now,
            or_(WaitingJob.claimed_until_at.is_(None), WaitingJob.claimed_until_at <= now),
        )
        .order_by(WaitingJob.due_at, WaitingJob.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    row.claimed_by = f"{worker}:{uuid4().hex}"[-80:]
    row.claimed_until_at, row.started_at, row.asked_again = now + LEASE, now, False
    session.flush()
    return Taken(row.id, row.name, row.key, row.claimed_by)


def renew(session: Session, taken: Taken, now: datetime) -> bool:
    """Say that the worker is alive; False when another one has taken over."""
    row = _held(session, taken)
    if row is not None:
        row.claimed_until_at = now + LEASE
    return row is not None


def finish(session: Session, taken: Taken, now: datetime, error: str = "") -> bool:
    """Write down that a job is done, or why it failed and when it comes again; False when another worker has it."""
    row = _held(session, taken)
    if row is None:
        return False
    row.claimed_by, row.claimed_until_at, row.finished_at = None, None, now
    row.failures, row.error = (row.failures + 1, error[:LONGEST_ERROR]) if error else (0, None)
    row.due_at = now if row.asked_again else _next(JOBS.get(row.name), row, now)
    if row.due_at is None and not error:
        session.delete(row)
    return True


def _held(session: Session, taken: Taken) -> WaitingJob | None:
    return session.scalars(
        select(WaitingJob).where(WaitingJob.id == taken.id, WaitingJob.claimed_by == taken.token).with_for_update()
    ).one_or_none()


def _next(job: Job | None, row: WaitingJob, now: datetime) -> datetime | None:
    """Return when it comes again: what failed soon, what was asked for with a key at most a few times, else in its turn."""
    standing = job.schedule.after(now) if job is not None and job.schedule is not None and not row.key else None
    if not row.failures:
        return standing
    if standing is None and row.failures > len(LATER):
        return None
    again = now + LATER[min(row.failures, len(LATER)) - 1]
    return min(again, standing) if standing is not None else again
