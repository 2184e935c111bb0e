"""Visits of the Activity page: what a person has seen there, so that the rest can be told as new."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from data.queries.preferences import preference
from domain.access import Principal
from workflow.preferences import prefer

SEEN: Final = "activity.seen"  # everything until this instant has been seen
OPENED: Final = "activity.opened"  # when the page was last looked at
VISIT: Final = timedelta(minutes=30)  # after as long without a look the next one is another visit
DAY: Final = timedelta(days=1)


def seen_at(session: Session, principal: Principal, now: datetime) -> datetime:
    """Return until when the person has seen what happened; before the first visit, the beginning of yesterday."""
    seen, opened = (_instant(preference(session, principal, name)) for name in (SEEN, OPENED))
    if seen is None:
        there = now.astimezone(ZoneInfo(principal.time_zone))
        return datetime.combine(there.date() - DAY, time(), there.tzinfo).astimezone(UTC)
    return max(seen, opened) if opened is not None and now - opened > VISIT else seen


def visit(session: Session, principal: Principal, *, now: datetime) -> datetime:
    """Write down that the person looks at the page; return until when they had seen everything before this visit."""
    seen = seen_at(session, principal, now)
    prefer(session, principal, SEEN, seen.isoformat())
    prefer(session, principal, OPENED, now.isoformat())
    return seen


def see_all(session: Session, principal: Principal, *, now: datetime) -> None:
    """Write down that the person has seen everything until now."""
    prefer(session, principal, SEEN, now.isoformat())


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
