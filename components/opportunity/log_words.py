"""The words of the log: what happened, and each field before and after."""

from collections.abc import Mapping
from datetime import date
from textwrap import shorten
from typing import Final

from components import formats
from components.forecast.category_words import category_names
from components.language import gettext as _
from components.language import pgettext
from components.opportunity.words import DASH, amount
from domain.detail import EventRow
from domain.outcome import Outcome
from domain.quote import revision_letter
from domain.trail import TrailKind

AMOUNTS: Final = frozenset({
    "gross_minor", "discount_minor", "net_minor", "expected_margin_minor", "expected_revenue_minor",
})  # fmt: skip
# Of a new opportunity only where it began; an import writes every field.
CREATED: Final = ("stage", "stated_percent", "net_minor", "owner")
# What these did to the outcome is their name.
NAMED_BY_OUTCOME: Final = frozenset({"win", "lose", "cancel", "reopen"})
LONGEST_TEXT = 120
# What was not there before, or is gone, is told without an arrow.
FIRST_TOLD: Final = frozenset({"task", "closing_reason", "closing_note", "closed_on"})
# They name the quote that a change is about; they never change themselves.
NAMING: Final = frozenset({"quote", "quote_revision"})


def changes(row: EventRow, currency: str, today: date) -> str:
    """Say in one line what an event changed: "Stage Visit → Offer · Probability 25 % → 50 %"."""
    told = [
        f"{label} {_change(row, field, currency, today)}"
        for field, label in _labels(row.verb).items()
        if _is_told(row, field)
    ]
    return " · ".join(told)


def _is_told(row: EventRow, field: str) -> bool:
    """Tell whether a field is worth telling: it changed, or it names the quote that the change is about."""
    if field in NAMING and field in row.after:
        return True
    return row.before.get(field) != row.after.get(field) and not _is_told_by_percent(row, field)


def _is_told_by_percent(row: EventRow, field: str) -> bool:
    return field == "probability" and row.before.get("stated_percent") != row.after.get("stated_percent")


def happened(row: EventRow) -> str:
    """Say what happened in a few words: "Won", "Moved", "Quote sent"."""
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
        "edit": _("Edited"),
        "edit_lines": _("Lines changed"),
        "calculate": _("Values taken from the quote"),
        "order": _("Order made"),
        "duplicate": _("Created as a copy"),
        "duplicated": _("Copied"),
        "merge": _("Merged with another one"),
        "merge_away": _("Merged into another one"),
        "categorise": _("Forecast category set"),
        "pause": _("Paused"),
        "end_pause": _("Pause ended"),
        **_quoted(),
        **_filed(),
    }
    return words.get(row.verb, _("Changed"))


def _quoted() -> dict[str, str]:
    return {
        "create_quote": _("Quote made"),
        "revise_quote": _("Quote revised"),
        "send_quote": _("Quote sent"),
        "accept_quote": _("Quote accepted"),
        "reject_quote": _("Quote rejected"),
        "expire_quote": _("Quote expired"),
        "supersede_quote": _("Quote replaced"),
        "undo_quote": _("Quote taken back"),
        "order_quote": _("Quote ordered"),
    }


def _filed() -> dict[str, str]:
    return {
        "attach_file": _("Document attached"),
        "replace_file": _("New version of a document"),
        "delete_file": _("Document deleted"),
        "restore_file": _("Document brought back"),
    }


def kinds() -> dict[TrailKind, str]:
    """Return what the kinds of changes are called."""
    return {
        TrailKind.STATE: _("Stage and outcome"),
        TrailKind.PROBABILITY: _("Probability"),
        TrailKind.TASK: _("Tasks"),
        TrailKind.AMOUNT: _("Amounts"),
        TrailKind.DATE: _("Dates"),
        TrailKind.OWNER: _("Owner"),
        TrailKind.DOCUMENT: _("Quotes, orders, documents"),
        TrailKind.OTHER: pgettext("changes", "Other"),
    }


def _change(row: EventRow, field: str, currency: str, today: date) -> str:
    before, after = row.before.get(field), row.after.get(field)
    if field not in row.before or field in NAMING or (field in FIRST_TOLD and before is None):
        return _value(field, after, currency, today)
    if field in FIRST_TOLD and after is None:
        return _value(field, before, currency, today)
    return f"{_value(field, before, currency, today)} → {_value(field, after, currency, today)}"


def _value(field: str, value: object, currency: str, today: date) -> str:
    if value is None or value == "":
        return DASH
    if isinstance(value, int) and not isinstance(value, bool):
        return _number(field, value, currency)
    if field.endswith("_on") and isinstance(value, str | Mapping):
        days = {value} if isinstance(value, str) else set(value.values())  # of each line that changed
        return ", ".join(formats.day(date.fromisoformat(day), today) for day in sorted(days))
    if field in WORDED and isinstance(value, str):
        return WORDED[field]().get(value, value)
    return shorten(str(value), LONGEST_TEXT, placeholder=" …")


def _number(field: str, value: int, currency: str) -> str:
    if field in AMOUNTS:
        return amount(value, currency)
    if field == "stated_percent":
        return formats.percent(value)
    if field == "quote_revision":
        return revision_letter(max(value, 0))
    return str(value)


def _quote_statuses() -> Mapping[str, str]:
    return {
        "draft": _("Draft"),
        "sent": _("Sent"),
        "accepted": _("Accepted"),
        "rejected": _("Rejected"),
        "expired": _("Expired"),
        "superseded": _("Replaced"),
    }


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
        "stated_percent": _("Probability"),
        "probability": _("Probability"),
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
        "quote": _("Quote"),
        "quote_revision": _("Revision"),
        "quote_status": _("Status"),
        "order": _("Order"),
        "file": _("Document"),
        "copy": _("Copy"),
        "merged": _("Taken over"),
        "merged_into": _("Kept"),
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
        "forecast_category": _("Forecast category"),
        "paused_until_on": _("Until"),
        "paused_because": _("Because"),
    }
    if verb in {"create", "duplicate"}:
        return {field: labels[field] for field in CREATED}
    return {field: label for field, label in labels.items() if field != "outcome" or verb not in NAMED_BY_OUTCOME}


WORDED: Final = {"outcome": _outcomes, "quote_status": _quote_statuses, "forecast_category": category_names}
