"""Answering: a quote goes out, is accepted, rejected or runs out, and becomes an order."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.access import Principal
from domain.errors import QuoteMoveNotAllowed
from domain.outcome import Outcome
from domain.quote import QuoteStatus, check_expired
from workflow import journal
from workflow.documents.change import Change, Target, told
from workflow.journal import Entry, Values
from workflow.ordering import make_order, order_of_quote
from workflow.quotes.change import held, moved


def send_quote(session: Session, principal: Principal, target: Target, *, now: datetime) -> Change:
    """Say that a draft went out. Raises NotFound, NotPermitted, Conflict, QuoteMoveNotAllowed."""
    return _go(session, principal, target, "send", QuoteStatus.SENT, now)


def accept_quote(session: Session, principal: Principal, target: Target, *, now: datetime) -> Change:
    """Say that the contact took the offer. Raises NotFound, NotPermitted, Conflict, QuoteMoveNotAllowed."""
    return _go(session, principal, target, "accept", QuoteStatus.ACCEPTED, now)


def reject_quote(session: Session, principal: Principal, target: Target, *, now: datetime) -> Change:
    """Say that the contact did not take it. Raises NotFound, NotPermitted, Conflict, QuoteMoveNotAllowed."""
    return _go(session, principal, target, "reject", QuoteStatus.REJECTED, now)


def expire_quote(session: Session, principal: Principal, target: Target, *, today: date, now: datetime) -> Change:
    """Say that nobody answered in time. Raises NotFound, NotPermitted, Conflict, QuoteMoveNotAllowed, StillValid."""
    quote, _ = held(session, principal, target.record_id)
    if quote.status == QuoteStatus.SENT:
        check_expired(quote.number, quote.valid_until_on, today)
    return _go(session, principal, target, "expire", QuoteStatus.EXPIRED, now)


def order_quote(session: Session, principal: Principal, target: Target, *, today: date, now: datetime) -> Change:
    """Make the order of an accepted quote, dated today; one that has its order keeps it, there is never a second.

    The change's `after` names it: order, order_id. Raises NotFound, NotPermitted, QuoteMoveNotAllowed unless accepted.
    """
    quote, opportunity = held(session, principal, target.record_id)
    if event := journal.earlier(session, principal, target.request_key, "quote", quote.id):
        return told(event, repeated=True)
    entry = Entry(principal, "order", now, target.request_key)
    if order := order_of_quote(session, quote.id):
        made: Values = {"order": order.number, "order_id": order.id}
        return Change("quote", quote.id, None, quote.version, entry.verb, {}, made, repeated=True)
    if quote.status != QuoteStatus.ACCEPTED or opportunity.outcome in {Outcome.LOST, Outcome.CANCELLED}:
        raise QuoteMoveNotAllowed(number=quote.number)
    order = make_order(session, entry, opportunity, quote, today)
    made = {"order": order.number, "order_id": order.id}
    journal.tell(session, Entry(principal, "order_quote", now), opportunity, {}, made, version=opportunity.version)
    return told(journal.tell(session, entry, quote, {}, made, version=quote.version))


def _go(
    session: Session, principal: Principal, target: Target, verb: str, status: QuoteStatus, now: datetime
) -> Change:
    quote, opportunity = held(session, principal, target.record_id)
    if event := journal.earlier(session, principal, target.request_key, "quote", quote.id):
        return told(event, repeated=True)
    journal.check_version(quote, target.version)
    return moved(session, Entry(principal, verb, now, target.request_key), quote, opportunity, status, {})
