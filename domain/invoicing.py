"""Invoicing: what the invoicing board is asked, and how it counts a chain from opportunity to cash."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode

from domain import period as periods
from domain.errors import BadFilter, BadPeriod, TooManyMonths
from domain.filter import PipelineFilter
from domain.period import Period, month_of

MOST_MONTHS = 36
LONGEST_WORD = 100


class Kind(StrEnum):
    """The lanes of the board, from the surest money to the least sure."""

    INVOICES = "invoices"
    ORDERS = "orders"
    OPPORTUNITIES = "opportunities"


class Basis(StrEnum):
    """How a chain is counted: each amount once, at the stage it has reached, or every document in full."""

    EXCLUSIVE = "exclusive"
    DOCUMENTS = "documents"


class DatedBy(StrEnum):
    """What tells when an opportunity will be invoiced."""

    LINE = "line"
    HEADER = "header"
    LEAD_TIME = "lead_time"
    NONE = "none"


INVOICE_KINDS = ("invoice", "credit_note", "debit_note")
STATUSES: Mapping[Kind, tuple[str, ...]] = {
    Kind.INVOICES: ("issued", "paid"),
    Kind.ORDERS: ("open", "invoiced"),
    Kind.OPPORTUNITIES: ("open", "won"),
}
EVERY_KIND = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What more is asked of one kind of document; an empty field does not narrow anything.

    `types` are kinds of invoice, or ids of opportunity types for orders and opportunities; `period` bounds the date by
    which the document falls into its month.
    """

    statuses: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    number: str = ""
    contact: str = ""
    period: Period | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing narrows the documents."""
        return self == DocumentFilter()


@dataclass(frozen=True, slots=True)
class InvoicingView:
    """What the invoicing board is asked; the interval is whole months, both included, year × 12 + month − 1."""

    pipeline: PipelineFilter
    first_month: int
    last_month: int
    shown: frozenset[Kind] = EVERY_KIND
    collapsed: frozenset[Kind] = EVERY_KIND
    basis: Basis = Basis.EXCLUSIVE
    documents: Mapping[Kind, DocumentFilter] = field(default_factory=dict)

    @classmethod
    def from_query(cls, query: str | Mapping[str, str], today: date) -> "InvoicingView":
        """Read a URL's query; raise BadFilter for a value that cannot be read, TooManyMonths for a long interval."""
        values = dict(parse_qsl(query.removeprefix("?"))) if isinstance(query, str) else dict(query)
        pipeline = PipelineFilter.from_query(values, today)
        first, last = _interval(pipeline.period, today)
        return cls(
            pipeline=pipeline,
            first_month=first,
            last_month=last,
            shown=_kinds(values, "show"),
            collapsed=_kinds(values, "collapse"),
            basis=_basis(values),
            documents={kind: found for kind in Kind if not (found := _document(values, kind, today)).is_empty},
        )

    def to_query(self) -> str:
        """Write the view as a URL query without the question mark; the default view is the empty text."""
        own = {
            "show": "" if self.shown == EVERY_KIND else _joined(self.shown) or "none",
            "collapse": "" if self.collapsed == EVERY_KIND else _joined(self.collapsed) or "none",
            "basis": "" if self.basis is Basis.EXCLUSIVE else self.basis.value,
        }
        for kind, asked in self.documents.items():
            own |= {f"{kind}.{name}": text for name, text in _texts(asked).items()}
        written = urlencode({key: value for key, value in own.items() if value}, safe=",")
        return "&".join(part for part in (self.pipeline.to_query(), written) if part)

    @property
    def months(self) -> range:
        """The months of the interval."""
        return range(self.first_month, self.last_month + 1)

    def document(self, kind: Kind) -> DocumentFilter:
        """Return what more is asked of a kind."""
        return self.documents.get(kind, DocumentFilter())

    def a_year_before(self) -> "InvoicingView":
        """Return the same view twelve months earlier."""
        return replace(self, first_month=self.first_month - 12, last_month=self.last_month - 12)


def _interval(period: Period | None, today: date) -> tuple[int, int]:
    if period is None:
        return today.year * 12, today.year * 12 + 11
    first, last = month_of(period.start_on), month_of(period.end_on)
    if last - first >= MOST_MONTHS:
        raise TooManyMonths(most=MOST_MONTHS, count=last - first + 1)
    return first, last


def _kinds(values: Mapping[str, str], key: str) -> frozenset[Kind]:
    text = values.get(key, "")
    if not text:
        return EVERY_KIND
    if text == "none":
        return frozenset()
    try:
        return frozenset(Kind(part) for part in text.split(","))
    except ValueError:
        raise BadFilter(key=key, value=text[:40]) from None


def _basis(values: Mapping[str, str]) -> Basis:
    text = values.get("basis") or Basis.EXCLUSIVE.value
    try:
        return Basis(text)
    except ValueError:
        raise BadFilter(key="basis", value=text[:40]) from None


def _document(values: Mapping[str, str], kind: Kind, today: date) -> DocumentFilter:
    def text(name: str) -> str:
        return values.get(f"{kind}.{name}", "")

    try:
        return DocumentFilter(
            statuses=_words(text("status"), STATUSES[kind]),
            types=_words(text("type"), INVOICE_KINDS) if kind is Kind.INVOICES else _ids(text("type")),
            number=_plain(text("number")),
            contact=_plain(text("contact")),
            period=periods.parse(text("period"), today) if text("period") else None,
        )
    except (ValueError, BadPeriod) as unreadable:
        raise BadFilter(key=str(kind), value=str(unreadable)[:40]) from None


def _texts(asked: DocumentFilter) -> dict[str, str]:
    return {
        "status": _joined(asked.statuses),
        "type": _joined(asked.types),
        "number": asked.number,
        "contact": asked.contact,
        "period": asked.period.text if asked.period else "",
    }


def _words(text: str, known: tuple[str, ...]) -> frozenset[str]:
    found = frozenset(text.split(",")) if text else frozenset()
    if not found <= set(known):
        raise ValueError(text)
    return found


def _ids(text: str) -> frozenset[str]:
    found = frozenset(text.split(",")) if text else frozenset()
    if any(not (part.isascii() and part.isdecimal() and len(part) <= 18) for part in found):
        raise ValueError(text)
    return found


def _plain(text: str) -> str:
    cleaned = " ".join(text.split())
    if not cleaned.isprintable():
        raise ValueError(text)
    return cleaned[:LONGEST_WORD]


def _joined(words: Any) -> str:
    return ",".join(sorted(words))
