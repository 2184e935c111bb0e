"""The one clock: the only place that reads the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def today(time_zone: str = "UTC") -> date:
    """Return the present business day in `time_zone`."""
    return now().astimezone(ZoneInfo(time_zone)).date()
