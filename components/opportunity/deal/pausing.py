"""Pausing: an opportunity that rests says until when and why; what is asked before it does."""

from datetime import date, timedelta
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import formats
from components.dialog import day, field
from components.icons import icon
from components.language import gettext as _
from components.opportunity.deal.closing import OPPORTUNITY, record_of
from components.opportunity.deal.fields import deal_modal
from components.opportunity.deal.wire import does, known
from components.opportunity.menu import entry
from domain.detail import Detail, Header
from domain.outcome import Outcome

USUAL = timedelta(days=14)
LONGEST_REASON = 300


def pausing_entries(detail: Detail) -> list[html.Button]:
    """Return what the menu offers for an open opportunity that the person may change."""
    header = detail.header
    if not header.changeable or header.outcome != Outcome.OPEN:
        return []
    label = _("Change the pause…") if header.paused_until_on else _("Pause…")
    return [entry(label, "pause-circle", **known("ask", "pause"))]


def paused(header: Header, today: date) -> list[html.P]:
    """Say in the head that an open opportunity rests, until when and why, with the way to end it."""
    if header.paused_until_on is None or header.outcome != Outcome.OPEN:
        return []
    said = html.B(_("Paused until {day}", day=formats.day(header.paused_until_on, today)))
    parts: list[Any] = [
        icon("pause-circle"),
        said,
        html.Span(_("because: {reason}", reason=header.paused_because or "")),
    ]
    if header.changeable:
        parts.append(does("end_pause", _("End the pause"), "play", style="link", small=True))
    return [html.P(parts, className="cd-outcome cd-outcome--paused")]


def pause_dialog(detail: Detail, today: date) -> html.Div:
    """Ask until when it rests, and why."""
    header = detail.header
    note = _(
        "Rules about silence, long stays, late dates and unanswered quotes leave it alone until then. The pause and its reason stay visible to everybody."
    )
    until = day("until_on", header.paused_until_on or today + USUAL, first=today + timedelta(days=1))
    why = dbc.Textarea(name="because", rows=2, maxLength=LONGEST_REASON, value=header.paused_because or "")
    fields = [
        html.P(note, className="cd-2"),
        field(_("Rests to the end of"), until, single=True),
        field(_("Because"), why, single=True),
    ]
    return deal_modal(OPPORTUNITY, record_of(header), "pause", _("Pause this opportunity"), fields, _("Pause"))
