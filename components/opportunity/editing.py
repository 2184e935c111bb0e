"""Editing: the fields of the form as the browser draws them, and the stores through which it asks and saves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dash import ClientsideFunction, Input, clientside_callback, html

from components.attributes import attributes
from components.formats import number
from components.icons import icon
from components.language import gettext as _
from domain.detail import Detail
from domain.money import exponent

ASK = "opportunity-ask"  # data: {"seq", "what", "id", …}: what a form needs to know
TOLD = "opportunity-told"  # data: {"seq", "what", …}
SAVE = "opportunity-save"  # data: {"seq", "what", "id", "request_key", …}
SAVED = "opportunity-saved"  # data: {"seq", "ok", "message", "fields", "clashes", "event_id", "done"}
STORES: Final = (ASK, TOLD, SAVE, SAVED)
Option = tuple[int | str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form; `kind` says how it is drawn and read."""

    name: str
    kind: str
    label: str
    hint: str = ""
    optional: bool = True


def groups() -> Sequence[tuple[str, Sequence[Field]]]:
    """Return the fields of the form as people group them."""
    return (
        (_("What it is about"), _about()),
        (_("With whom"), _whom()),
        (_("How much and how sure"), _worth()),
        (_("When"), _when()),
        (_("Whose it is and where it came from"), _whose()),
        (_("How it ended"), (Field("closing_note", "area", _("Note to the reason")),)),
    )


def _about() -> Sequence[Field]:
    first = _("Another pipeline begins with its first stage.")
    return (
        Field("title", "text", _("Title"), optional=False),
        Field("description", "area", _("Description")),
        Field("opportunity_type_id", "choice", _("Type"), optional=False),
        Field("pipeline_id", "choice", _("Pipeline"), first, optional=False),
    )


def _whom() -> Sequence[Field]:
    return (
        Field("contact_id", "contact", _("Contact"), _("Type a few letters and choose.")),
        Field("contact_person_id", "choice", _("Contact person")),
        Field("contact_quality_id", "choice", _("Contact quality")),
        Field("competitor_ids", "many", _("Competitors"), _("The one chosen first is shown in lists.")),
    )


def _worth() -> Sequence[Field]:
    return (
        Field("currency_code", "choice", _("Currency"), optional=False),
        Field("probability_id", "choice", _("Stated probability"), optional=False),
        Field("gross_minor", "amount", _("Gross amount"), optional=False),
        Field("discount_minor", "amount", _("Discount"), optional=False),
        Field("expected_margin_minor", "amount", _("Expected gross margin")),
    )


def _when() -> Sequence[Field]:
    return (
        Field("expected_order_on", "date", _("Expected order")),
        Field("expected_delivery_on", "date", _("Expected delivery")),
        Field("expected_invoice_on", "date", _("Expected invoice")),
    )


def _whose() -> Sequence[Field]:
    return (
        Field("owner_id", "choice", _("Owner"), optional=False),
        Field("team_id", "choice", _("Team")),
        Field("main_agent_id", "choice", _("Main agent")),
        Field("origin_id", "choice", _("Origin")),
        Field("campaign_id", "choice", _("Campaign")),
    )


FIELDS: Final = {field.name: field.kind for _name, fields in groups() for field in fields}


def form_payload(
    values: Mapping[str, Any],
    choices: Mapping[str, Sequence[Option]],
    locked: Mapping[str, str],
    *,
    currency: str,
    without: frozenset[str] = frozenset(),
) -> list[dict[str, Any]]:
    """Return the groups of the form; `locked` says of a field why it cannot be changed, `without` leaves fields out."""
    drawn = []
    for label, fields in groups():
        shown = [_field(field, values, choices, locked, currency) for field in fields if field.name not in without]
        if shown:
            drawn.append({"label": label, "fields": shown})
    return drawn


