"""The one clock: the only place that reads the time, and the day that a request looks from."""

from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_looked_from: ContextVar[date | None] = ContextVar("looked_from", default=None)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def today(time_zone: str = "UTC") -> date:
    """Return the business day that is looked from: the present one in `time_zone`, or the one that was chosen."""
    return _looked_from.get() or present_day(time_zone)


def present_day(time_zone: str = "UTC") -> date:
    """Return the present business day in `time_zone`, whatever is looked at."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def look_from(day: date | None) -> None:
    """Let today be an earlier day for what runs in this context, None for the present one again."""
    _looked_from.set(day)
