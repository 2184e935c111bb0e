"""Next steps: what is planned for the opportunity, each to be ticked off, and the way to plan one more."""

from datetime import date
from itertools import islice
from typing import Any

from dash import html

from components.activities.timeline import Place, opener, plan_button, tick
from components.activities.words import due_text, kind_icon, planned
from components.language import gettext as _
from components.language import ngettext
from domain.detail import ActivityRow, Detail
from domain.outcome import Outcome

SHOWN = 3


def place(detail: Detail) -> Place:
    """Return where a new activity of this page belongs."""
    return Place(opportunity_id=detail.header.id, changeable=detail.header.changeable)


def steps(detail: Detail, today: date) -> list[Any]:
    """Return the first things to do, the late ones before the others."""
    rows = list(planned(detail.activities))
    listed: list[Any] = [_step(row, today, detail.reader_zone) for row in islice(rows, SHOWN)]
    if len(rows) > SHOWN:
        more = len(rows) - SHOWN
        text = ngettext("{n} more under Activities", "{n} more under Activities", more)
        listed.append(html.P(text, className="cd-mut cd-small"))
    if not rows:
        is_open = detail.header.outcome == Outcome.OPEN
        text = _("Nothing is planned.") if is_open else _("It is closed, nothing is left to do.")
        listed.append(html.P(text, className="cd-mut"))
    return listed


def plan_tool(detail: Detail) -> html.Button | None:
    """Return the plus that plans something, for those who may."""
    return plan_button(place(detail), small=True) if detail.header.changeable else None


def _step(row: ActivityRow, today: date, zone: str) -> html.Div:
    when, is_late = due_text(row, today, zone)
    tone = "warn" if is_late else "pos"
    told: list[Any] = [html.Span(when, className="cd-late" if is_late else ""), f", {row.user}" if row.user else ""]
    return html.Div(
        [
            html.I(className=f"cd-note__ic cd-note__ic--{tone} bi bi-{kind_icon(row.kind)}"),
            html.Div([opener(row), html.P(told)]),
            *([tick(row)] if row.changeable else []),
        ],
        className="cd-nextact",
    )