def _field(
    field: Field,
    values: Mapping[str, Any],
    choices: Mapping[str, Sequence[Option]],
    locked: Mapping[str, str],
    currency: str,
) -> dict[str, Any]:
    value = values[field.name]
    return {
        "name": field.name,
        "kind": field.kind,
        "label": field.label,
        "hint": locked.get(field.name, field.hint),
        "optional": field.optional,
        "locked": field.name in locked,
        "seen": plain(value),
        "text": typed_text(field.kind, value, currency),
        "options": [list(option) for option in choices.get(field.name, ())],
    }


def plain(value: Any) -> Any:
    """Return a value as JSON carries it."""
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def typed_text(kind: str, value: Any, currency: str) -> str:
    """Write a value as a person of this language would type it."""
    if value is None or kind == "many":
        return ""
    if kind == "amount":
        return amount_text(value, currency)
    return str(plain(value))


def amount_text(minor: int, currency: str) -> str:
    """Write an amount as one types it: "108,850.95", with decimals only where there are some."""
    digits = exponent(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{number(whole)}" if not rest else f"{sign}{number(abs(minor) / 10**digits, digits)}"


def words() -> dict[str, str]:
    """Return what the browser says around the forms."""
    return {
        "edit": _("Edit opportunity"),
        "save": _("Save"),
        "cancel": _("Cancel"),
        "close": _("Close"),
        "none": _("none"),
        "saved": _("Changes saved"),
        "undo": _("Undo"),
        "undone": _("Undone"),
        "unsaved": _("Unsaved changes"),
        "leave_title": _("Leave without saving?"),
        "leave_text": _("What you typed here is not saved yet. If you leave now, it is lost."),
        "stay": _("Keep editing"),
        "leave": _("Discard and leave"),
        "discard_title": _("Discard your changes?"),
        "discard_text": _("What you typed here is not saved yet."),
        "discard": _("Discard"),
        "kept": _("Your unsaved changes of earlier are back."),
        "mine": _("Keep mine"),
        "theirs": _("Take theirs"),
        "nothing": _("Nothing was changed."),
        "no_contact": _("Choose one of the contacts listed, or leave it empty."),
    }


def line_words() -> dict[str, str]:
    """Return what the browser says around the detail lines."""
    return {
        "lines": _("Edit detail lines"),
        "line": _("Line {n}"),
        "family": _("Product family"),
        "description": _("Description"),
        "gross": _("Gross"),
        "discount": _("Discount"),
        "discount_hint": _("An amount, or a percentage"),
        "net": _("Net"),
        "revenue": _("Expected revenue"),
        "order_on": _("Order"),
        "delivery_on": _("Delivery"),
        "invoice_on": _("Invoice"),
        "closed_on": _("Closed"),
        "note": _("Note"),
        "add_line": _("Add line"),
        "remove_line": _("Remove line {n}"),
        "up": _("Move line {n} up"),
        "down": _("Move line {n} down"),
        "no_lines": _("No lines. The amount of the header stays zero until there is one."),
        "total": _("Total net"),
        "calculate": _("Calculate values"),
        "by_quote": _("By quote {quote}. Nothing is changed until you apply it."),
        "same": _("The lines have the values of the quote already."),
        "now": _("Now"),
        "then": _("By the quote"),
        "difference": _("Difference"),
        "apply": _("Apply"),
    }


def edit_button(detail: Detail) -> list[html.Button]:
    """Return the button that opens the form, for those who may change the opportunity."""
    if not detail.header.changeable:
        return []
    return [
        html.Button(
            [icon("pencil"), _("Edit")],
            id="opportunity-edit",
            type="button",
            className="btn btn-outline-secondary",
            title=_("Edit (E)"),
            **attributes(aria_keyshortcuts="e", data_cd_editable=""),
        )
    ]


def register() -> None:
    """Register what the browser does with what it is told and answered."""
    for name, store in (("told", TOLD), ("saved", SAVED)):
        clientside_callback(
            ClientsideFunction("caudal_opportunity_edit", name), Input(store, "data"), prevent_initial_call=True
        )
