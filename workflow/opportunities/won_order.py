"""The order of a win: made with it from a quote or from the lines, taken back with it, never a second one."""

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.sales import Quote, SalesOrder
from domain.errors import CannotUndo, QuoteMoveNotAllowed
from domain.quote import QuoteStatus, check_quote_transition
from workflow import journal
from workflow.journal import Entry, Values
from workflow.opportunities.change import ENTITY, Act
from workflow.ordering import make_order, order_of_quote, standing_order

VERB: Final = "order"
ACCEPTED: Final = "accepted_quote_id"
FORMER: Final = "quote_status"


@dataclass(frozen=True, slots=True)
class OrderWish:
    """What the order is to be made of; a quote that was sent is accepted with it."""

    source: Literal["quote", "lines"]
    quote_id: int | None = None


def order_won(session: Session, act: Act, wish: OrderWish) -> SalesOrder:
    """Make the order of an opportunity that was just won, or return the one that it has already.

    Raises QuoteMoveNotAllowed for a quote that is not this opportunity's, not open to be accepted, or ordered.
    """
    opportunity = act.opportunity
    if order := standing_order(session, opportunity.id):
        return order
    entry = Entry(act.principal, VERB, act.now)
    quote, made = _accepted(session, entry, opportunity, wish) if wish.source == "quote" else (None, {})
    order = make_order(session, entry, opportunity, quote, opportunity.closed_on or act.today)
    told: Values = {"order": order.number, "order_id": order.id, **made}
    journal.tell(session, entry, opportunity, {}, told, version=opportunity.version)
    return order


def _accepted(session: Session, entry: Entry, opportunity: Opportunity, wish: OrderWish) -> tuple[Quote, Values]:
    query = select(Quote).where(Quote.id == wish.quote_id, Quote.opportunity_id == opportunity.id).with_for_update()
    quote = session.scalars(query).one_or_none()
    if quote is None or order_of_quote(session, quote.id):
        raise QuoteMoveNotAllowed(number=quote.number if quote else "")
    if quote.status == QuoteStatus.ACCEPTED:
        return quote, {}
    former = quote.status
    check_quote_transition(quote.number, QuoteStatus(former), QuoteStatus.ACCEPTED)
    accept = Entry(entry.principal, "accept", entry.now)
    journal.write(session, accept, quote, {"status": QuoteStatus.ACCEPTED.value})
    return quote, {ACCEPTED: quote.id, FORMER: former}


def take_back_order(session: Session, entry: Entry, opportunity: Opportunity, version: int | None) -> Values:
    """Cancel the order that was made with the win of this version; return what the event tells of it.

    Raises CannotUndo when something was done with the order since.
    """
    query = select(Event).where(
        Event.entity == ENTITY, Event.entity_id == opportunity.id, Event.verb == VERB, Event.entity_version == version
    )
    event = session.scalars(query).one_or_none()
    if event is None:
        return {}
    told = event.after or {}
    order = session.get_one(SalesOrder, told["order_id"])
    if order.status != "open" or order.version != 1:
        raise CannotUndo
    journal.write(session, Entry(entry.principal, "cancel", entry.now), order, {"status": "cancelled"})
    if ACCEPTED in told:
        quote = session.get_one(Quote, told[ACCEPTED])
        journal.write(session, Entry(entry.principal, "undo", entry.now), quote, {"status": told[FORMER]})
    return {"order": told["order"]}
