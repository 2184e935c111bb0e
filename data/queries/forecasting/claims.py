"""Claims: which stored claims a person and a filter mean today, and what has happened since they were stored."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.forecasting.documents import ISSUED
from data.queries.invoicing.matching import order_conditions
from data.queries.matching import conditions
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity
from data.schema.sales import SalesOrder
from domain.access import Principal, Reach
from domain.filter import PipelineFilter
from domain.invoicing import InvoicingView
from domain.outcome import Outcome
from domain.period import month_of

NEW_MONTHS = 12  # of creation, for the share of new business


class NewBusiness(NamedTuple):
    """What was created in the last months by an owner in a currency, whatever became of it."""

    owner_id: int
    currency: str
    net_minor: int


@dataclass(frozen=True, slots=True)
class Since:
    """What happened after a day: opportunities that were won, and what was invoiced of orders and of those.

    Invoices are lists of minor units, currency and day, by the id of the order or of the opportunity.
    """

    won: frozenset[int] = frozenset()
    of_orders: dict[int, list[tuple[int, str, date]]] = field(default_factory=dict)
    of_opportunities: dict[int, list[tuple[int, str, date]]] = field(default_factory=dict)


def narrows(principal: Principal, pipeline_filter: PipelineFilter) -> bool:
    """Tell whether less than whole companies is asked for."""
    rest = replace(pipeline_filter, company_ids=frozenset(), period=None, as_of=None)
    return principal.sees is not Reach.COMPANY or not rest.is_empty


def tells_of_state(pipeline_filter: PipelineFilter) -> bool:
    """Tell whether the filter asks for what only opportunities that exist already can have."""
    asked = pipeline_filter
    return bool(asked.stage_ids or asked.created or asked.idle or asked.flawed) or (
        asked.percent_min,
        asked.percent_max,
    ) != (0, 100)


def open_ids(
    session: Session,
    principal: Principal,
    pipeline_filter: PipelineFilter,
    company_id: int,
    outcome: Outcome = Outcome.OPEN,
) -> list[int]:
    """Return the ids of the company's opportunities of an outcome that the person sees and the filter means."""
    wanted = conditions(session, principal, replace(pipeline_filter, period=None), outcome)
    query = select(Opportunity.id).where(*wanted, Opportunity.company_id == company_id)
    return list(session.scalars(query))


def order_ids(session: Session, principal: Principal, view: InvoicingView, company_id: int) -> list[int]:
    """Return the ids of the company's orders with something left to invoice that the person and the view mean."""
    query = select(SalesOrder.id).where(
        *order_conditions(session, principal, view), SalesOrder.company_id == company_id
    )
    return list(session.scalars(query))


def since(session: Session, company_id: int, day: date) -> Since:
    """Return what happened in the company after the day."""
    won = select(Opportunity.id).where(
        Opportunity.company_id == company_id, Opportunity.outcome == Outcome.WON, Opportunity.closed_on > day
    )
    found = Since(frozenset(session.scalars(won)))
    # By month alone: with the company in the condition SQLite reads all of its invoices.
    bills = (
        select(
            Invoice.company_id, Invoice.sales_order_id, Invoice.opportunity_id, Invoice.net_minor,
            Invoice.currency_code, Invoice.issued_on,
        )
        .where(Invoice.issued_month >= month_of(day), Invoice.issued_on > day, Invoice.status.in_(ISSUED))
        .order_by(Invoice.issued_month, Invoice.issued_on, Invoice.id)
    )  # fmt: skip
    for company, order_id, opportunity_id, minor, currency, on in session.execute(bills):
        for where, id_ in ((found.of_orders, order_id), (found.of_opportunities, opportunity_id)):
            if id_ is not None and company == company_id:
                where.setdefault(id_, []).append((minor, currency, on))
    return found


def new_business(
    session: Session, principal: Principal | None, pipeline_filter: PipelineFilter, company_id: int, until: date
) -> Iterator[NewBusiness]:
    """Yield what was created in the twelve months up to a day; without a person that of the whole company."""
    begins = date(until.year - 1, until.month, 1)
    wanted: list[Any] = [Opportunity.company_id == company_id, Opportunity.outcome != Outcome.CANCELLED.value]
    if principal is not None:
        wanted += conditions(session, principal, replace(pipeline_filter, period=None))
    query = (
        select(Opportunity.owner_id, Opportunity.currency_code, func.sum(Opportunity.net_minor))
        .where(*wanted, Opportunity.created_on > begins, Opportunity.created_on <= until)
        .group_by(Opportunity.owner_id, Opportunity.currency_code)
        .order_by(Opportunity.owner_id, Opportunity.currency_code)
    )
    for owner_id, currency, minor in session.execute(query):
        yield NewBusiness(owner_id, currency, int(minor))


def ids_of_owner(session: Session, company_id: int, owner_id: int) -> list[int]:
    """Return the ids of the owner's open opportunities."""
    query = select(Opportunity.id).where(
        Opportunity.company_id == company_id, Opportunity.outcome == Outcome.OPEN, Opportunity.owner_id == owner_id
    )
    return list(session.scalars(query))


def ids_of_currency(session: Session, company_id: int, currency: str) -> tuple[list[int], list[int]]:
    """Return the ids of the opportunities not lost and of the open orders in a currency."""
    deals = select(Opportunity.id).where(
        Opportunity.company_id == company_id, Opportunity.currency_code == currency,
        Opportunity.outcome.in_((Outcome.OPEN, Outcome.WON)),
    )  # fmt: skip
    orders = select(SalesOrder.id).where(
        SalesOrder.company_id == company_id, SalesOrder.currency_code == currency, SalesOrder.status == "open"
    )
    return list(session.scalars(deals)), list(session.scalars(orders))
