"""Totals of orders and invoices by the month they are, or will be, invoiced in."""

from typing import Any

from sqlalchemy import BigInteger, Select, case, cast, func, literal, select, union_all

from data.schema.invoice import Invoice
from data.schema.invoicing import DocumentTotal
from data.schema.sales import SalesOrder
from data.summary.sums import Summary

KEY = (
    DocumentTotal.kind,
    DocumentTotal.month,
    DocumentTotal.company_id,
    DocumentTotal.currency_code,
    DocumentTotal.owner_id,
    DocumentTotal.team_id,
    DocumentTotal.agent_id,
    DocumentTotal.status,
)


def _summed(
    entity: type[SalesOrder] | type[Invoice], kind: Any, month: Any, open_minor: Any
) -> Select[*tuple[Any, ...]]:
    # Grouped by place: the kind of an order is no column.
    key = (
        kind.label("kind"), month.label("month"), entity.company_id, entity.currency_code,
        func.coalesce(entity.owner_id, 0).label("owner_id"), func.coalesce(entity.team_id, 0).label("team_id"),
        func.coalesce(entity.agent_id, 0).label("agent_id"), entity.status,
    )  # fmt: skip
    summed = (cast(func.sum(amount), BigInteger) for amount in (entity.net_minor, open_minor))
    return select(*key, func.count(), *summed).group_by(*key[1:], *([kind] if entity is Invoice else []))


def _truth() -> Any:
    order_open = case((SalesOrder.status == "open", SalesOrder.net_minor - SalesOrder.invoiced_minor), else_=0)
    invoice_open = case((Invoice.status == "issued", Invoice.net_minor), else_=0)
    planned = func.coalesce(SalesOrder.planned_invoice_month, 0)
    orders = _summed(SalesOrder, literal("order"), planned, order_open)
    return union_all(orders, _summed(Invoice, Invoice.kind, Invoice.issued_month, invoice_open))


DOCUMENT_TOTALS = Summary(
    DocumentTotal, KEY, (DocumentTotal.row_count, DocumentTotal.net_minor, DocumentTotal.open_minor), _truth()
)
