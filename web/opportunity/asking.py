"""Asking: what the forms of an opportunity's page send, and how typed values become what a verb takes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from components.language import locale
from components.opportunity.editing import FIELDS
from domain.errors import InvalidFields, MalformedInput, SalesError
from domain.money import parse_minor
from web.boards import DECIMAL_COMMA
from workflow.opportunities import Edit

LONGEST_NUMBER = 19
MOST_FIELDS = 40


class Ask(msgspec.Struct, tag_field="what"):
    """What a form needs to know of an opportunity."""

    seq: int
    id: int


class AskFields(Ask, tag="fields"):
    """The form of the header."""


class AskContacts(Ask, tag="contacts"):
    """Contacts that hold what was typed."""

    text: str


class AskPeople(Ask, tag="people"):
    """The people at a contact."""

    contact_id: int


class AskLines(Ask, tag="lines"):
    """The table of detail lines."""


class AskCalculation(Ask, tag="calculation"):
    """What the lines would be by the quote that stands."""


class Save(msgspec.Struct, tag_field="what"):
    """A change of an opportunity; the request key makes a repeated one one change."""

    seq: int
    id: int
    request_key: str


class FieldChange(msgspec.Struct):
    """A field as the person saw it, and what was typed or chosen; several choices are ids."""

    name: str
    seen: int | str | list[int] | None
    text: str = ""
    ids: list[int] = []


class SaveFields(Save, tag="fields"):
    """The changed fields of the header, read in a currency."""

    currency: str
    changes: list[FieldChange]


class LineText(msgspec.Struct):
    """A line as it was typed; amounts in the opportunity's currency, a discount also as "5 %"."""

    id: int | None = None
    product_family_id: str = ""
    description: str = ""
    gross_minor: str = ""
    discount_minor: str = ""
    expected_revenue_minor: str = ""
    expected_order_on: str = ""
    expected_delivery_on: str = ""
    expected_invoice_on: str = ""
    closed_on: str = ""
    note: str = ""


class SaveLines(Save, tag="lines"):
    """All lines in their order, and the seal of those that the person saw."""

    seal: str
    lines: list[LineText]


class Calculate(Save, tag="calculation"):
    """The values of the quote that was shown are taken."""

    seal: str
    quote_id: int


class Undo(Save, tag="undo"):
    """The change that is to be taken back."""

    event_id: int


Question = AskFields | AskContacts | AskPeople | AskLines | AskCalculation
Wish = SaveFields | SaveLines | Calculate | Undo


def edits(changes: list[FieldChange], currency: str) -> dict[str, Edit]:
    """Return the edits that were typed; raise InvalidFields with the refusal of each that cannot be read."""
    if len(changes) > MOST_FIELDS or any(change.name not in FIELDS for change in changes):
        raise MalformedInput
    found: dict[str, Edit] = {}
    refusals: dict[str, SalesError] = {}
    for change in changes:
        kind = FIELDS[change.name]
        try:
            found[change.name] = Edit(_seen(kind, change.seen), _wanted(kind, change, currency))
        except MalformedInput:
            raise
        except SalesError as refusal:
            refusals[change.name] = refusal
    if refusals:
        raise InvalidFields(refusals)
    return found


def amount(text: str, currency: str) -> int | None:
    """Read an amount in the reader's language, None for nothing; raise BadAmount."""
    cleaned = text.strip()
    return parse_minor(cleaned, currency, decimal_comma=locale() in DECIMAL_COMMA) if cleaned else None


def day(text: str) -> date | None:
    """Read a day as the browser sends it, None for nothing; raise MalformedInput."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise MalformedInput from None


def chosen(text: str) -> int | None:
    """Read the id of a choice, None for nothing; raise MalformedInput."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise MalformedInput
    return int(text)


def _wanted(kind: str, change: FieldChange, currency: str) -> object:
    if change.name == "currency_code":
        return change.text
    if change.name in {"gross_minor", "discount_minor"}:
        return amount(change.text, currency) or 0
    readers: Mapping[str, Any] = {
        "choice": lambda: chosen(change.text),
        "contact": lambda: chosen(change.text),
        "amount": lambda: amount(change.text, currency),
        "date": lambda: day(change.text),
        "many": lambda: tuple(change.ids),
    }
    return readers.get(kind, lambda: change.text.strip() or None)()


def _seen(kind: str, seen: int | str | list[int] | None) -> object:
    if isinstance(seen, list):
        return tuple(seen)
    return day(seen) if kind == "date" and isinstance(seen, str) else seen
