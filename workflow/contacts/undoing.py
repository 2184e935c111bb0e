"""Undoing: a person's own last change of a contact is answered with the opposite change."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from data.schema.log import Event
from domain.access import Principal
from domain.errors import NotFound
from domain.opportunity import Done, check_undo
from workflow import journal
from workflow.contacts import editing, merging
from workflow.contacts.change import ENTITY, Change, held, told
from workflow.contacts.people import ENTITIES, put_rows
from workflow.journal import Entry, Values

UNDOABLE: Final = ("edit", "address", "place", merging.VERB, *ENTITIES)
BESIDE: Final = frozenset({editing.COMPETITORS, *ENTITIES})


def undo(
    session: Session, principal: Principal, event_id: int, *, request_key: str | None = None, now: datetime
) -> Change:
    """Take back one's own change of a moment ago; the log keeps both. No undo of an undo.

    Raises NotFound, NotPermitted, and CannotUndo when it is not one's own, too old, or something changed since.
    """
    event = session.get(Event, event_id)
    if event is None or event.entity != ENTITY:
        raise NotFound
    contact = held(session, principal, event.entity_id)
    if done := journal.earlier(session, principal, request_key, ENTITY, contact.id):
        return told(done)
    is_final = event.undoes_event_id is not None or event.verb not in UNDOABLE
    check_undo(
        Done(event.user_id, event.at, event.entity_version, is_final),
        user_id=principal.user_id,
        version=contact.version,
        now=now,
    )
    before: dict[str, Any] = dict(event.before or {})
    after: dict[str, Any] = dict(event.after or {})
    if event.verb == merging.VERB:
        merging.unmerge(session, contact, after)
    for what in ENTITIES:
        if what in before:
            put_rows(session, what, contact.id, before[what])
    if editing.COMPETITORS in before:
        editing.set_competitors(session, contact.id, before[editing.COMPETITORS])
    values: Values = {name: journal.from_plain(name, value) for name, value in before.items() if name not in BESIDE}
    entry = Entry(principal, "undo", now, request_key, undoes_event_id=event.id)
    undone = journal.write(session, entry, contact, values, ({}, {"undone": event.verb}))
    if event.verb == merging.VERB:
        merging.give_origin_back(session)
    return told(undone) if undone else Change(contact.id, None, contact.version, "undo", {})
