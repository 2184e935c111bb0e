"""Exporting the board: one row per document as the board counts it, so that rows add up to its sums to the cent."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.export import ROWS_AT_ONCE, Cell, Heading
from data.queries.invoicing.cards import Cards
from data.queries.invoicing.months import sections
from data.queries.invoicing.sums import UNDATED
from data.schema.company import Company
from domain.access import Principal
from domain.invoicing import Basis, DatedBy, InvoicingView, Kind
from domain.money import Money, weighted_minor

HEADINGS = (
    Heading("kind"), Heading("month"), Heading("number"), Heading("contact"), Heading("title"), Heading("company"),
    Heading("date", "date"), Heading("dated_by"), Heading("status"), Heading("currency"), Heading("net", "money"),
    Heading("probability", "percent"), Heading("counted", "money"), Heading("open", "money"),
)  # fmt: skip
Row = tuple[Cell, ...]


class Export:
    """Reads the documents of one view for one person."""

    def __init__(self, session: Session, principal: Principal, view: InvoicingView, *, today: date) -> None:
        self._session = session
        self._view = view
        self._cards = [
            Cards(session, principal, view, currency, ids, today=today)
            for currency, ids in sections(session, principal, view)
        ]
        self._companies: dict[int, str] = dict(session.execute(select(Company.id, Company.name)).all())

    def rows(self) -> Iterator[Row]:
        """Yield the documents in the order of HEADINGS: lane by lane, month by month, then those without a date, then drafts.

        `net` is the document's, or the part of an opportunity that is expected in the month; `counted` is what the board
        counts of it, nothing for drafts. Only some rows are in memory at a time.
        """
        for cards in self._cards:
            for kind in (kind for kind in Kind if kind in self._view.shown):
                for month in self._months(kind):
                    yield from self._of(cards, kind, month)
                if kind is not Kind.OPPORTUNITIES:
                    yield from self._of(cards, kind, UNDATED, drafts=True)

    def count(self) -> int:
        """Return how many rows there would be."""
        return sum(
            self._session.scalar(select(func.count()).select_from(query.subquery())) or 0
            for cards in self._cards
            for kind in self._view.shown
            for query in self._queries(cards, kind)
        )

    def _months(self, kind: Kind) -> Sequence[int]:
        return [*self._view.months, *([] if kind is Kind.INVOICES else [UNDATED])]

    def _queries(self, cards: Cards, kind: Kind) -> Iterator[Any]:
        for month in self._months(kind):
            yield cards.query(kind, month)
        if kind is not Kind.OPPORTUNITIES:
            yield cards.query(kind, UNDATED, drafts=True)

    def _of(self, cards: Cards, kind: Kind, month: int, *, drafts: bool = False) -> Iterator[Row]:
        query = cards.query(kind, month, drafts=drafts)
        columns = query.selected_columns
        ordered = query.order_by(columns["company_id"], columns["currency_code"], columns["day"], columns["id"])
        weighs = kind is Kind.OPPORTUNITIES and self._view.basis is Basis.EXCLUSIVE
        shares: dict[tuple[int, str], _Shares] = {}
        for row in self._session.execute(ordered.execution_options(yield_per=ROWS_AT_ONCE)):
            counted = row.counted
            if weighs:
                share = shares.setdefault((row.company_id, row.currency_code), _Shares())
                counted = share.next(row.counted * row.percent)
            yield self._row(kind, month, row, None if drafts else counted)

    def _row(self, kind: Kind, month: int, row: Any, counted: int | None) -> Row:
        currency = row.currency_code
        is_part = kind is Kind.OPPORTUNITIES
        written = f"{month // 12}-{month % 12 + 1:02}" if month else None
        return (
            row.kind, written, row.number, row.contact, row.title, self._companies.get(row.company_id), row.day,
            row.dated_by if is_part else (DatedBy.HEADER if row.day else DatedBy.NONE).value, row.status, currency,
            Money(row.full, currency), row.percent if is_part else None,
            None if counted is None else Money(counted, currency), Money(row.open, currency),
        )  # fmt: skip


class _Shares:
    """Rounds weighted amounts so that they add up to the rounded sum: none is off by more than one minor unit."""

    def __init__(self) -> None:
        self._exact = 0
        self._given = 0

    def next(self, net_times_percent: int) -> int:
        """Return the share of the next amount in minor units."""
        self._exact += net_times_percent
        share = weighted_minor(self._exact) - self._given
        self._given += share
        return share
