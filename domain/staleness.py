"""Staleness: how long nobody had real contact about an opportunity."""

from datetime import date
from enum import StrEnum

IDLE_AFTER_DAYS = 14
STALE_AFTER_DAYS = 30


class IdleLevel(StrEnum):
    """Grey up to two weeks, amber text up to a month, amber border after it."""

    FRESH = "fresh"
    IDLE = "idle"
    STALE = "stale"


def idle_days(last_activity_on: date | None, created_on: date, today: date) -> int:
    """Return whole days since the last activity, or since creation when there was none."""
    return max((today - (last_activity_on or created_on)).days, 0)


def idle_level(days: int) -> IdleLevel:
    """Return the level that the cue on the card shows."""
    if days > STALE_AFTER_DAYS:
        return IdleLevel.STALE
    return IdleLevel.IDLE if days > IDLE_AFTER_DAYS else IdleLevel.FRESH
