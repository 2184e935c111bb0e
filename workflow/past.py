"""Earlier days: asked for by a person, put together by a worker."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from data.past import Shelf
from data.session import Database
from workflow.jobs import Job, ask

JOB = "past"


def ask_for_past(session: Session, day: date, now: datetime) -> None:
    """Have the database of a day made soon, in the caller's transaction."""
    ask(session, JOB, day.isoformat(), now=now)


def past_job(folder: Path) -> Job:
    """Return the job that makes the database of the day that its key names, in a folder."""

    def run(database: Database, _now: datetime, key: str) -> None:
        Shelf(folder, database).make(date.fromisoformat(key))

    return Job(JOB, run, heavy=True)
