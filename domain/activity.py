"""Activities: what one may say about what was done and what is planned, and when one is reminded of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from domain.errors import BadDate, BadDuration, DayNeeded, DoneLater, SubjectNeeded, TextTooLong

LONGEST_SUBJECT: Final = 200
LONGEST_NOTE: Final = 4000
MOST_MINUTES: Final = 24 * 60
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)
# What has no time of its own is reminded of as if it were to be done then.
MORNING: Final = time(9)
REMINDERS: Final = (0, 15, 60, 24 * 60)  # minutes before
# A browser's clock may run a little ahead.
GRACE: Final = timedelta(minutes=2)


class Kind(StrEnum):
    """What sort of thing an activity is; the types of the settings are each of one kind."""

    CALL = "call"
    VISIT = "visit"
    MAIL = "mail"
    MEETING = "meeting"
    VIDEO = "video"
    TASK = "task"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Plan:
    """Something to do: on a day, perhaps at a time of the planner's clock; reminded so many minutes before."""

    activity_type_id: int
    subject: str
    due_on: date | None
    due_time: time | None = None
    assigned_user_id: int | None = None
    remind_minutes: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Something done: when (None: just now), for how many minutes, and what came of it."""

    activity_type_id: int
    subject: str
    done_at: datetime | None = None
    minutes: int | None = None
    outcome: str = ""


def moment(on: date, at: time, zone: str) -> datetime:
    """Return the instant of a day and time on a zone's clock, in UTC."""
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)


def day_of(at: datetime, zone: str) -> date:
    """Return the day of an instant on a zone's calendar."""
    return at.astimezone(ZoneInfo(zone)).date()


def due_at(on: date, at: time | None, zone: str) -> datetime | None:
    """Return the instant for which something is planned, None without a time."""
    return moment(on, at, zone) if at is not None else None


def remind_at(on: date, at: time | None, minutes: int | None, zone: str) -> datetime | None:
    """Return when to remind; a day without a time counts as its morning."""
    if minutes is None:
        return None
    return moment(on, at or MORNING, zone) - timedelta(minutes=minutes)


def remind_minutes(on: date | None, due: datetime | None, remind: datetime | None, zone: str) -> int | None:
    """Return how many minutes before one is reminded, None when not at all."""
    if remind is None or on is None:
        return None
    return int(((due or moment(on, MORNING, zone)) - remind).total_seconds() // 60)


def checked_subject(text: str) -> str:
    """Return the subject without superfluous blanks; raise SubjectNeeded for none or one that is too long."""
    subject = " ".join(text.split())
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise SubjectNeeded(length=LONGEST_SUBJECT)
    return subject


def checked_note(text: str) -> str | None:
    """Return the note, None for an empty one; raise TextTooLong."""
    note = text.strip()
    if len(note) > LONGEST_NOTE:
        raise TextTooLong(length=LONGEST_NOTE)
    return note or None


def checked_day(on: date | None) -> date:
    """Return the day; raise DayNeeded without one, BadDate for one that nobody can mean."""
    if on is None:
        raise DayNeeded
    if not FIRST_DAY <= on <= LAST_DAY:
        raise BadDate(text=on.isoformat(), first=FIRST_DAY, last=LAST_DAY)
    return on


def checked_done(at: datetime | None, now: datetime) -> datetime:
    """Return when it was done; raise DoneLater for the future, BadDate for one that nobody can mean."""
    if at is None:
        return now
    if at > now + GRACE:
        raise DoneLater
    checked_day(at.date())
    return min(at, now)


def checked_minutes(minutes: int | None) -> int | None:
    """Return the duration; raise BadDuration for one that no day holds."""
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise BadDuration(most=MOST_MINUTES)
    return minutes
