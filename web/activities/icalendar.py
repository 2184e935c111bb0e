"""iCalendar: a person's activities as RFC 5545 writes them, for any calendar that subscribes."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from components.activities.words import about, href_of
from domain.detail import ActivityRow

LONGEST_LINE: Final = 75  # octets, without the line's end
DEFAULT_MINUTES: Final = 30
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
MIMETYPE: Final = "text/calendar; charset=utf-8"


def calendar(rows: Iterable[ActivityRow], *, name: str, address: str, now: datetime) -> str:
    """Return a whole calendar; `address` is where Caudal stands, without a slash at the end."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Caudal//Activities//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    lines = [*head, *(line for row in rows for line in _event(row, address, now)), "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Write a text value: its backslashes, commas, semicolons and ends of lines as RFC 5545 wants them."""
    plain = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """Break a line after at most 75 octets, never within a character; what goes on begins with a blank."""
    parts, part, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST_LINE:
            parts.append(part)
            part, size = " ", 1
        part += character
        size += width
    return "\r\n".join([*parts, part])


def _event(row: ActivityRow, address: str, now: datetime) -> Iterator[str]:
    changed = row.updated_at or now
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(row)}"
    yield f"DTSTAMP:{_instant(changed)}"
    if row.created_at:
        yield f"CREATED:{_instant(row.created_at)}"
    yield f"LAST-MODIFIED:{_instant(changed)}"
    yield f"SEQUENCE:{row.version - 1}"
    yield from _when(row)
    yield f"SUMMARY:{escaped(', '.join(filter(None, (row.subject, row.contact))))}"
    if description := _description(row):
        yield f"DESCRIPTION:{escaped(description)}"
    yield f"CATEGORIES:{escaped(row.type)}"
    yield f"URL:{address}{href_of(row)}"
    yield "STATUS:CONFIRMED"
    # What is done, and what only has a day, leaves the time free for others.
    yield "TRANSP:TRANSPARENT" if row.done_at or not row.due_at else "TRANSP:OPAQUE"
    yield from _alarm(row)
    yield "END:VEVENT"


def _uid(row: ActivityRow) -> str:
    made = int(row.created_at.timestamp()) if row.created_at else 0
    return f"activity-{row.id}-{made}@caudal"


def _when(row: ActivityRow) -> Iterator[str]:
    at = row.done_at or row.due_at
    if at is not None:
        yield f"DTSTART:{_instant(at)}"
        yield f"DURATION:PT{max(row.minutes or DEFAULT_MINUTES, 1)}M"
    elif row.due_on is not None:
        yield f"DTSTART;VALUE=DATE:{_day(row.due_on)}"
        yield f"DTEND;VALUE=DATE:{_day(row.due_on + timedelta(days=1))}"


def _description(row: ActivityRow) -> str:
    return "\n".join(filter(None, (about(row), row.note, row.outcome_note)))


def _alarm(row: ActivityRow) -> Iterator[str]:
    if row.remind_at is None or row.done_at is not None:
        return
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(row.subject)}"
    yield f"TRIGGER;VALUE=DATE-TIME:{_instant(row.remind_at)}"
    yield "END:VALARM"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _day(on: date) -> str:
    return on.strftime("%Y%m%d")
