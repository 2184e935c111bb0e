"""Offering: the lines of an opportunity become a quote, and later its next revision."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.sales import Quote, QuoteLine
from domain.access import Principal
from domain.errors import ClosedAlready, NothingToOffer, QuoteMoveNotAllowed, TextTooLong
from domain.outcome import Outcome
from domain.quote import QuoteStatus, check_quote_transition, check_validity
from workflow import journal
from workflow.documents.change import Change, Target, told
from workflow.journal import Entry, Values
from workflow.numbering import next_number
from workflow.opportunities import change as opportunities
from workflow.ordering import order_of_quote, priced_lines, tax_of
from workflow.quotes.change import held, written

CREATE: Final = "create_quote"
LONGEST_NOTE: Final = 2000


@dataclass(frozen=True, slots=True)
class Offer:
    """When a quote is dated, until when it holds, and what is noted on it."""

    issued_on: date
    valid_until_on: date | None = None
    note: str = ""


def create_quote(session: Session, principal: Principal, target: Target, offer: Offer, *, now: datetime) -> Change:
    """Make a draft quote from the lines of an opportunity (the target); `after` names it: quote, quote_id.

    Raises NotFound, NotPermitted, ClosedAlready, NothingToOffer, BadValidity, TextTooLong.
    """
    opportunity = opportunities.held(session, principal, target.record_id)
    if event := journal.earlier(session, principal, target.request_key, opportunities.ENTITY, opportunity.id):
        return told(event, repeated=True)
    _check(opportunity, offer)
    number = next_number(session, Quote, opportunity.company_id, offer.issued_on)
    quote = _made(session, opportunity, offer, number, 0)
    return _told(session, Entry(principal, CREATE, now, target.request_key), opportunity, quote)


def revise_quote(session: Session, principal: Principal, target: Target, offer: Offer, *, now: datetime) -> Change:
    """Make the next revision of a quote (the target) from the lines as they are now; the one before is superseded.

    Raises NotFound, NotPermitted, Conflict, ClosedAlready, NothingToOffer, BadValidity, QuoteMoveNotAllowed for one that
    is replaced or ordered.
    """
    quote, opportunity = held(session, principal, target.record_id)
    if event := journal.earlier(session, principal, target.request_key, opportunities.ENTITY, opportunity.id):
        return told(event, repeated=True)
    journal.check_version(quote, target.version)
    _check(opportunity, offer)
    check_quote_transition(quote.number, QuoteStatus(quote.status), QuoteStatus.SUPERSEDED)
    if order_of_quote(session, quote.id):
        raise QuoteMoveNotAllowed(number=quote.number)
    same = select(func.max(Quote.revision)).where(Quote.company_id == quote.company_id, Quote.number == quote.number)
    newer = _made(session, opportunity, offer, quote.number, int(session.scalar(same) or 0) + 1)
    written(session, Entry(principal, "supersede", now), quote, opportunity, QuoteStatus.SUPERSEDED, {})
    return _told(session, Entry(principal, "revise_quote", now, target.request_key), opportunity, newer)


def _check(opportunity: Opportunity, offer: Offer) -> None:
    if opportunity.outcome != Outcome.OPEN:
        raise ClosedAlready(title=opportunity.title)
    if not opportunity.amount_known or opportunity.net_minor == 0:
        raise NothingToOffer(title=opportunity.title)
    check_validity(offer.issued_on, offer.valid_until_on)
    if len(offer.note) > LONGEST_NOTE:
        raise TextTooLong(length=LONGEST_NOTE)


def _made(session: Session, opportunity: Opportunity, offer: Offer, number: str, revision: int) -> Quote:
    quote = Quote(
        company_id=opportunity.company_id,
        number=number,
        revision=revision,
        opportunity_id=opportunity.id,
        contact_id=opportunity.contact_id,
        status=QuoteStatus.DRAFT.value,
        issued_on=offer.issued_on,
        valid_until_on=offer.valid_until_on,
        note=offer.note.strip() or None,
        currency_code=opportunity.currency_code,
        gross_minor=opportunity.gross_minor,
        discount_minor=opportunity.discount_minor,
        net_minor=opportunity.net_minor,
        tax_minor=tax_of(session, opportunity),
    )
    session.add(quote)
    session.flush()
    rows = session.scalars(
        select(OpportunityLine)
        .where(OpportunityLine.opportunity_id == opportunity.id)
        .order_by(OpportunityLine.line_no, OpportunityLine.id)
    )
    priced = priced_lines(opportunity, rows)
    session.add_all(QuoteLine(quote_id=quote.id, line_no=number, **line) for number, line in enumerate(priced, start=1))
    session.flush()
    return quote


def _told(session: Session, entry: Entry, opportunity: Opportunity, quote: Quote) -> Change:
    """Tell of a new quote in its own log and in that of its opportunity."""
    created: Values = {"status": quote.status, "net_minor": quote.net_minor}
    journal.tell(session, Entry(entry.principal, "create", entry.now), quote, {}, created, version=quote.version)
    made: Values = {
        "quote": quote.number,
        "quote_revision": quote.revision,
        "quote_id": quote.id,
        "quote_status": quote.status,
    }
    return told(journal.tell(session, entry, opportunity, {}, made, version=opportunity.version))
