"""Lead time: how long after the order a company usually writes the first invoice, learned from the past."""

from datetime import date
from statistics import median_low
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.invoice import Invoice
from data.schema.sales import SalesOrder
from domain.period import month_of

MONTHS_BACK = 24
FEWEST_ORDERS = 10


def learn_lead_times(session: Session, today: date) -> None:
    """Set each company's `invoice_lead_days` to the median of the last 24 months; fewer than 10 orders teach nothing."""
    found: dict[int, list[int]] = {}
    for row in session.execute(_first_invoices(today)):
        found.setdefault(row.company_id, []).append((row.first_on - row.ordered_on).days)
    for company_id, days in found.items():
        if len(days) >= FEWEST_ORDERS:
            changed = Company.id == company_id, Company.invoice_lead_days != max(median_low(days), 0)
            learnt = {"invoice_lead_days": max(median_low(days), 0), "updated_at": Company.updated_at}
            session.execute(update(Company).where(*changed).values(learnt))


def _first_invoices(today: date) -> Select[*tuple[Any, ...]]:
    return (
        select(SalesOrder.company_id, SalesOrder.ordered_on, func.min(Invoice.issued_on).label("first_on"))
        .join(Invoice, Invoice.sales_order_id == SalesOrder.id)
        .where(
            SalesOrder.ordered_month.between(month_of(today) - MONTHS_BACK, month_of(today)),
            Invoice.status.in_(("issued", "paid")),
        )
        .group_by(SalesOrder.id, SalesOrder.company_id, SalesOrder.ordered_on)
    )
