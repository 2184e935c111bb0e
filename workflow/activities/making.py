"""Making: something done is logged, something to do is planned."""

from datetime import datetime

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
    checked_subject,
    day_of,
    due_at,
    remind_at,
)
from workflow.activities.change import (
    About,
    Change,
    Place,
    add,
    check_person,
    check_type,
    entry_of,
    made_earlier,
    place_of,
)
from workflow.journal import Values


def log(
    session: Session, principal: Principal, about: About, report: Report, *, now: datetime, request_key: str | None = None
) -> Change:  # fmt: skip
    """Log what one has done, now or earlier.

    Raises NotFound, NotPermitted, NotOffered, SubjectNeeded, TextTooLong, DoneLater, BadDate, BadDuration.
    """
    place = place_of(session, principal, about)
    if done := made_earlier(session, principal, request_key):
        return done
    values = reported(session, report, principal.time_zone, now)
    activity = _placed(place, assigned_user_id=principal.user_id, **values)
    return add(session, entry_of(principal, "log", now, request_key), activity)


def plan(
    session: Session, principal: Principal, about: About, wish: Plan, *, now: datetime, request_key: str | None = None
) -> Change:
    """Plan something for a day, for oneself or somebody who can see it.

    Raises NotFound, NotPermitted, NotOffered, CannotSee, SubjectNeeded, TextTooLong, DayNeeded, BadDate.
    """
    place = place_of(session, principal, about)
    if done := made_earlier(session, principal, request_key):
        return done
    activity = _placed(place, **planned(session, principal, wish, place))
    return add(session, entry_of(principal, "plan", now, request_key), activity)


def reported(session: Session, report: Report, zone: str, now: datetime, present_type: int | None = None) -> Values:
    """Return what a report says as the columns of the activity."""
    done_at = checked_done(report.done_at, now)
    return {
        "activity_type_id": check_type(session, report.activity_type_id, present_type),
        "subject": checked_subject(report.subject),
        "due_on": day_of(done_at, zone),
        "done_at": done_at,
        "duration_minutes": checked_minutes(report.minutes),
        "outcome_note": checked_note(report.outcome),
    }


def planned(
    session: Session, principal: Principal, wish: Plan, place: Place, present: Activity | None = None
) -> Values:
    """Return what a plan says as the columns of the activity; times are those of the planner's clock."""
    on, zone = checked_day(wish.due_on), principal.time_zone
    return {
        "activity_type_id": check_type(session, wish.activity_type_id, present.activity_type_id if present else None),
        "subject": checked_subject(wish.subject),
        "note": checked_note(wish.note),
        "due_on": on,
        "due_at": due_at(on, wish.due_time, zone),
        "assigned_user_id": _person(session, principal, wish, place, present),
        "remind_at": remind_at(on, wish.due_time, wish.remind_minutes, zone),
    }


def _person(session: Session, principal: Principal, wish: Plan, place: Place, present: Activity | None) -> int:
    """Return whose it is to be; who has it already keeps it."""
    if present is not None and wish.assigned_user_id is not None and wish.assigned_user_id == present.assigned_user_id:
        return wish.assigned_user_id
    return check_person(session, principal, wish.assigned_user_id, place)


def _placed(place: Place, **values: object) -> Activity:
    return Activity(
        company_id=place.company_id, opportunity_id=place.opportunity_id, contact_id=place.contact_id, **values
    )
