"""Earlier days: asked for by a person, put together by a worker, and forecast with what was known then."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from data.past import Shelf
from data.session import Database
from workflow.jobs import At, Job, Run, ask, is_waiting

JOB = "past"
FORECAST_JOB = "past_forecast"
MADE_AT = time(1, 15)


def ask_for_past(session: Session, day: date, now: datetime) -> None:
    """Have the database of a day made soon, in the caller's transaction."""
    ask(session, JOB, day.isoformat(), now=now)


def ask_for_past_forecast(session: Session, day: date, now: datetime) -> None:
    """Have the forecast made that a day would have had, in the caller's transaction."""
    ask(session, FORECAST_JOB, day.isoformat(), now=now)


def waits_for_past_forecast(session: Session, day: date) -> bool:
    """Tell whether the forecast of a day was asked for and is not made yet."""
    return is_waiting(session, FORECAST_JOB, day.isoformat())


def past_jobs(folder: Path) -> list[Job]:
    """Return the jobs that make the databases of days that their keys name, in a folder, and forecast in them.

    Every night, without a key, the day is made that the bridge looks back to when nobody chose one.
    """
    return [Job(JOB, _making(folder), At(MADE_AT), heavy=True), Job(FORECAST_JOB, _forecasting(folder), heavy=True)]


def last_monday(today: date) -> date:
    """Return the Monday of the week before: there is always a week to look back on."""
    return today - timedelta(days=today.weekday() + 7)


def _making(folder: Path) -> Run:
    def run(database: Database, now: datetime, key: str) -> None:
        Shelf(folder, database).make(date.fromisoformat(key) if key else last_monday(now.date()))

    return run


def _forecasting(folder: Path) -> Run:
    def run(database: Database, _now: datetime, key: str) -> None:
        from workflow.forecasts.telling import forecast_all  # noqa: PLC0415  pandas and statsmodels take seconds to import

        past = Shelf(folder, database).make(date.fromisoformat(key))
        own = Database(past.url)  # the one place that writes into a past: what would have been computed then
        try:
            for _line in forecast_all(own, [], past.at.date(), looking_back=False, now=past.at, show=_quiet):
                pass
        finally:
            own.dispose()

    return run


def _quiet(_label: str, _total: int) -> Callable[[int], None]:
    return lambda _count: None
