"""Dating: when an order is to be delivered and invoiced."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from data.schema.sales import SalesOrder
from domain.access import Principal
from domain.billing import check_month, check_not_over, check_plannable
from domain.period import month_of
from workflow import journal
from workflow.documents.change import Change, Target, done, held, told
from workflow.documents.planning import planned
from workflow.journal import Entry


@dataclass(frozen=True, slots=True)
class OrderDates:
    """What an order plans; None is no date."""

    planned_invoice_on: date | None
    requested_delivery_on: date | None


def change_order_dates(
    session: Session, principal: Principal, target: Target, dates: OrderDates, *, today: date, now: datetime
) -> Change:
    """Give an order that is not invoiced yet other dates.

    Raises NotFound, NotPermitted, Conflict, OrderClosed, MonthOver, MalformedInput.
    """
    order = held(session, principal, SalesOrder, target.record_id)
    if event := journal.earlier(session, principal, target.request_key, "sales_order", order.id):
        return told(event, repeated=True)
    journal.check_version(order, target.version)
    check_plannable(order.number, order.status)
    check_plan(dates.planned_invoice_on, order.planned_invoice_on, today)
    if dates.requested_delivery_on:
        check_month(month_of(dates.requested_delivery_on))
    entry = Entry(principal, "change_dates", now, target.request_key)
    values = {**planned(dates.planned_invoice_on), "requested_delivery_on": dates.requested_delivery_on}
    return done(journal.write(session, entry, order, values), entry, order)


def check_plan(on: date | None, former: date | None, today: date) -> None:
    """Raise MonthOver for a new plan in a month that is over; what was planned before may stay."""
    if on and on != former:
        check_month(month_of(on))
        check_not_over(month_of(on), today)
