"""Activities: what is planned, then month by month what was done, the latest first."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from dash import html

from components import formats
from components.language import gettext as _
from components.opportunity.words import local, moment_text, nothing, older
from domain.detail import ActivityRow, Detail

SHOWN = 20
ICONS = {
    "call": "telephone", "mail": "envelope", "meeting": "people", "visit": "geo-alt", "video": "camera-video",
    "quote": "file-earmark-text", "task": "check2-square",
}  # fmt: skip


def activities_pane(detail: Detail, today: date) -> Any:
    """Return the timeline of activities, with the rest of a long list folded under it."""
    rows, zone = detail.activities, detail.header.time_zone
    if not rows:
        return nothing(_("No activity was ever planned or done for this opportunity."))
    shown, rest = rows[:SHOWN], rows[SHOWN:]
    items: list[Any] = []
    for heading, group in groupby(shown, lambda row: _heading(row, zone)):
        items += [month_item(heading), *(_item(row, today, zone) for row in group)]
    return [html.Ul(items, className="cd-tl"), *older(len(shown), [_plain(row, today, zone) for row in rest])]


def month_item(heading: str) -> html.Li:
    """Return a heading between entries."""
    return html.Li(heading, className="cd-tl__m")


def entry(name: str, what: str, who: str, when: html.Time, *texts: Any, tone: str = "") -> html.Li:
    """Return one entry of a timeline: icon, what, who, when, and what else is to say."""
    title = [html.B(what), *([html.Span(who, className="cd-mut")] if who else []), when]
    symbol = html.I(className=f"cd-note__ic {f'cd-note__ic--{tone} ' if tone else ''}bi bi-{name}")
    body = [html.Div(title, className="cd-tl__h"), *(html.P(text) for text in texts if text)]
    return html.Li([symbol, html.Div(body)])


def planned(rows: Sequence[ActivityRow]) -> Iterator[ActivityRow]:
    """Yield what is still to be done, the next first."""
    return (row for row in rows if row.done_at is None)


def due_text(row: ActivityRow, today: date, zone: str) -> tuple[str, bool]:
    """Return when something planned is due, in words near today, and whether that is past."""
    if row.due_on is None:
        return _("no date yet"), False
    ahead = (row.due_on - today).days
    if ahead < 0:
        return _("{days} late", days=formats.days(-ahead)), True
    near = {0: _("today"), 1: _("tomorrow")}.get(ahead, formats.day(row.due_on, today))
    return (f"{near}, {formats.clock_time(local(row.due_at, zone))}" if row.due_at else near), False


def activity_icon(row: ActivityRow) -> str:
    """Return the icon's name of an activity's kind."""
    return ICONS.get(row.kind, "calendar-event")


def _heading(row: ActivityRow, zone: str) -> str:
    return formats.month(local(row.done_at, zone).date()) if row.done_at else _("Planned")


def _item(row: ActivityRow, today: date, zone: str) -> html.Li:
    who = " · ".join(filter(None, (row.type if row.type != row.subject else "", row.user)))
    if row.done_at is None:
        text, is_late = due_text(row, today, zone)
        when = html.Time(text, className=f"push {'cd-late' if is_late else 'cd-mut'}")
        return entry(activity_icon(row), row.subject, who, when, row.note, tone="warn" if is_late else "pos")
    when = when_done(local(row.done_at, zone), today)
    return entry(activity_icon(row), row.subject, who, when, row.note, row.outcome_note)


def when_done(at: datetime, today: date) -> html.Time:
    """Return a local instant at the end of an entry's first line."""
    return html.Time(moment_text(at, today), dateTime=at.isoformat(timespec="minutes"), className="push cd-mut cd-n")


def _plain(row: ActivityRow, today: date, zone: str) -> str:
    when = moment_text(local(row.done_at, zone), today) if row.done_at else due_text(row, today, zone)[0]
    return " · ".join(filter(None, (when, row.subject, row.user)))
