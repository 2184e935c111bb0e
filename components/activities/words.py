"""Words of activities: their icons, when they are due or were done, and what they are about."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from components import formats
from components.language import gettext as _
from domain.detail import ActivityRow

ICONS = {
    "call": "telephone", "mail": "envelope", "meeting": "people", "visit": "geo-alt", "video": "camera-video",
    "quote": "file-earmark-text", "task": "check2-square",
}  # fmt: skip


def local(at: datetime, zone: str) -> datetime:
    """Return an instant as a clock of the zone shows it."""
    return at.astimezone(ZoneInfo(zone))


def kind_icon(kind: str) -> str:
    """Return the icon's name of a kind of activity."""
    return ICONS.get(kind, "calendar-event")


def kind_names() -> dict[str, str]:
    """Return the kinds as people read them."""
    return {
        "call": _("Calls"),
        "visit": _("Visits"),
        "mail": _("Emails"),
        "meeting": _("Meetings"),
        "video": _("Video calls"),
        "task": _("Tasks"),
        "quote": _("Quotes sent"),
    }


def planned(rows: Sequence[ActivityRow]) -> Iterator[ActivityRow]:
    """Yield what is still to be done, the next first."""
    return (row for row in rows if row.done_at is None)


def due_text(row: ActivityRow, today: date, zone: str) -> tuple[str, bool]:
    """Return when something planned is due, in words near today, and whether that is past."""
    on = local(row.due_at, zone).date() if row.due_at else row.due_on
    if on is None:
        return _("no date yet"), False
    ahead = (on - today).days
    if ahead < 0:
        return _("{days} late", days=formats.days(-ahead)), True
    near = {0: _("today"), 1: _("tomorrow")}.get(ahead, formats.day(on, today))
    return (f"{near}, {formats.clock_time(local(row.due_at, zone))}" if row.due_at else near), False


def time_of(row: ActivityRow, zone: str) -> str:
    """Return the time of day at which it was done or is due, nothing for a day without a time."""
    at = row.done_at or row.due_at
    return formats.clock_time(local(at, zone)) if at else ""


def about(row: ActivityRow) -> str:
    """Return whom and what an activity is about."""
    return ", ".join(filter(None, (row.contact, row.opportunity)))


def href_of(row: ActivityRow) -> str:
    """Return the address of what an activity is about."""
    return f"/opportunity/{row.opportunity_id}" if row.opportunity_id else f"/contact/{row.contact_id}"


def clock_value(at: datetime | None, zone: str) -> str:
    """Return the time of an instant as a time field holds it."""
    return local(at, zone).strftime("%H:%M") if at else ""


def parsed_time(text: str) -> time | None:
    """Return what a time field holds; raise ValueError for anything else."""
    return time.fromisoformat(text) if text else None
