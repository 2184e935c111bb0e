"""Undoing: a person's own last change of a plan is answered with the opposite change."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.opportunity import OpportunityLine
from data.schema.sales import SalesOrder
from domain.access import Principal
from domain.errors import CannotUndo, NotFound
from domain.opportunity import Done, check_undo
from workflow import journal
from workflow.documents import planning
from workflow.documents.change import Change, done, held, told
from workflow.journal import NOTHING, Beside, Entry, Record, Values
from workflow.opportunities import change as opportunities

# What can be taken back: of an opportunity only the plan, the other verbs have their own undo.
UNDOABLE: Final = {"sales_order": ("plan_invoice", "change_dates"), "opportunity": ("plan_invoice",)}


def undo(
    session: Session, principal: Principal, event_id: int, *, request_key: str | None = None, now: datetime
) -> Change:
    """Take back one's own change of a plan of a moment ago; history keeps both. An undo cannot be undone.

    Raises NotFound, NotPermitted, and CannotUndo when it is not one's own, too old, or something changed since.
    """
    event = session.get(Event, event_id)
    if event is None or event.entity not in UNDOABLE:
        raise NotFound
    record = _held(session, principal, event)
    if repeated := journal.earlier(session, principal, request_key, event.entity, record.id):
        return told(repeated, repeated=True)
    is_final = event.undoes_event_id is not None or event.verb not in UNDOABLE[event.entity]
    check_undo(
        Done(event.user_id, event.at, event.entity_version, is_final),
        user_id=principal.user_id,
        version=record.version,
        now=now,
    )
    entry = Entry(principal, "undo", now, request_key, undoes_event_id=event.id)
    before = dict(event.before or {})
    beside = _lines_back(session, before.pop(planning.LINES, None))
    values: Values = {name: journal.from_plain(name, value) for name, value in before.items()}
    return done(journal.write(session, entry, record, values, beside), entry, record)


def _held(session: Session, principal: Principal, event: Event) -> Record:
    if event.entity == opportunities.ENTITY:
        return opportunities.held(session, principal, event.entity_id)
    return held(session, principal, SalesOrder, event.entity_id)


def _lines_back(session: Session, former: object) -> Beside:
    """Give the lines the days they had; a line that is gone meanwhile cannot be undone."""
    if not isinstance(former, dict):
        return NOTHING
    days = {int(line_id): date.fromisoformat(day) for line_id, day in former.items()}
    lines = session.scalars(select(OpportunityLine).where(OpportunityLine.id.in_(days))).all()
    if len(lines) != len(days):
        raise CannotUndo
    return planning.set_lines(lines, {**days})
