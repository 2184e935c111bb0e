"""Entities: what a profile can fill, field by field, and what kind of value each field holds."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """Kinds of values."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    MONEY = "money"
    CURRENCY = "currency"
    DAY = "day"
    COUNTRY = "country"
    ROLE = "role"
    OUTCOME = "outcome"
    STAGE = "stage"
    REFERENCE = "reference"  # the source's key of another record
    LOOKUP = "lookup"  # a row of a list that users maintain


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `target` is the entity it refers to or the list it chooses from, `length` the most characters.

    A required one must be read and filled; a filled one may be left unread, but is never empty when it is read.
    """

    kind: Kind
    required: bool = False
    length: int = 200
    target: str = ""
    filled: bool = False


def _text(length: int = 200, *, required: bool = False) -> Field:
    return Field(Kind.TEXT, required=required, length=length)


def _to(entity: str, *, required: bool = False) -> Field:
    return Field(Kind.REFERENCE, required=required, target=entity, length=120)


def _of(table: str, *, required: bool = False) -> Field:
    return Field(Kind.LOOKUP, required=required, target=table)


_DAY: Final = Field(Kind.DAY)
_NEEDED_DAY: Final = Field(Kind.DAY, required=True)
_MONEY: Final = Field(Kind.MONEY)
_FILLED_MONEY: Final = Field(Kind.MONEY, filled=True)
_INTEGER: Final = Field(Kind.INTEGER)
_DECIMAL: Final = Field(Kind.DECIMAL)
_CURRENCY: Final = Field(Kind.CURRENCY)

# In the order in which they are written: each finds what it refers to.
ENTITIES: Final[dict[str, dict[str, Field]]] = {
    "team": {"name": _text(120, required=True), "code": _text(40), "parent": _to("team")},
    "person": {
        "name": _text(120, required=True), "login": _text(60), "email": _text(), "role": Field(Kind.ROLE),
        "team": _to("team"), "manager": _to("person"), "active_from_on": _DAY, "active_to_on": _DAY,
    },
    "family": {"name": _text(required=True), "code": _text(40)},
    "product": {"name": _text(required=True), "code": _text(40), "family": _to("family")},
    "contact": {
        "name": _text(required=True), "code": _text(40), "legal_name": _text(), "vat_number": _text(40),
        "street": _text(), "postal_code": _text(20), "city": _text(120), "province": _text(120),
        "country": Field(Kind.COUNTRY), "latitude": _DECIMAL, "longitude": _DECIMAL,
        "phone": _text(60), "email": _text(), "website": _text(300), "language": _text(10),
        "turnover": _MONEY, "turnover_year": _INTEGER, "employees": _INTEGER, "founded_year": _INTEGER,
        "became_lead_on": _DAY, "became_customer_on": _DAY, "currency": _CURRENCY,
        "type": _of("contact_type"), "origin": _of("contact_origin"), "sector": _of("sector"),
        "category": _of("commercial_category"), "quality": _of("contact_quality"),
        "parent": _to("contact"), "agent": _to("person"),
        "person_name": _text(120), "person_position": _text(120), "person_email": _text(), "person_phone": _text(60),
    },
    "opportunity": {
        "number": _text(40), "title": _text(required=True), "description": _text(20_000),
        "type": _of("opportunity_type", required=True), "contact": _to("contact"),
        "owner": _to("person", required=True), "team": _to("team"), "product": _to("product"),
        "stage": Field(Kind.STAGE), "outcome": Field(Kind.OUTCOME), "percent": Field(Kind.PERCENT),
        "closing_reason": _of("closing_reason"), "closing_note": _text(20_000), "quality": _of("contact_quality"),
        "origin": _of("contact_origin"), "competitor": _of("competitor"), "currency": _CURRENCY,
        "net": _MONEY, "gross": _MONEY, "discount": _MONEY, "created_on": _NEEDED_DAY, "closed_on": _DAY,
        "expected_order_on": _DAY, "expected_delivery_on": _DAY, "expected_invoice_on": _DAY,
        "last_activity_on": _DAY,
    },
    "opportunity_line": {
        "opportunity": _to("opportunity", required=True), "product": _to("product"), "family": _to("family"),
        "description": _text(300), "currency": _CURRENCY, "net": _MONEY, "gross": _MONEY, "discount": _MONEY,
    },
    "order": {
        "number": _text(40), "contact": _to("contact"), "owner": _to("person"), "team": _to("team"),
        "opportunity": _to("opportunity"), "ordered_on": _NEEDED_DAY, "requested_delivery_on": _DAY,
        "planned_invoice_on": _DAY, "currency": _CURRENCY, "net": _MONEY,
    },
    "order_line": {
        "order": _to("order", required=True), "product": _to("product"), "family": _to("family"),
        "description": _text(300), "quantity": Field(Kind.DECIMAL, required=True),
        "unit_price": _FILLED_MONEY, "net": _FILLED_MONEY, "discount_rate": _DECIMAL, "currency": _CURRENCY,
    },
    "invoice": {
        "number": _text(40), "order": _to("order", required=True), "issued_on": _NEEDED_DAY, "due_on": _DAY,
        "currency": _CURRENCY, "net": _MONEY,
    },
}  # fmt: skip

# Rows of these need no key of their own: they belong to a record by its key, in the order of the file.
LINES: Final = {"opportunity_line": "opportunity", "order_line": "order"}
