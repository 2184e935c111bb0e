"""Changing: what is planned is completed, put off to another day, described anew, or taken away."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import Session

from data.schema.activity import Activity
from domain.access import Principal
from domain.activity import (
    Plan,
    Report,
    checked_day,
    checked_done,
    checked_minutes,
    checked_note,
    due_at,
    remind_at,
    remind_minutes,
)
from domain.errors import DoneAlready, MalformedInput
from workflow import freshness, journal
from workflow.activities.change import (
    Change,
    Place,
    Target,
    add,
    earlier,
    entry_of,
    held,
    told,
    values_of,
    write,
)
from workflow.activities.making import planned, reported
from workflow.journal import Entry, Values

NEXT = "next_activity_id"  # what was planned together with completing one


def complete(
    session: Session,
    principal: Principal,
    target: Target,
    *,
    now: datetime,
    done_at: datetime | None = None,
    minutes: int | None = None,
    outcome: str = "",
    following: Plan | None = None,
) -> Change:
    """Say that something planned is done, and plan the next one with it; both can be undone together.

    Raises NotFound, NotPermitted, Conflict, DoneAlready, and what planning raises.
    """
    activity, done = _begun(session, principal, target)
    if done:
        return done
    check_open(activity)
    after: Values = {
        "done_at": checked_done(done_at, now),
        "duration_minutes": checked_minutes(minutes),
        "outcome_note": checked_note(outcome),
    }
    entry = entry_of(principal, "complete", now, target.request_key)
    next_id = _follow_up(session, principal, activity, following, now) if following else None
    return write(session, entry, activity, after, ({NEXT: None}, {NEXT: next_id}) if next_id else ({}, {}))


def _follow_up(session: Session, principal: Principal, activity: Activity, wish: Plan, now: datetime) -> int:
    place = _place(activity)
    following = Activity(
        company_id=place.company_id,
        opportunity_id=place.opportunity_id,
        contact_id=place.contact_id,
        **planned(session, principal, wish, place),
    )
    return add(session, Entry(principal, "plan", now), following).activity_id


def reschedule(session: Session, principal: Principal, target: Target, on: date, *, now: datetime) -> Change:
    """Move something planned to another day; its time of day and its reminder move along.

    Raises NotFound, NotPermitted, Conflict, DoneAlready, BadDate.
    """
    activity, done = _begun(session, principal, target)
    if done:
        return done
    check_open(activity)
    zone, on = principal.time_zone, checked_day(on)
    at = activity.due_at.astimezone(ZoneInfo(zone)).time() if activity.due_at else None
    lead = remind_minutes(activity.due_on, activity.due_at, activity.remind_at, zone)
    after: Values = {
        "due_on": on,
        "due_at": due_at(on, at, zone),
        "remind_at": remind_at(on, at, lead, zone) if activity.due_on else activity.remind_at,
    }
    return write(session, entry_of(principal, "reschedule", now, target.request_key), activity, after)


def change(session: Session, principal: Principal, target: Target, wish: Plan | Report, *, now: datetime) -> Change:
    """Describe anew what is planned (by a Plan) or what was done (by a Report).

    Raises NotFound, NotPermitted, Conflict, DoneAlready for a plan of what is done, MalformedInput for a report of what
    is not, and what planning and logging raise.
    """
    activity, done = _begun(session, principal, target)
    if done:
        return done
    if isinstance(wish, Plan):
        check_open(activity)
        after = planned(session, principal, wish, _place(activity), activity)
    elif activity.done_at is None:
        raise MalformedInput
    else:
        after = reported(session, wish, principal.time_zone, now, activity.activity_type_id)
        del after["due_on"]  # for when it had been planned
    return write(session, entry_of(principal, "change", now, target.request_key), activity, after)


def delete(session: Session, principal: Principal, target: Target, *, now: datetime) -> Change:
    """Take an activity away; the log keeps all that it said, so that it can be put back.

    Raises NotFound, NotPermitted, Conflict.
    """
    if done := _deleted_earlier(session, principal, target):
        return done
    activity, _ = _begun(session, principal, target)
    entry = entry_of(principal, "delete", now, target.request_key)
    return taken_away(session, entry, activity)


def taken_away(session: Session, entry: Entry, activity: Activity) -> Change:
    """Remove the row, tell of it, and let the opportunity's last contact follow."""
    before = journal.plain(values_of(activity) | {"created_at": activity.created_at})
    event = journal.tell(session, entry, activity, before, {}, version=activity.version)
    change = told(activity, entry.verb, event)
    session.expunge(activity)
    session.execute(sql_delete(Activity).where(Activity.id == change.activity_id))
    freshness.follow(session, change.opportunity_id)
    return change


def check_open(activity: Activity) -> None:
    """Raise DoneAlready for what is no longer planned."""
    if activity.done_at is not None:
        raise DoneAlready(subject=activity.subject)


def _begun(session: Session, principal: Principal, target: Target) -> tuple[Activity, Change | None]:
    activity = held(session, principal, target.activity_id)
    if done := earlier(session, principal, target.request_key, activity.id):
        return activity, done
    journal.check_version(activity, target.version)
    return activity, None


def _deleted_earlier(session: Session, principal: Principal, target: Target) -> Change | None:
    """Return the deletion that the same request has done: there is no record left that could be held."""
    if session.get(Activity, target.activity_id) is not None:
        return None
    return earlier(session, principal, target.request_key, target.activity_id)


def _place(activity: Activity) -> Place:
    return Place(activity.company_id, activity.opportunity_id, activity.contact_id)
