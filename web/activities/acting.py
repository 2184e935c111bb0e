"""Acting: a form that was filled in, a move of the calendar or an undo becomes a verb; the browser is told what came of it."""

from collections.abc import Callable
from datetime import date, time
from typing import Any, Literal

import msgspec

from components import formats
from components.activities.dialog import NEVER
from components.activities.words import parsed_time
from components.language import explain
from components.language import gettext as _
from data.session import Database, Session
from domain import clock
from domain.access import Principal
from domain.activity import Plan, Report, moment
from domain.errors import Conflict, DayNeeded, MalformedInput, SalesError
from workflow import activities as verbs
from workflow.activities import About, Change, Target

What = Literal["log", "plan", "complete", "change", "reschedule", "delete", "undo"]
LONGEST_NUMBER = 18


class Action(msgspec.Struct):
    """What is to be done: which verb, on which activity as it was seen, and the fields as they were typed."""

    seq: int
    what: What
    request_key: str
    activity: int | None = None
    version: int = 0
    opportunity: int | None = None
    contact: int | None = None
    event_id: int | None = None
    on: str | None = None
    form: dict[str, str] = {}


def perform(database: Database, principal: Principal, action: Action) -> dict[str, Any]:
    """Do what is asked; return the answer for the browser, a refusal as a sentence."""
    try:
        change = database.run(lambda session: _do(session, principal, action))
    except SalesError as refusal:
        return _answer(action, ok=False, stale=isinstance(refusal, Conflict), message=explain(refusal))
    event_id = None if action.what == "undo" else change.event_id
    return _answer(action, ok=True) | {"title": _said(action), "text": _where(action), "event_id": event_id}


def _do(session: Session, principal: Principal, action: Action) -> Change:
    acts: dict[What, Callable[[Session, Principal, Action], Change]] = {
        "log": _log,
        "plan": _plan,
        "complete": _complete,
        "change": _change,
        "reschedule": _reschedule,
        "delete": lambda unit, who, asked: verbs.delete(unit, who, _target(asked), now=clock.now()),
        "undo": _undo,
    }
    return acts[action.what](session, principal, action)


def _log(session: Session, principal: Principal, action: Action) -> Change:
    report = _report(principal, action.form)
    return verbs.log(session, principal, _about(action), report, now=clock.now(), request_key=action.request_key)


def _plan(session: Session, principal: Principal, action: Action) -> Change:
    wish = _wish(action.form)
    return verbs.plan(session, principal, _about(action), wish, now=clock.now(), request_key=action.request_key)


def _complete(session: Session, principal: Principal, action: Action) -> Change:
    form = action.form
    following = _wish(form, "next_") if form.get("next") else None
    return verbs.complete(
        session,
        principal,
        _target(action),
        now=clock.now(),
        done_at=_done_at(principal, form),
        minutes=_number(form.get("minutes", "")),
        outcome=form.get("outcome", ""),
        following=following,
    )


def _change(session: Session, principal: Principal, action: Action) -> Change:
    wish = _report(principal, action.form) if "done_on" in action.form else _wish(action.form)
    return verbs.change(session, principal, _target(action), wish, now=clock.now())


def _reschedule(session: Session, principal: Principal, action: Action) -> Change:
    on = _day(action.on or "")
    if on is None:
        raise DayNeeded
    return verbs.reschedule(session, principal, _target(action), on, now=clock.now())


def _undo(session: Session, principal: Principal, action: Action) -> Change:
    if action.event_id is None:
        raise MalformedInput
    return verbs.undo(session, principal, action.event_id, now=clock.now(), request_key=action.request_key)


def _about(action: Action) -> About:
    chosen = _number(action.form.get("about", ""))
    if chosen is not None:
        return About(chosen)
    return About(action.opportunity, action.contact)


def _target(action: Action) -> Target:
    if action.activity is None:
        raise MalformedInput
    return Target(action.activity, action.version, action.request_key)


def _wish(form: dict[str, str], prefix: str = "") -> Plan:
    return Plan(
        activity_type_id=_number(form.get(f"{prefix}type", "")) or 0,
        subject=form.get(f"{prefix}subject", ""),
        due_on=_day(form.get(f"{prefix}due_on", "")),
        due_time=_time(form.get(f"{prefix}due_time", "")),
        assigned_user_id=None if prefix else _number(form.get("person", "")),
        remind_minutes=None if prefix else _reminder(form.get("remind", "")),
        note="" if prefix else form.get("note", ""),
    )


def _report(principal: Principal, form: dict[str, str]) -> Report:
    return Report(
        activity_type_id=_number(form.get("type", "")) or 0,
        subject=form.get("subject", ""),
        done_at=_done_at(principal, form),
        minutes=_number(form.get("minutes", "")),
        outcome=form.get("outcome", ""),
    )


def _done_at(principal: Principal, form: dict[str, str]) -> Any:
    """Return the instant on the person's clock; the present minute is now, so that its order is kept."""
    on = _day(form.get("done_on", ""))
    if on is None:
        return None
    at = moment(on, _time(form.get("done_time", "")) or time(12), principal.time_zone)
    now = clock.now()
    return now if at == now.replace(second=0, microsecond=0) else at


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise MalformedInput from None


def _time(text: str) -> time | None:
    try:
        found = parsed_time(text)
    except ValueError:
        raise MalformedInput from None
    if found is not None and found.tzinfo is not None:
        raise MalformedInput
    return found


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise MalformedInput
    return int(text)


def _reminder(text: str) -> int | None:
    return None if text == NEVER else _number(text)


def _answer(action: Action, *, ok: bool, stale: bool = False, message: str = "") -> dict[str, Any]:
    return {"seq": action.seq, "ok": ok, "stale": stale, "message": message}


def _said(action: Action) -> str:
    said: dict[What, str] = {
        "log": _("Logged"),
        "plan": _("Planned"),
        "complete": _("Completed"),
        "change": _("Changed"),
        "reschedule": _("Moved to another day"),
        "delete": _("Deleted"),
        "undo": _("Undone"),
    }
    return said[action.what]


def _where(action: Action) -> str:
    if action.what == "reschedule":
        on = _day(action.on or "")
        return formats.long_day(on) if on else ""
    return action.form.get("subject", "") if action.what in {"log", "plan"} else ""
