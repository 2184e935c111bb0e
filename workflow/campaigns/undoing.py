"""Undoing: a person's own last change of a campaign is answered with the opposite change."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from data.schema.log import Event
from domain.access import Principal
from domain.errors import NotFound
from domain.opportunity import Done, check_undo
from workflow import journal
from workflow.campaigns.change import ENTITY, Change, held, told
from workflow.campaigns.parts import COSTS, MEMBERS, put_rows, rows_of
from workflow.journal import Entry, Values

UNDOABLE: Final = ("edit", COSTS, MEMBERS)


def undo(session: Session, principal: Principal, event_id: int, *, now: datetime) -> Change:
    """Take back one's own change of a moment ago; the log keeps both. No undo of an undo.

    Raises NotFound, NotPermitted, and CannotUndo when it is not one's own, too old, or something changed since.
    """
    event = session.get(Event, event_id)
    if event is None or event.entity != ENTITY:
        raise NotFound
    campaign = held(session, principal, event.entity_id)
    is_final = event.undoes_event_id is not None or event.verb not in UNDOABLE
    check_undo(
        Done(event.user_id, event.at, event.entity_version, is_final),
        user_id=principal.user_id,
        version=campaign.version,
        now=now,
    )
    before: dict[str, Any] = dict(event.before or {})
    after: dict[str, Any] = dict(event.after or {})
    for what in (COSTS, MEMBERS):
        if what in before or what in after:
            come = after.pop(what, [])
            kept = [row for row in rows_of(session, what, campaign.id) if row not in come]
            put_rows(session, what, campaign.id, [*kept, *before.pop(what, [])])
    values: Values = {name: journal.from_plain(name, value) for name, value in before.items()}
    entry = Entry(principal, "undo", now, undoes_event_id=event.id)
    undone = journal.write(session, entry, campaign, values, ({}, {"undone": event.verb}))
    return told(undone) if undone else Change(campaign.id, None, "undo")
