"""Undoing: a person's own last change is answered with the opposite change."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.opportunity import Opportunity
from domain.access import Principal
from domain.errors import NotFound
from domain.opportunity import Done, check_undo
from workflow.journal import Entry, Values, from_plain
from workflow.opportunities import pausing, restoring
from workflow.opportunities.amounts import CLOSING_LINE, put_line, take_line
from workflow.opportunities.change import ENTITY, Act, Change, earlier, held, write
from workflow.opportunities.stays import resume_stay
from workflow.opportunities.tasks import opposite_of_task

UNDOABLE = (
    "move",
    "move_to_stage",
    "complete_task",
    "reopen_task",
    "win",
    "lose",
    "reopen",
    "categorise",
    *pausing.VERBS,
    *restoring.VERBS,
)


def undo(
    session: Session,
    principal: Principal,
    event_id: int,
    *,
    request_key: str | None = None,
    today: date,
    now: datetime,
) -> Change:
    """Take back one's own change of a moment ago; the log keeps both, the stay in the stage goes on. No undo of an undo.

    Raises NotFound, NotPermitted, and CannotUndo when it is not one's own, too old, or something changed since.
    """
    event = session.get(Event, event_id)
    if event is None or event.entity != ENTITY:
        raise NotFound
    opportunity = held(session, principal, event.entity_id)
    if done := earlier(session, principal, request_key, opportunity.id):
        return done
    is_final = event.undoes_event_id is not None or event.verb not in UNDOABLE
    check_undo(
        Done(event.user_id, event.at, event.entity_version, is_final),
        user_id=principal.user_id,
        version=opportunity.version,
        now=now,
    )
    act = Act(principal, opportunity, request_key, "undo", today, now, undoes_event_id=event.id)
    entry = Entry(principal, "undo", now, undoes_event_id=event.id)
    if event.verb in restoring.VERBS:
        values, extra = restoring.opposite(session, entry, opportunity, event)
    elif event.verb in pausing.VERBS:
        values, extra = {}, pausing.opposite(session, opportunity, event)
    else:
        values, extra = _opposite(session, opportunity, event)
    extra = (extra[0] | restoring.order_taken_back(session, entry, opportunity, event), extra[1])
    change = write(session, act, values, extra)
    resume_stay(session, opportunity, principal.user_id, now)
    return change


def _opposite(session: Session, opportunity: Opportunity, event: Event) -> tuple[Values, tuple[Values, Values]]:
    before, after = dict(event.before or {}), dict(event.after or {})
    tasks = opposite_of_task(session, opportunity.id, before, after)
    former, latter = before.pop(CLOSING_LINE, None), after.pop(CLOSING_LINE, None)
    values = {name: from_plain(name, value) for name, value in before.items()}
    if isinstance(latter, dict):
        take_line(session, latter["id"])
        return values, ({CLOSING_LINE: latter}, {CLOSING_LINE: None})
    if isinstance(former, dict):
        closed_on = values.get("closed_on")
        line = {name: value for name, value in former.items() if name != "id"}
        put = put_line(session, opportunity.id, line, closed_on if isinstance(closed_on, date) else None)
        return values, ({CLOSING_LINE: None}, {CLOSING_LINE: put})
    return values, tasks
