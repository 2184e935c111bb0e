"""Undoing: a person's own last change of an activity is answered with the opposite change."""

from datetime import date, datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.activity import Activity
from data.schema.contact import Contact
from data.schema.log import Event
from domain.access import Permission, Principal
from domain.errors import CannotUndo, NotFound
from domain.opportunity import Done, check_undo
from workflow.activities.change import (
    ENTITY,
    STORED,
    Change,
    add,
    held,
    made_earlier,
    write,
)
from workflow.activities.changing import NEXT, taken_away
from workflow.journal import Entry, Values

MADE = ("log", "plan")
UNDOABLE = (*MADE, "complete", "reschedule", "change", "delete")
DAYS, INSTANTS = ("due_on",), ("due_at", "done_at", "remind_at", "created_at")


def undo(
    session: Session, principal: Principal, event_id: int, *, now: datetime, request_key: str | None = None
) -> Change:
    """Take back one's own change of a moment ago; the log keeps both. No undo of an undo.

    Raises NotFound, NotPermitted, and CannotUndo when it is not one's own, too old, or something changed since.
    """
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    if done := made_earlier(session, principal, request_key):
        return done
    event = session.get(Event, event_id)
    if event is None or event.entity != ENTITY or event.user_id != principal.user_id:
        raise NotFound
    entry = Entry(principal, "undo", now, request_key, event.id)
    if event.verb == "delete":
        _check(event, principal, event.entity_version, now)
        if _is_put_back(session, event):
            raise CannotUndo
        return _put_back(session, principal, entry, event)
    activity = held(session, principal, event.entity_id)
    _check(event, principal, activity.version, now)
    if event.verb in MADE:
        return taken_away(session, entry, activity)
    following = (event.after or {}).get(NEXT)
    if isinstance(following, int):
        _take_back(session, principal, following, now)
    before = {name: value for name, value in (event.before or {}).items() if name != NEXT}
    return write(session, entry, activity, _from_plain(before))


def _check(event: Event, principal: Principal, version: int | None, now: datetime) -> None:
    is_final = event.undoes_event_id is not None or event.verb not in UNDOABLE
    done = Done(event.user_id, event.at, event.entity_version, is_final)
    check_undo(done, user_id=principal.user_id, version=version or 0, now=now)


def _is_put_back(session: Session, event: Event) -> bool:
    return (
        session.scalar(select(Event.id).where(Event.id > event.id, Event.undoes_event_id == event.id).limit(1))
        is not None
    )


def _take_back(session: Session, principal: Principal, activity_id: int, now: datetime) -> None:
    """Take away what was planned together with the change; raise CannotUndo when it was changed since."""
    following = session.get(Activity, activity_id)
    if following is None or following.version != 1:
        raise CannotUndo
    taken_away(session, Entry(principal, "undo", now), following)


def _put_back(session: Session, principal: Principal, entry: Entry, event: Event) -> Change:
    """Make the activity again as it was; its old number may belong to another one by now."""
    values = _from_plain(event.before or {})
    contact_id = values["contact_id"]
    if contact_id is not None and session.get(Contact, contact_id) is None:  # merged into another one meanwhile
        raise CannotUndo
    activity = Activity(**{name: values[name] for name in (*STORED, "created_at")})
    if session.get(Activity, event.entity_id) is None:
        activity.id = event.entity_id
    change = add(session, entry, activity)
    held(session, principal, activity.id)
    return change


def _from_plain(values: Values) -> Values:
    return {name: _read(name, value) for name, value in values.items()}


def _read(name: str, value: object) -> object:
    if value is None:
        return None
    if name in DAYS:
        return date.fromisoformat(cast("str", value))
    return datetime.fromisoformat(cast("str", value)) if name in INSTANTS else value
