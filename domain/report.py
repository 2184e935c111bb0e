"""Reports: the pages that can be put on paper, and when a view is sent by e-mail."""

from datetime import date, timedelta
from enum import StrEnum

# Every other page can be printed by the browser.
PAPERS = (
    "/progress-board", "/stages-board", "/opportunities", "/map", "/invoicing", "/forecast", "/forecast/changes",
    "/forecast/quality",
)  # fmt: skip
MORNING = 6  # o'clock where the person is; not earlier


class Rhythm(StrEnum):
    """How often a view is sent: on Mondays, or on the first of each month."""

    WEEK = "week"
    MONTH = "month"


def next_day(rhythm: Rhythm, today: date) -> date:
    """Return the first such day after today."""
    if rhythm is Rhythm.WEEK:
        return today + timedelta(days=7 - today.weekday())
    return date(today.year + today.month // 12, today.month % 12 + 1, 1)
