"""The workflow log in words: who did what, when, and what it was before and after."""

from collections.abc import Mapping
from datetime import date
from textwrap import shorten
from typing import Any, Final

from dash import html

from components import formats
from components.language import gettext as _
from components.opportunity.timeline import entry, when_done
from components.opportunity.words import DASH, amount, local, moment_text, nothing, older
from domain.detail import Detail, EventRow
from domain.outcome import Outcome

SHOWN = 20
ICONS = {
    "create": "plus-lg", "move": "arrow-left-right", "win": "check2-circle", "lose": "x-square",
    "cancel": "slash-circle", "reopen": "arrow-counterclockwise", "undo": "arrow-90deg-left", "import": "arrow-repeat",
    "plan_invoice": "calendar2-week", "move_to_stage": "signpost-split", "complete_task": "check2-square",
    "reopen_task": "square",
}  # fmt: skip
TONES = {"win": "pos"}
AMOUNTS: Final = frozenset({
    "gross_minor", "discount_minor", "net_minor", "expected_margin_minor", "expected_revenue_minor",
})  # fmt: skip
# Of a new opportunity only where it began; an import writes every field.
CREATED: Final = ("stage", "stated_percent", "net_minor", "owner")
# What these did to the outcome is their name.
NAMED_BY_OUTCOME: Final = frozenset({"win", "lose", "cancel", "reopen"})
LONGEST_TEXT = 120


def log_pane(detail: Detail, today: date) -> Any:
    """Return the log, the latest change first, with the rest of a long one folded under it."""
    rows = detail.events
    if not rows:
        return nothing(_("Nothing was changed since this opportunity came here."))
    shown, rest = rows[:SHOWN], rows[SHOWN:]
    items = [_item(row, detail, today) for row in shown]
    return [html.Ul(items, className="cd-tl"), *older(len(shown), [_plain(row, detail, today) for row in rest])]


def changes(row: EventRow, currency: str, today: date) -> str:
    """Say in one line what an event changed: "Stage: Visit → Offer · Stated probability: 25 % → 50 %"."""
    told = [
        f"{label}: {_change(row, field, currency, today)}"
        for field, label in _labels(row.verb).items()
        if row.before.get(field) != row.after.get(field) and not _is_told_by_percent(row, field)
    ]
    return " · ".join(told)


def _is_told_by_percent(row: EventRow, field: str) -> bool:
    return field == "probability" and row.before.get("stated_percent") != row.after.get("stated_percent")


def _item(row: EventRow, detail: Detail, today: date) -> html.Li:
    header = detail.header
    when = when_done(local(row.at, header.time_zone), today)
    text = changes(row, header.currency, today)
    return entry(ICONS.get(row.verb, "pencil"), _what(row.verb), who(row), when, text, tone=TONES.get(row.verb, ""))


def _plain(row: EventRow, detail: Detail, today: date) -> str:
    header = detail.header
    when = moment_text(local(row.at, header.time_zone), today)
    return " · ".join(filter(None, (when, _what(row.verb), who(row), changes(row, header.currency, today))))


def who(row: EventRow) -> str:
    """Return who made a change: a person, an import, or Caudal itself."""
    if row.user:
        return row.user
    return _("Import") if row.imported else _("Caudal")


def _what(verb: str) -> str:
    words = {
        "create": _("Created"),
        "move": _("Moved"),
        "move_to_stage": _("Moved"),
        "complete_task": _("Task done"),
        "reopen_task": _("Task opened again"),
        "win": _("Won"),
        "lose": _("Lost"),
        "cancel": _("Cancelled"),
        "reopen": _("Reopened"),
        "undo": _("Taken back"),
        "plan_invoice": _("Invoice planned"),
        "import": _("Changed by an import"),
    }
    return words.get(verb, _("Changed"))


def _change(row: EventRow, field: str, currency: str, today: date) -> str:
    before, after = row.before.get(field), row.after.get(field)
    if field not in row.before:
        return _value(field, after, currency, today)
    return f"{_value(field, before, currency, today)} → {_value(field, after, currency, today)}"


def _value(field: str, value: object, currency: str, today: date) -> str:
    if value is None or value == "":
        return DASH
    if isinstance(value, int) and not isinstance(value, bool):
        if field in AMOUNTS:
            return amount(value, currency)
        if field == "stated_percent":
            return formats.percent(value)
    if field.endswith("_on") and isinstance(value, str | Mapping):
        days = {value} if isinstance(value, str) else set(value.values())  # of each line that changed
        return ", ".join(formats.day(date.fromisoformat(day), today) for day in sorted(days))
    if field == "outcome" and isinstance(value, str):
        return _outcomes().get(value, value)
    return shorten(str(value), LONGEST_TEXT, placeholder=" …")


def _outcomes() -> Mapping[str, str]:
    return {
        Outcome.OPEN.value: _("open"),
        Outcome.WON.value: _("won"),
        Outcome.LOST.value: _("lost"),
        Outcome.CANCELLED.value: _("cancelled"),
    }


def _labels(verb: str) -> dict[str, str]:
    """Return the fields that the log tells, in its order; what is only kept for reckoning is left out."""
    labels = {
        "outcome": _("Outcome"),
        "stage": _("Stage"),
        "task": _("Task"),
        "stated_percent": _("Stated probability"),
        "probability": _("Stated probability"),
        "closing_reason": _("Reason"),
        "closed_on": _("Closed on"),
        "closing_note": _("Note"),
        "net_minor": _("Net amount"),
        "gross_minor": _("Gross amount"),
        "discount_minor": _("Discount"),
        "expected_order_on": _("Expected order"),
        "expected_delivery_on": _("Expected delivery"),
        "expected_invoice_on": _("Expected invoice"),
        "lines_expected_invoice_on": _("Expected invoice of lines"),
        "title": _("Title"),
        "description": _("Description"),
        "number": _("Number"),
        "type": _("Type"),
        "pipeline": _("Pipeline"),
        "owner": _("Owner"),
        "team": _("Team"),
        "main_agent": _("Main agent"),
        "contact": _("Contact"),
        "contact_person": _("Person"),
        "contact_quality": _("Quality"),
        "origin": _("Origin"),
        "campaign": _("Campaign"),
        "competitor": _("Competitor"),
        "expected_margin_minor": _("Expected margin"),
        "expected_revenue_minor": _("Expected revenue"),
    }
    if verb == "create":
        return {field: labels[field] for field in CREATED}
    return {field: label for field, label in labels.items() if field != "outcome" or verb not in NAMED_BY_OUTCOME}
