"""The log of a document in words: who did what, when, and what it was before and after."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from dash import html

from components import formats
from components.language import gettext as _
from components.language import pgettext
from components.opportunity.log import who
from components.opportunity.timeline import entry, when_done
from components.opportunity.words import DASH, amount, local, moment_text, nothing, older
from domain.detail import EventRow
from domain.document import DocumentHead

SHOWN = 6
ICONS: Final = {
    "create": "plus-lg", "plan_invoice": "calendar2-week", "change_dates": "calendar2-week", "issue_invoice": "receipt",
    "draft_invoice": "receipt", "issue": "receipt", "register_payment": "cash-coin", "credit_invoice": "arrow-return-left",
    "reopen_amount": "arrow-counterclockwise", "settle": "check2-circle", "cancel": "slash-circle", "undo": "arrow-90deg-left",
    "import": "arrow-repeat",
}  # fmt: skip


def log_list(head: DocumentHead, events: Sequence[EventRow], today: date) -> Any:
    """Return the log, the latest change first, with the rest of a long one folded under it."""
    if not events:
        return nothing(_("Nothing was changed since this document came here."))
    shown, rest = events[:SHOWN], events[SHOWN:]
    items = [_item(row, head, today) for row in shown]
    return [html.Ul(items, className="cd-tl"), *older(len(shown), [_plain(row, head, today) for row in rest])]


def changes(row: EventRow, currency: str, today: date) -> str:
    """Say in one line what an event changed: "Invoiced: €0.00 → €30.00 · Invoice: IT-I-2026-00001"."""
    return " · ".join(
        f"{label}: {_change(row, field, currency, today)}"
        for field, label in _labels().items()
        if row.before.get(field) != row.after.get(field)
    )


def _item(row: EventRow, head: DocumentHead, today: date) -> html.Li:
    when = when_done(local(row.at, head.time_zone), today)
    return entry(ICONS.get(row.verb, "pencil"), _what(row.verb), who(row), when, changes(row, head.currency, today))


def _plain(row: EventRow, head: DocumentHead, today: date) -> str:
    when = moment_text(local(row.at, head.time_zone), today)
    return " · ".join(filter(None, (when, _what(row.verb), who(row), changes(row, head.currency, today))))


def _what(verb: str) -> str:
    words = {
        "create": _("Created"),
        "plan_invoice": _("Invoice planned"),
        "change_dates": _("Dates changed"),
        "issue_invoice": _("Invoiced"),
        "draft_invoice": _("Invoice drafted"),
        "issue": _("Issued"),
        "register_payment": _("Payment registered"),
        "credit_invoice": _("Credited"),
        "reopen_amount": _("Put back to be invoiced"),
        "settle": _("Settled"),
        "cancel": _("Cancelled"),
        "undo": _("Taken back"),
        "import": _("Changed by an import"),
    }
    return words.get(verb, _("Changed"))


def _change(row: EventRow, field: str, currency: str, today: date) -> str:
    after = _value(field, row.after.get(field), currency, today)
    if field not in row.before:
        return after
    return f"{_value(field, row.before.get(field), currency, today)} → {after}"


def _value(field: str, value: object, currency: str, today: date) -> str:
    if value is None or value == "":
        return DASH
    if field.endswith("_minor") and isinstance(value, int):
        return amount(value, currency)
    if field.endswith("_on") and isinstance(value, str):
        return formats.day(date.fromisoformat(value), today)
    return _statuses().get(str(value), str(value)) if field == "status" else str(value)


def _statuses() -> dict[str, str]:
    return {
        "draft": _("Draft"),
        "open": pgettext("order", "Open"),
        "invoiced": _("Invoiced"),
        "issued": pgettext("invoice", "Issued"),
        "paid": _("Paid"),
        "cancelled": _("Cancelled"),
    }


def _labels() -> dict[str, str]:
    """Return the fields that the log tells, in its order; what is only kept for reckoning is left out."""
    return {
        "status": _("Status"),
        "invoice": _("Invoice"),
        "credit_note": _("Credit note"),
        "credited_invoice": _("Credits"),
        "sales_order": _("Order"),
        "number": _("Number"),
        "net_minor": _("Net amount"),
        "invoiced_minor": _("Invoiced"),
        "amount_minor": _("Payment"),
        "paid_minor": _("Paid"),
        "tax_minor": _("Tax"),
        "paid_on": _("Paid on"),
        "issued_on": _("Issued on"),
        "due_on": _("Due on"),
        "planned_invoice_on": _("Planned invoice"),
        "requested_delivery_on": _("Requested delivery"),
    }
