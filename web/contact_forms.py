"""What the dialogs of a contact send, read into what the verbs take; what cannot be read is refused in a sentence."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

import msgspec

from components.language import locale
from domain.contact import LONGEST_NUMBER
from domain.errors import BadCount, BadPosition, BadYear, MalformedInput, NotOffered, SalesError
from domain.money import parse_minor
from web.boards import DECIMAL_COMMA

What = Literal[
    "create", "edit", "address", "place", "person", "drop_person", "further", "drop_address", "merge", "undo"
]  # fmt: skip
Form = Mapping[str, str]
TEXTS = ("name", "legal_name", "vat_number", "code", "phone", "email", "website")
KEYS = (
    "contact_type_id", "quality_id", "sector_id", "commercial_category_id", "origin_id", "zone_id", "main_agent_id",
)  # fmt: skip
NEW = ("name", "vat_number", "email", "phone", "city", "country_code")
ADDRESS = ("street", "postal_code", "city", "province", "country_code")
COMPETITOR = "competitor-"


class ContactAction(msgspec.Struct):
    """What a dialog sends: which change, of which version of which contact, and the fields as they were typed."""

    seq: int
    what: What
    id: int
    version: int
    request_key: str
    form: dict[str, str] = {}


def read_edit(form: Form, currency: str, today: date) -> dict[str, object]:
    """Return the details of a contact; raise BadAmount, BadYear, BadCount, MalformedInput."""
    decimal_comma = locale() in DECIMAL_COMMA
    turnover = form.get("turnover", "").strip()
    year = BadYear(text="", first=1200, last=today.year)
    return {
        **{name: form.get(name, "").strip() or None for name in (*TEXTS, "language", "currency_code")},
        **{name: number(form, name, NotOffered()) for name in KEYS},
        "turnover_minor": parse_minor(turnover, currency, decimal_comma=decimal_comma) if turnover else None,
        "turnover_year": number(form, "turnover_year", year),
        "founded_year": number(form, "founded_year", year),
        "employees": number(form, "employees", BadCount(text="", most=10_000_000)),
        "competitor_ids": _competitors(form),
    }


def read_new(form: Form) -> dict[str, object]:
    """Return what is known of a new contact."""
    texts: dict[str, object] = {name: form.get(name, "").strip() or None for name in NEW}
    return texts | {"contact_type_id": number(form, "contact_type_id", NotOffered())}


def read_address(form: Form) -> dict[str, object]:
    """Return the parts of an address."""
    return {name: form.get(name, "").strip() or None for name in ADDRESS}


def read_position(form: Form) -> tuple[float, float]:
    """Return latitude and longitude in degrees, written with a point or a comma; raise BadPosition."""
    try:
        found = [Decimal(_plain(form.get(name, ""))) for name in ("latitude", "longitude")]
    except InvalidOperation:
        raise BadPosition from None
    if not all(value.is_finite() for value in found):
        raise BadPosition
    return float(found[0]), float(found[1])


def number(form: Form, name: str, refusal: SalesError) -> int | None:
    """Return a whole number, None for an empty field; raise the refusal, with what was typed, for anything else."""
    text = form.get(name, "").replace("\u202f", "").replace("\u00a0", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        refusal.params["text"] = text[:40]
        raise refusal
    return int(text)


def key(form: Form, name: str) -> int:
    """Return the id that a field holds; raise MalformedInput for none."""
    found = number(form, name, MalformedInput())
    if found is None:
        raise MalformedInput
    return found


def _plain(text: str) -> str:
    return text.strip().removesuffix("°").replace("−", "-").replace(",", ".")


def _competitors(form: Form) -> frozenset[int]:
    chosen = {name: name.removeprefix(COMPETITOR) for name in form if name.startswith(COMPETITOR)}
    return frozenset(key(chosen, name) for name in chosen)
