"""The timeline of an opportunity or a contact: one row of buttons to log, what is planned, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Protocol

from dash import html

from components import formats
from components.activities.words import due_text, kind_icon, kind_names, local
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from domain.detail import ActivityRow

SHOWN = 20
MOST_BUTTONS = 7


class Type(Protocol):
    """A type of activity that can be logged."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def kind(self) -> str:
        """What names its icon."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a timeline stands: whose it is, and whether the reader may add to it."""

    opportunity_id: int | None = None
    contact_id: int | None = None
    changeable: bool = False

    def attributes(self) -> dict[str, Any]:
        """Return what a button says of it to the dialog."""
        if self.opportunity_id is not None:
            return attributes(data_cd_opportunity=str(self.opportunity_id))
        return attributes(data_cd_contact=str(self.contact_id))


def timeline(rows: Sequence[ActivityRow], types: Sequence[Type], place: Place, *, today: date, zone: str) -> html.Div:
    """Return the pane: buttons, the kinds to choose from, and the list; late ones come first, as `rows` have them."""
    bar = [log_bar(types, place)] if place.changeable else []
    if not rows:
        text = _("Nothing was planned or done yet.")
        return html.Div([*bar, html.P(text, className="cd-inlineempty")], className="cd-acts")
    shown, rest = rows[:SHOWN], rows[SHOWN:]
    items: list[Any] = []
    for heading, group in groupby(shown, lambda row: _heading(row, zone)):
        items += [html.Li(heading, className="cd-tl__m"), *(_item(row, place, today, zone) for row in group)]
    return html.Div(
        [*bar, *_kinds(shown), html.Ul(items, className="cd-tl"), *_older(len(shown), rest, today, zone)],
        className="cd-acts",
    )


def log_bar(types: Sequence[Type], place: Place) -> html.Div:
    """Return a button per type, which opens the dialog filled in, and the one that plans."""
    buttons = [
        html.Button(
            [icon(kind_icon(each.kind)), each.name],
            type="button",
            className="btn btn-sm btn-outline-secondary",
            **place.attributes(),
            **attributes(data_cd_dialog="log-activity", data_cd_type=str(each.id), aria_haspopup="dialog"),
        )
        for each in types[:MOST_BUTTONS]
    ]
    said = html.Span(_("Log"), className="cd-mut cd-small")
    row = html.Div([said, *buttons], className="cd-acts__log", role="group", **attributes(aria_label=_("Log")))
    return html.Div([row, plan_button(place)], className="cd-acts__bar")


def plan_button(place: Place, *, small: bool = False) -> html.Button:
    """Return the button that plans something; a small one is its icon alone."""
    opens = attributes(data_cd_dialog="plan-activity", aria_haspopup="dialog")
    if small:
        name = _("Plan an activity")
        return html.Button(
            type="button",
            className="cd-iconbtn cd-iconbtn--sm bi bi-plus-lg",
            title=name,
            **place.attributes(),
            **opens,
            **attributes(aria_label=name),
        )
    return html.Button(
        [icon("calendar-plus"), _("Plan")],
        type="button",
        className="btn btn-sm btn-primary",
        **place.attributes(),
        **opens,
    )


def tick(row: ActivityRow) -> html.Button:
    """Return the box that completes something planned."""
    label = _("Complete “{subject}”", subject=row.subject)
    return html.Button(
        type="button",
        className="cd-acttick bi bi-square",
        title=label,
        **attributes(data_cd_activity=str(row.id), data_cd_act="complete", aria_label=label, aria_haspopup="dialog"),
    )


def opener(row: ActivityRow) -> Any:
    """Return the subject: a button that opens the dialog where the reader may change it."""
    if not row.changeable:
        return html.B(row.subject)
    return html.Button(
        row.subject,
        type="button",
        className="cd-actlink",
        **attributes(data_cd_activity=str(row.id), data_cd_act="open", aria_haspopup="dialog"),
    )


def _heading(row: ActivityRow, zone: str) -> str:
    return formats.month(local(row.done_at, zone).date()) if row.done_at else _("Planned")


def _item(row: ActivityRow, place: Place, today: date, zone: str) -> html.Li:
    # A contact has activities of several opportunities.
    what = row.opportunity if place.opportunity_id is None else None
    who = " · ".join(filter(None, (row.type if row.type != row.subject else "", row.user, what)))
    if row.done_at is None:
        text, is_late = due_text(row, today, zone)
        when = html.Time(text, className=f"push {'cd-late' if is_late else 'cd-mut'}")
        tone = "cd-note__ic--warn" if is_late else "cd-note__ic--pos"
        texts = [row.note]
    else:
        at = local(row.done_at, zone)
        when = html.Time(
            f"{formats.day(at.date(), today)}, {formats.clock_time(at)}",
            dateTime=at.isoformat(timespec="minutes"),
            className="push cd-mut cd-n",
        )
        tone, texts = "", [row.note, row.outcome_note]
    tools = [tick(row)] if row.changeable and row.done_at is None else []
    head = html.Div(
        [*tools, opener(row), html.Span(who, className="cd-mut"), *_minutes(row), when], className="cd-tl__h"
    )
    symbol = html.I(className=f"cd-note__ic {tone} bi bi-{kind_icon(row.kind)}".replace("  ", " "))
    body = html.Div([head, *(html.P(text) for text in texts if text)])
    return html.Li([symbol, body], **attributes(data_cd_kind=row.kind))


def _minutes(row: ActivityRow) -> list[html.Span]:
    if not row.minutes:
        return []
    return [html.Span(_("{count} min", count=formats.number(row.minutes)), className="cd-mut cd-n")]


def _kinds(rows: Sequence[ActivityRow]) -> list[html.Div]:
    """Return the kinds that occur, to look at one alone; nothing to choose from when there is but one."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.kind] = counts.get(row.kind, 0) + 1
    if len(counts) < 2:
        return []
    names = kind_names()
    listed = [("", _("All"), len(rows)), *((kind, names[kind], counts[kind]) for kind in names if kind in counts)]
    buttons = [
        html.Button(
            [name, html.Span(str(count), className="cd-n cd-mut")],
            type="button",
            **attributes(data_cd_only=kind, aria_pressed=str(not kind).lower()),
        )
        for kind, name, count in listed
    ]
    return [html.Div(buttons, className="cd-seg cd-acts__kinds", role="group", **attributes(aria_label=_("Kind")))]


def _older(shown: int, rows: Sequence[ActivityRow], today: date, zone: str) -> list[html.Details]:
    """Return the rest of a long list, folded, each as one plain line."""
    if not rows:
        return []
    total = shown + len(rows)
    summary = html.Summary(
        ngettext("Showing {shown} of {n}, show the rest", "Showing {shown} of {n}, show the rest", total, shown=shown)
    )
    text = "\n".join(_plain(row, today, zone) for row in rows)
    return [html.Details([summary, html.P(text)], className="cd-older")]


def _plain(row: ActivityRow, today: date, zone: str) -> str:
    if row.done_at is None:
        when = due_text(row, today, zone)[0]
    else:
        at = local(row.done_at, zone)
        when = f"{formats.day(at.date(), today)}, {formats.clock_time(at)}"
    return " · ".join(filter(None, (when, row.subject, row.user)))
