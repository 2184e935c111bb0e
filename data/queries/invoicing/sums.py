"""Sums: count, net and open amount per month and currency, of one kind of document, over all rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, func, literal, literal_column, select, union_all
from sqlalchemy.orm import Session

from data.queries.invoicing.matching import (
    expected_conditions,
    in_totals,
    invoice_conditions,
    opportunity_conditions,
    order_conditions,
    total_conditions,
)
from data.queries.weighing import Weighing
from data.schema.invoice import Invoice
from data.schema.invoicing import DocumentTotal, ExpectedInvoicing
from data.schema.opportunity import Opportunity
from data.schema.sales import SalesOrder
from domain.access import Principal
from domain.invoicing import Basis, InvoicingView, Kind
from domain.money import weighted_minor

UNDATED = 0
NO_MONTH: ColumnElement[int] = literal_column("0")
Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Sum:
    """What falls in a month (0 for none) in one currency; drafts are summed up apart."""

    month: int
    company_id: int
    currency: str
    count: int
    net_minor: int
    open_minor: int


class Sums:
    """Reads the sums of one view for one person; the interval and what has no date."""

    def __init__(self, session: Session, principal: Principal, view: InvoicingView) -> None:
        self._session = session
        self._principal = principal
        self._view = view

    def of(self, kind: Kind, *, drafts: bool = False) -> Iterator[Sum]:
        """Yield the sums of a kind; opportunities have no drafts."""
        if kind is Kind.OPPORTUNITIES:
            return iter(()) if drafts else self._expected()
        counts_open = kind is Kind.ORDERS and self._view.basis is Basis.EXCLUSIVE and not drafts
        return (
            self._plain(row, counts_open=counts_open) for row in self._session.execute(self.query(kind, drafts=drafts))
        )

    def query(self, kind: Kind, *, drafts: bool = False) -> Statement:
        """Return the statement for orders or invoices: over the summary table where it can answer."""
        if in_totals(self._view, kind):
            return self._over_totals(kind, drafts=drafts)
        return self._over_invoices(drafts=drafts) if kind is Kind.INVOICES else self._over_orders(drafts=drafts)

    def _plain(self, row: Any, *, counts_open: bool) -> Sum:
        net, left = int(row.net), int(row.left)
        return Sum(row.month, row.company_id, row.currency_code, int(row.row_count), left if counts_open else net, left)

    def _over_totals(self, kind: Kind, *, drafts: bool) -> Statement:
        total = DocumentTotal
        sums = func.sum(total.row_count), func.sum(total.net_minor), func.sum(total.open_minor)
        wanted = total_conditions(self._principal, self._view, kind, drafts=drafts)
        return self._by_month(total, sums, wanted, total.month, total.month == UNDATED)

    def _over_invoices(self, *, drafts: bool) -> Statement:
        unpaid = case((Invoice.status == "issued", Invoice.net_minor), else_=0)
        sums = func.count(), func.sum(Invoice.net_minor), func.sum(unpaid)
        wanted = invoice_conditions(self._session, self._principal, self._view, drafts=drafts)
        return self._by_month(Invoice, sums, wanted, Invoice.issued_month, None)

    def _over_orders(self, *, drafts: bool) -> Statement:
        order = SalesOrder
        left = case((order.status == "open", order.net_minor - order.invoiced_minor), else_=0)
        sums = func.count(), func.sum(order.net_minor), func.sum(left)
        wanted = order_conditions(self._session, self._principal, self._view, drafts=drafts)
        return self._by_month(order, sums, wanted, order.planned_invoice_month, order.planned_invoice_month.is_(None))

    def _expected(self) -> Iterator[Sum]:
        for row in self._session.execute(self.expected_query()):
            weighs = self._view.basis is Basis.EXCLUSIVE
            net = weighted_minor(int(row.net)) if weighs else int(row.net)
            yield Sum(row.month, row.company_id, row.currency_code, int(row.row_count), net, net)

    def expected_query(self) -> Statement:
        """Return the statement for opportunities: what remains × percent, or in full when documents are counted."""
        part = ExpectedInvoicing
        percent = Weighing.of(self._session, self._principal, self._view.pipeline).percent_of_part
        amount = part.remaining_minor * percent if self._view.basis is Basis.EXCLUSIVE else part.net_minor
        sums = func.count(), func.sum(amount), literal(0)
        beyond = opportunity_conditions(self._session, self._view)
        wanted = [*expected_conditions(self._principal, self._view), *beyond]
        joined = Opportunity if beyond else None
        return self._by_month(part, sums, wanted, part.month, part.month == UNDATED, joined=joined)

    def _by_month(
        self,
        entity: Any,
        sums: tuple[Any, Any, Any],
        wanted: list[ColumnElement[bool]],
        month: Any,
        undated: ColumnElement[bool] | None,
        *,
        joined: type[Opportunity] | None = None,
    ) -> Statement:
        """Return the interval and what has no date, as two parts: each is answered from one range of an index."""
        count, net, left = (value.label(name) for value, name in zip(sums, ("row_count", "net", "left"), strict=True))

        def part(when: Any, where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
            key = entity.company_id, entity.currency_code
            query = select(when.label("month"), *key, count, net, left).select_from(entity)
            if joined is not None:
                query = query.join(joined, joined.id == entity.opportunity_id)
            return query.where(*wanted, where).group_by(*([] if when is NO_MONTH else [when]), *key)

        dated = part(month, month.between(self._view.first_month, self._view.last_month))
        return dated if undated is None else union_all(dated, part(NO_MONTH, undated))
