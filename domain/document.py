"""One quote, order or invoice as its page shows it: the records that the reads fill and the pictures draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import quote, urlsplit

from domain.detail import Chain, EventRow

ID = "{id}"


@dataclass(frozen=True, slots=True)
class Linked:
    """Another record that this one refers to; `href` names no page when the person may not see it."""

    id: int
    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The system that a record came from; `href` opens it there, None when the system has no addresses."""

    system: str
    record: str
    href: str | None


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What every document has; `time_zone` is its company's, amounts of the document are in `currency`."""

    id: int
    version: int
    number: str
    status: str
    company: str
    time_zone: str
    currency: str
    contact: str | None
    city: str | None
    country_code: str | None
    owner_id: int | None
    owner: str | None
    team: str | None
    agent: str | None
    opportunity: Linked | None
    source: Source | None
    changeable: bool


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A line; `unit_price_minor` and `discount_minor` are None on invoices, `invoiced_minor` on all but orders."""

    line_no: int
    product_family: str | None
    description: str | None
    quantity: Decimal
    net_minor: int
    unit_price_minor: int | None = None
    discount_minor: int | None = None
    invoiced_minor: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money that came in for an invoice."""

    invoice_id: int
    invoice: str
    paid_on: date
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Trail:
    """What surrounds a document: the chain from the offer to the money, the payments in it, and the changes."""

    chain: Chain
    payments: tuple[PaymentRow, ...]
    events: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class QuoteDetail:
    """The page of a quote; `outcome` is its opportunity's, None without one that the person sees."""

    head: DocumentHead
    revision: int
    issued_on: date
    valid_until_on: date | None
    note: str | None
    gross_minor: int
    discount_minor: int
    net_minor: int
    tax_minor: int
    lines: tuple[DocumentLine, ...]
    trail: Trail
    outcome: str | None


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """The page of an order; `opens` is what each line number has left to be invoiced, 0 for what no line accounts for."""

    head: DocumentHead
    quote: Linked | None
    ordered_on: date
    requested_delivery_on: date | None
    planned_invoice_on: date | None
    gross_minor: int
    discount_minor: int
    net_minor: int
    tax_minor: int
    invoiced_minor: int
    opens: Mapping[int, int]
    lines: tuple[DocumentLine, ...]
    trail: Trail

    @property
    def open_minor(self) -> int:
        """What is left to be invoiced of an open order, net."""
        return self.net_minor - self.invoiced_minor if self.head.status == "open" else 0


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """The page of an invoice or credit note; `left_minor` is still to be paid, `creditable` not credited by line number."""

    head: DocumentHead
    kind: str
    issued_on: date
    due_on: date | None
    net_minor: int
    tax_minor: int
    gross_minor: int
    paid_minor: int
    left_minor: int
    creditable: Mapping[int, int]
    order: Linked | None
    credited: Linked | None
    lines: tuple[DocumentLine, ...]
    trail: Trail


def source_link(pattern: str | None, record: str) -> str | None:
    """Return the address of a record in its source system: the pattern with the quoted id in place of {id}.

    None unless it is an address of the web whose host does not depend on the record.
    """
    if not pattern or ID not in pattern:
        return None
    try:
        parts = urlsplit(pattern)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or ID in parts.netloc or _has_control(pattern):
        return None
    return pattern.replace(ID, quote(record, safe=""))


def _has_control(text: str) -> bool:
    return any(not letter.isprintable() or letter.isspace() for letter in text)
