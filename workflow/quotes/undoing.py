"""Undoing: a quote is again what it was before one's own last change of it."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from data.schema.log import Event
from domain.access import Principal
from domain.errors import CannotUndo, NotFound
from domain.opportunity import Done, check_undo
from workflow import journal
from workflow.documents.change import Change, told
from workflow.journal import Entry
from workflow.ordering import order_of_quote
from workflow.quotes.change import held, written

UNDOABLE: Final = ("send", "accept", "reject", "expire")


def undo(
    session: Session, principal: Principal, event_id: int, *, request_key: str | None = None, now: datetime
) -> Change:
    """Take back one's own change of a quote's status of a moment ago. An undo cannot be undone.

    Raises NotFound, NotPermitted, and CannotUndo when it is not one's own, too old, ordered, or changed since.
    """
    event = session.get(Event, event_id)
    if event is None or event.entity != "quote":
        raise NotFound
    quote, opportunity = held(session, principal, event.entity_id)
    if repeated := journal.earlier(session, principal, request_key, "quote", quote.id):
        return told(repeated, repeated=True)
    is_final = event.undoes_event_id is not None or event.verb not in UNDOABLE
    done = Done(event.user_id, event.at, event.entity_version, is_final)
    check_undo(done, user_id=principal.user_id, version=quote.version, now=now)
    if order_of_quote(session, quote.id):
        raise CannotUndo
    entry = Entry(principal, "undo", now, request_key, undoes_event_id=event.id)
    return written(session, entry, quote, opportunity, str((event.before or {})["status"]), {})
