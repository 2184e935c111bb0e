"""Cards: single documents of one month and kind, a page at a time, in the order of their dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    Select,
    bindparam,
    case,
    literal,
    null,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from data.queries.invoicing.matching import (
    expected_conditions,
    invoice_conditions,
    opportunity_conditions,
    order_conditions,
)
from data.queries.invoicing.months import Exchange
from data.queries.invoicing.sums import UNDATED
from data.queries.weighing import Weighing
from data.schema.contact import Contact
from data.schema.invoice import Invoice
from data.schema.invoicing import ExpectedInvoicing
from data.schema.opportunity import Opportunity
from data.schema.sales import SalesOrder
from domain.access import Permission, Principal
from domain.errors import MalformedInput
from domain.filter import LARGEST_ID
from domain.invoicing import Basis, DatedBy, InvoicingView, Kind
from domain.money import weighted_minor

PAGE_SIZE = 5
FIELDS = (
    "id", "version", "kind", "number", "contact", "title", "on", "net", "currency", "net_reporting", "status", "open",
    "dated_by", "changeable", "percent", "due_on", "full",
)  # fmt: skip
CardRow = tuple[str | int | bool | None, ...]
Cursor = tuple[str | int | None, ...]
Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class CardPage:
    """Cards in the order of FIELDS, dates as ISO text; `cursor` asks for the next page, None when there is none.

    `net` is the amount that the board counts, in the document's currency and again in the reporting one; `full` is the
    document's net amount; `open` is what of an invoice is to be paid, tax included, and of an order to be invoiced.
    """

    rows: tuple[CardRow, ...]
    cursor: Cursor | None


class Cards:
    """Reads the cards of one section of the board for one person."""

    def __init__(
        self,
        session: Session,
        principal: Principal,
        view: InvoicingView,
        currency: str,
        company_ids: Sequence[int],
        *,
        today: date,
    ) -> None:
        self._session = session
        self._principal = principal
        self._view = view
        self._company_ids = sorted(company_ids)
        self._exchange = Exchange(session, currency, today)
        self._weighing = Weighing.of(session, principal, view.pipeline)
        self._of_month: dict[Kind, Statement] = {}

    def page(
        self,
        kind: Kind,
        month: int,
        cursor: Sequence[object] | None = None,
        limit: int = PAGE_SIZE,
        *,
        drafts: bool = False,
    ) -> CardPage:
        """Return cards after `cursor`; month 0 means without a date, and for drafts those of the whole interval.

        Raises MalformedInput for a cursor that is none.
        """
        by_day = month != UNDATED and not drafts
        query = self._dated(kind) if by_day else self.query(kind, month, drafts=drafts)
        day, id_ = query.selected_columns["day"], query.selected_columns["id"]
        if cursor is not None:
            after = _read_cursor(cursor, by_day=by_day)
            query = query.where(tuple_(day, id_) > tuple_(*after) if by_day else id_ > after[1])
        ordered = query.order_by(day, id_) if by_day else query.order_by(id_)
        rows = self._session.execute(ordered.limit(limit + 1), {"month": month} if by_day else {}).all()
        last = rows[limit - 1] if len(rows) > limit else None
        cards = tuple(self._card(kind, row, month) for row in rows[:limit])
        return CardPage(cards, (_iso(last.day) if by_day else None, last.id) if last else None)

    def _dated(self, kind: Kind) -> Statement:
        """Return the statement for any month, made once for all cells of the lane."""
        if kind not in self._of_month:
            self._of_month[kind] = self.query(kind, bindparam("month", type_=Integer))
        return self._of_month[kind]

    def query(self, kind: Kind, month: int | BindParameter[int], *, drafts: bool = False) -> Statement:
        """Return the statement for the documents of a month, in no order."""
        if kind is Kind.INVOICES:
            return self._invoices(month, drafts=drafts)
        return self._orders(month, drafts=drafts) if kind is Kind.ORDERS else self._opportunities(month)

    def _invoices(self, month: int | BindParameter[int], *, drafts: bool) -> Statement:
        in_month = (
            Invoice.issued_month.between(self._view.first_month, self._view.last_month)
            if drafts
            else Invoice.issued_month == month
        )
        return (
            select(
                *_head(Invoice), Invoice.kind, Invoice.issued_on.label("day"), Invoice.status, Invoice.due_on,
                Opportunity.title, Invoice.net_minor.label("counted"), Invoice.net_minor.label("full"),
                case((Invoice.status == "issued", Invoice.gross_minor - Invoice.paid_minor), else_=0).label("open"),
            )
            .outerjoin(Contact, Contact.id == Invoice.contact_id)
            .outerjoin(Opportunity, Opportunity.id == Invoice.opportunity_id)
            .where(
                *invoice_conditions(self._session, self._principal, self._view, drafts=drafts),
                Invoice.company_id.in_(self._company_ids),
                in_month,
            )
        )  # fmt: skip

    def _orders(self, month: int | BindParameter[int], *, drafts: bool) -> Statement:
        order = SalesOrder
        undated: ColumnElement[bool] = order.planned_invoice_month.is_(None)
        in_month = undated if isinstance(month, int) and month == UNDATED else order.planned_invoice_month == month
        if drafts:
            in_month = undated | order.planned_invoice_month.between(self._view.first_month, self._view.last_month)
        left = case((order.status == "open", order.net_minor - order.invoiced_minor), else_=0)
        counts_open = self._view.basis is Basis.EXCLUSIVE and not drafts
        return (
            select(
                *_head(order), literal("order").label("kind"), order.planned_invoice_on.label("day"), order.status,
                null().label("due_on"), Opportunity.title, (left if counts_open else order.net_minor).label("counted"),
                order.net_minor.label("full"), left.label("open"),
            )
            .outerjoin(Contact, Contact.id == order.contact_id)
            .outerjoin(Opportunity, Opportunity.id == order.opportunity_id)
            .where(
                *order_conditions(self._session, self._principal, self._view, drafts=drafts),
                order.company_id.in_(self._company_ids),
                in_month,
            )
        )  # fmt: skip

    def _opportunities(self, month: int | BindParameter[int]) -> Statement:
        part = ExpectedInvoicing
        exclusive = self._view.basis is Basis.EXCLUSIVE
        amount = part.remaining_minor if exclusive else part.net_minor
        return (
            select(
                *_head(Opportunity, part.opportunity_id), literal("opportunity").label("kind"), part.expected_invoice_on.label("day"),
                Opportunity.outcome.label("status"), null().label("due_on"), Opportunity.title,
                amount.label("counted"), part.net_minor.label("full"), part.remaining_minor.label("open"),
                self._weighing.percent_of_part.label("percent"), part.dated_by,
            )
            .join_from(part, Opportunity, Opportunity.id == part.opportunity_id)
            .outerjoin(Contact, Contact.id == Opportunity.contact_id)
            .where(
                *expected_conditions(self._principal, self._view),
                *opportunity_conditions(self._session, self._view),
                part.company_id.in_(self._company_ids),
                part.month == month,
            )
        )  # fmt: skip

    def _card(self, kind: Kind, row: Row[*tuple[Any, ...]], month: int) -> CardRow:
        is_part = kind is Kind.OPPORTUNITIES
        weighs = is_part and self._view.basis is Basis.EXCLUSIVE
        counted = weighted_minor(row.counted * row.percent) if weighs else row.counted
        return (
            row.id, row.version, row.kind, row.number, row.contact, row.title, _iso(row.day), counted, row.currency_code,
            self._exchange.minor(counted, row.currency_code, month), row.status, row.open,
            row.dated_by if is_part else DatedBy.HEADER.value,
            self._is_changeable(kind, row),
            row.percent if is_part else None,
            _iso(row.due_on) if row.due_on else None,
            row.full,
        )  # fmt: skip

    def _is_changeable(self, kind: Kind, row: Row[*tuple[Any, ...]]) -> bool:
        """Tell whether the person may give the document another month."""
        needs = Permission.CHANGE_OPPORTUNITIES if kind is Kind.OPPORTUNITIES else Permission.CHANGE_DOCUMENTS
        can_move = row.open != 0 or row.status == "open" if kind is not Kind.INVOICES else False
        return (
            can_move
            and self._principal.may(needs)
            and self._principal.reaches(
                company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id, changing=True
            )
        )


def _head(entity: Any, id_: Any = None) -> tuple[Any, ...]:
    return (
        (entity.id if id_ is None else id_).label("id"), entity.version, entity.number, Contact.name.label("contact"), entity.currency_code,
        entity.company_id, entity.team_id, entity.owner_id,
    )  # fmt: skip


def _read_cursor(cursor: Sequence[object], *, by_day: bool) -> tuple[date | None, int]:
    try:
        day, last_id = cursor
        if type(last_id) is not int or not 0 < last_id <= LARGEST_ID:
            raise MalformedInput
        if not by_day and day is None:
            return None, last_id
        if by_day and isinstance(day, str):
            return date.fromisoformat(day), last_id
    except ValueError:
        raise MalformedInput from None
    raise MalformedInput


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
