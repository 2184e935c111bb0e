"""Quotes, orders, invoices and payments as they were: what the log tells, else what their dates say."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from data.past.earlier import ENTITIES, Earlier
from data.past.writing import batches, differing, remove, set_values
from data.queries.billing import LIVE
from data.schema.invoice import Invoice, InvoiceLine, Payment
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.sales import Quote, SalesOrder, SalesOrderLine
from domain.outcome import Outcome

DATED = {"quote": Quote.issued_on, "sales_order": SalesOrder.ordered_on, "invoice": Invoice.issued_on}
ANSWERS = ("accepted", "rejected", "expired")
REOPENED = "reopen_amount"


def closed(session: Session) -> set[int]:
    """Return the quotes of opportunities that are closed: with them came the answer, where the log does not tell of it."""
    query = select(Quote.id).join(Opportunity, Opportunity.id == Quote.opportunity_id)
    return set(session.scalars(query.where(Opportunity.outcome != Outcome.OPEN.value)))


def rewind(session: Session, earlier: Earlier, closed_now: set[int], last: date) -> None:
    """Bring documents back to what they were at the end of the day `last`, and remove those that did not exist."""
    told = {entity: earlier.values[entity] for entity in DATED}
    waiting = _orders_of_later_invoices(session, earlier, last) - _told_of(told["sales_order"], "invoiced_minor")
    known = _known_by_bills(session, told["sales_order"])
    for entity, day in DATED.items():
        logged = {id_ for id_, values in told[entity].items() if values}
        later = set(session.scalars(select(day.class_.id).where(day > last))) - logged
        remove(session, ENTITIES[entity], later | earlier.made[entity])
        set_values(session, ENTITIES[entity], differing(session, ENTITIES[entity], told[entity]))
    _payments(session, last, _told_of(told["invoice"], "paid_minor"))
    _bill_again(session, waiting)
    billed = _billed_lines(session, told["sales_order"])
    set_values(session, SalesOrderLine, {id_: {"invoiced_minor": billed[id_]} for id_ in known & billed.keys()})
    _quotes(session, last, set(told["quote"]) | _answered(session), closed_now)


def _told_of(values: dict[int, dict[str, Any]], name: str) -> set[int]:
    return {id_ for id_, told in values.items() if name in told}


def _orders_of_later_invoices(session: Session, earlier: Earlier, last: date) -> set[int]:
    """Return the orders with invoices of later days of which the log does not tell; it would tell of the order too."""
    query = select(Invoice.id, Invoice.sales_order_id).where(
        Invoice.sales_order_id.is_not(None), Invoice.issued_on > last, Invoice.kind != "credit_note"
    )
    return {order for id_, order in session.execute(query) if order and id_ not in earlier.made["invoice"]}


def _payments(session: Session, last: date, logged: set[int]) -> None:
    """Take back payments; an invoice whose payments are not in the log is open again."""
    later = set(session.scalars(select(Payment.invoice_id).where(Payment.paid_on > last))) - logged
    session.execute(delete(Payment).where(Payment.paid_on > last))
    wanted: dict[int, dict[str, Any]] = {}
    for some in batches(sorted(later)):
        query = select(Payment.invoice_id, func.sum(Payment.amount_minor)).where(Payment.invoice_id.in_(some))
        paid = dict(session.execute(query.group_by(Payment.invoice_id)).all())
        wanted |= {id_: {"paid_minor": int(paid.get(id_, 0)), "status": "issued"} for id_ in some}
        notes = session.scalars(
            select(Invoice.id).where(Invoice.credited_invoice_id.in_(some), Invoice.status == "paid")
        )
        wanted |= {id_: {"status": "issued"} for id_ in notes}
    set_values(session, Invoice, differing(session, Invoice, wanted))


def _bill_again(session: Session, order_ids: set[int]) -> None:
    """Let orders whose later invoices the log does not tell of be invoiced as far as the invoices that are left say."""
    live = (Invoice.status.in_(LIVE), Invoice.kind != "credit_note")
    orders: dict[int, dict[str, Any]] = {}
    for some in batches(sorted(order_ids)):
        query = select(Invoice.sales_order_id, func.sum(Invoice.net_minor)).where(
            Invoice.sales_order_id.in_(some), *live
        )
        billed = dict(session.execute(query.group_by(Invoice.sales_order_id)).all())
        found = session.execute(
            select(SalesOrder.id, SalesOrder.net_minor, SalesOrder.status).where(SalesOrder.id.in_(some))
        )
        for id_, net, status in found:
            invoiced = int(billed.get(id_, 0))
            opened = status == "invoiced" and invoiced < net
            orders[id_] = {"invoiced_minor": invoiced} | ({"status": "open"} if opened else {})
    set_values(session, SalesOrder, orders)
    lines = _billed_lines(session, order_ids)
    set_values(session, SalesOrderLine, {id_: {"invoiced_minor": minor} for id_, minor in lines.items()})


def _billed_lines(session: Session, order_ids: Iterable[int]) -> dict[int, int]:
    """Return what live invoices bill of each line of the orders, without what credit notes put back to be invoiced."""
    found: dict[int, int] = {}
    for some in batches(sorted(order_ids)):
        told = session.scalars(
            select(Event.after).where(Event.entity == "sales_order", Event.entity_id.in_(some), Event.verb == REOPENED)
        )
        notes = [note for after in told if isinstance(note := (after or {}).get("credit_note_id"), int)]
        bills = or_(Invoice.kind != "credit_note", Invoice.id.in_(notes))
        billed = (
            select(func.coalesce(func.sum(InvoiceLine.net_minor), 0))
            .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
            .where(InvoiceLine.sales_order_line_id == SalesOrderLine.id, Invoice.status.in_(LIVE), bills)
            .correlate(SalesOrderLine)
            .scalar_subquery()
        )
        query = select(SalesOrderLine.id, billed).where(SalesOrderLine.sales_order_id.in_(some))
        found |= {id_: int(minor) for id_, minor in session.execute(query)}
    return found


def _known_by_bills(session: Session, order_ids: Iterable[int]) -> set[int]:
    """Return the lines of the orders of which everything that was invoiced is in an invoice here."""
    billed, found = _billed_lines(session, order_ids), set()
    for some in batches(sorted(billed)):
        query = select(SalesOrderLine.id, SalesOrderLine.invoiced_minor).where(SalesOrderLine.id.in_(some))
        found |= {id_ for id_, minor in session.execute(query) if billed[id_] == minor}
    return found


def _answered(session: Session) -> set[int]:
    """Return the quotes whose answer is in what is left of the log: it came before."""
    query = select(Event.entity_id, Event.after).where(Event.entity == "quote")
    return {id_ for id_, after in session.execute(query) if (after or {}).get("status") in ANSWERS}


def _quotes(session: Session, last: date, logged: set[int], closed_now: set[int]) -> None:
    """Let quotes that the log does not tell of wait for an answer again where it came later."""
    query = (
        select(Quote.id, Quote.status, Quote.valid_until_on, Opportunity.outcome)
        .outerjoin(Opportunity, Opportunity.id == Quote.opportunity_id)
        .where(Quote.status.in_(ANSWERS))
    )
    waiting = {}
    for id_, status, valid_until_on, outcome in session.execute(query):
        is_answered = status != "expired" and outcome == Outcome.OPEN and id_ in closed_now
        is_valid = status == "expired" and valid_until_on is not None and valid_until_on >= last
        if id_ not in logged and (is_answered or is_valid):
            waiting[id_] = {"status": "sent"}
    set_values(session, Quote, waiting)
