"""Behind: the documents and opportunities that a month's actual amount is made of, and what claims are called."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from data.queries.forecasting.documents import CONFIRMED
from data.queries.invoicing.cards import Cards
from data.queries.invoicing.matching import order_conditions
from data.queries.invoicing.months import Exchange
from data.queries.matching import conditions
from data.schema.company import Company
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.sales import SalesOrder
from domain.access import Principal
from domain.invoicing import InvoicingView, Kind
from domain.outcome import Outcome
from domain.outlook import BehindRow, Measure
from domain.period import add_months

AT_ONCE: Final = 500


class Called(NamedTuple):
    """What a claim's document is called."""

    number: str
    contact: str
    title: str
    on: date | None


def actual_rows(
    session: Session,
    principal: Principal,
    view: InvoicingView,
    measure: Measure,
    months: Iterable[int],
    currency: str,
    *,
    today: date,
) -> list[BehindRow]:
    """Return what came in the months; it adds up to what each month's sum is when it is converted as a whole."""
    exchange = Exchange(session, currency, today)
    rows: list[BehindRow] = []
    for month in months:
        sums: dict[str, int] = {}
        for row in _of_month(session, principal, view, measure, month, currency, today):
            before = sums.get(row.currency_code, 0)
            sums[row.currency_code] = before + row.counted
            counts = exchange.minor(before + row.counted, row.currency_code, month) - exchange.minor(
                before, row.currency_code, month
            )
            rows.append(
                BehindRow(
                    row.kind, row.id, row.number, row.contact or "", row.title or "", row.day, counts, None, counts
                )
            )
    return rows


def called_opportunities(session: Session, ids: Sequence[int]) -> dict[int, Called]:
    """Return what opportunities are called; the caller has found them within the person's reach."""
    query = select(
        Opportunity.id, Opportunity.number, Contact.name, Opportunity.title, Opportunity.expected_order_on
    ).outerjoin(Contact, Contact.id == Opportunity.contact_id)
    return dict(_called(session, query, Opportunity.id, ids))


def called_orders(session: Session, ids: Sequence[int]) -> dict[int, Called]:
    """Return what orders are called; the caller has found them within the person's reach."""
    query = (
        select(SalesOrder.id, SalesOrder.number, Contact.name, Opportunity.title, SalesOrder.planned_invoice_on)
        .outerjoin(Contact, Contact.id == SalesOrder.contact_id)
        .outerjoin(Opportunity, Opportunity.id == SalesOrder.opportunity_id)
    )
    return dict(_called(session, query, SalesOrder.id, ids))


def company_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of companies."""
    return dict(session.execute(select(Company.id, Company.name).where(Company.id.in_(sorted(ids)))).all())


def _called(session: Session, query: Any, key: Any, ids: Sequence[int]) -> Iterator[tuple[int, Called]]:
    for start in range(0, len(ids), AT_ONCE):
        for id_, number, contact, title, on in session.execute(query.where(key.in_(ids[start : start + AT_ONCE]))):
            yield id_, Called(number, contact or "", title or "", on)


def _of_month(
    session: Session,
    principal: Principal,
    view: InvoicingView,
    measure: Measure,
    month: int,
    currency: str,
    today: date,
) -> Any:
    if measure is Measure.INVOICED:
        ids = sorted(principal.company_ids & (view.pipeline.company_ids or principal.company_ids))
        query = Cards(session, principal, view, currency, ids, today=today).query(Kind.INVOICES, month)
        return session.execute(query.order_by(query.selected_columns["id"]))
    if measure is Measure.ORDERED:
        return session.execute(_orders(session, principal, view, month))
    return session.execute(_won(session, principal, view, month))


def _orders(session: Session, principal: Principal, view: InvoicingView, month: int) -> Any:
    order = SalesOrder
    return (
        select(
            order.id, literal("order").label("kind"), order.number, Contact.name.label("contact"), Opportunity.title,
            order.ordered_on.label("day"), order.currency_code, order.net_minor.label("counted"),
        )
        .outerjoin(Contact, Contact.id == order.contact_id)
        .outerjoin(Opportunity, Opportunity.id == order.opportunity_id)
        .where(
            *order_conditions(session, principal, view), order.status.in_(CONFIRMED), order.ordered_month == month
        )
        .order_by(order.id)
    )  # fmt: skip


def _won(session: Session, principal: Principal, view: InvoicingView, month: int) -> Any:
    asked = replace(view.pipeline, stage_ids=frozenset(), percent_min=0, percent_max=100)
    begins = date(month // 12, month % 12 + 1, 1)
    return (
        select(
            Opportunity.id, literal("opportunity").label("kind"), Opportunity.number, Contact.name.label("contact"),
            Opportunity.title, Opportunity.closed_on.label("day"), Opportunity.currency_code,
            Opportunity.net_minor.label("counted"),
        )
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
        .where(
            *conditions(session, principal, asked, Outcome.WON), Opportunity.closed_on >= begins,
            Opportunity.closed_on < add_months(begins, 1),
        )
        .order_by(Opportunity.id)
    )  # fmt: skip
