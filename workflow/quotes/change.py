"""A change of a quote: who may, on which version, told in its own log and in that of its opportunity."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity
from data.schema.sales import Quote
from domain.access import Permission, Principal
from domain.errors import NotFound
from domain.quote import QuoteStatus, check_quote_transition
from workflow import journal
from workflow.documents.change import Change, Target, done, told
from workflow.journal import Entry, Values
from workflow.opportunities import change as opportunities

__all__ = ["Change", "Target", "done", "held", "moved", "told"]


def held(session: Session, principal: Principal, quote_id: int) -> tuple[Quote, Opportunity]:
    """Return a quote and its opportunity, both locked; who may change the opportunity may change its quotes.

    Raises NotPermitted, NotFound, also for a quote without an opportunity.
    """
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    opportunity_id = session.scalar(select(Quote.opportunity_id).where(Quote.id == quote_id))
    if opportunity_id is None:
        raise NotFound
    opportunity = opportunities.held(session, principal, opportunity_id)
    query = select(Quote).where(Quote.id == quote_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one(), opportunity


def moved(
    session: Session, entry: Entry, quote: Quote, opportunity: Opportunity, status: QuoteStatus, extra: Values
) -> Change:
    """Give a quote another status; its opportunity's log tells of it too. Raises QuoteMoveNotAllowed, Conflict."""
    check_quote_transition(quote.number, QuoteStatus(quote.status), status)
    return written(session, entry, quote, opportunity, status, extra)


def written(
    session: Session, entry: Entry, quote: Quote, opportunity: Opportunity, status: str, extra: Values
) -> Change:
    """Write a status, whatever it was before."""
    before = quote.status
    change = done(journal.write(session, entry, quote, {"status": status}, ({}, extra)), entry, quote)
    values: Values = {"quote": quote.number, "quote_revision": quote.revision}
    beside = Entry(entry.principal, f"{entry.verb}_quote", entry.now)
    journal.tell(
        session,
        beside,
        opportunity,
        values | {"quote_status": before},
        values | {"quote_status": status},
        version=opportunity.version,
    )
    return change
