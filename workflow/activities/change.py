"""A change of an activity: who may, on which version, written once and told in the event log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.people import principal_of_user
from data.schema.activity import Activity, ActivityType
from data.schema.contact import Contact
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.scope import visible_activities, visible_contacts
from domain.access import Permission, Principal, Reach
from domain.errors import CannotSee, MalformedInput, NotFound, NotOffered, NotPermitted
from workflow import freshness, journal
from workflow.journal import NOTHING, Beside, Entry, Values
from workflow.opportunities.change import held as held_opportunity

ENTITY = "activity"


@dataclass(frozen=True, slots=True)
class About:
    """What an activity is about: an opportunity, or a contact alone."""

    opportunity_id: int | None = None
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The activity to change as the person saw it; `request_key` makes a repeated request one change."""

    activity_id: int
    version: int
    request_key: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a verb did; `event_id` is the handle for undoing it, None when nothing had to change."""

    activity_id: int
    event_id: int | None
    version: int
    verb: str
    opportunity_id: int | None
    contact_id: int | None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new activity belongs, as the columns of the activity say it."""

    company_id: int
    opportunity_id: int | None
    contact_id: int | None


def place_of(session: Session, principal: Principal, about: About) -> Place:
    """Return where a new activity belongs. Raises NotFound, NotPermitted, MalformedInput for nothing at all."""
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    if about.opportunity_id is not None:
        opportunity = held_opportunity(session, principal, about.opportunity_id)
        return Place(opportunity.company_id, opportunity.id, opportunity.contact_id)
    if about.contact_id is None:
        raise MalformedInput
    query = select(Contact).where(Contact.id == about.contact_id, *visible_contacts(principal))
    contact = session.scalars(query).one_or_none()
    if contact is None:
        raise NotFound
    return Place(contact.company_id, None, contact.id)


def held(session: Session, principal: Principal, activity_id: int) -> Activity:
    """Return the activity, locked until the transaction ends. Raises NotFound, NotPermitted."""
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    query = select(Activity).where(Activity.id == activity_id, *visible_activities(principal)).with_for_update()
    activity = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if activity is None:
        raise NotFound
    if not _may_change(session, principal, activity):
        raise NotPermitted
    return activity


def _may_change(session: Session, principal: Principal, activity: Activity) -> bool:
    """One's own, those of an opportunity that one may change, and with a wider reach those of a contact."""
    if activity.assigned_user_id == principal.user_id:
        return True
    if activity.opportunity_id is None:
        return principal.changes is not Reach.OWN or activity.assigned_user_id is None
    about = session.get_one(Opportunity, activity.opportunity_id)
    return principal.reaches(company_id=about.company_id, team_id=about.team_id, owner_id=about.owner_id, changing=True)


def check_type(session: Session, type_id: int, present_id: int | None = None) -> int:
    """Return the type's id; raise NotOffered for a retired one that the activity does not have already."""
    kind = session.get(ActivityType, type_id)
    if kind is None or not (kind.active or kind.id == present_id):
        raise NotOffered
    return kind.id


def check_person(session: Session, principal: Principal, user_id: int | None, place: Place) -> int:
    """Return whose activity it is to be, oneself for None; raise CannotSee for somebody who would not find it."""
    if user_id is None or user_id == principal.user_id:
        return principal.user_id
    person = principal_of_user(session, user_id)
    user = session.get(User, user_id)
    if user is None:
        raise NotOffered
    if person is None or not _sees(session, person, place):
        raise CannotSee(name=user.display_name)
    return user_id


def _sees(session: Session, person: Principal, place: Place) -> bool:
    if place.company_id not in person.company_ids or not person.may(Permission.CHANGE_OPPORTUNITIES):
        return False
    if place.opportunity_id is None:
        return True
    about = session.get_one(Opportunity, place.opportunity_id)
    return person.reaches(company_id=about.company_id, team_id=about.team_id, owner_id=about.owner_id)


def made_earlier(session: Session, principal: Principal, request_key: str | None) -> Change | None:
    """Return what a request with this key has already made."""
    if request_key is None:
        return None
    event = session.scalars(select(Event).where(Event.request_key == request_key)).one_or_none()
    if event is not None and event.entity != ENTITY:
        raise MalformedInput
    return earlier(session, principal, request_key, event.entity_id if event else 0)


def earlier(session: Session, principal: Principal, request_key: str | None, activity_id: int) -> Change | None:
    """Return what a request with this key has already done, if it was the same person's on the same record."""
    event = journal.earlier(session, principal, request_key, ENTITY, activity_id)
    if event is None:
        return None
    activity = session.get(Activity, activity_id)
    place = (activity.opportunity_id, activity.contact_id) if activity else (None, None)
    return Change(activity_id, event.id, event.entity_version or 0, event.verb, *place, repeated=True)


def write(session: Session, entry: Entry, activity: Activity, after: Values, beside: Beside = NOTHING) -> Change:
    """Set the values that differ, tell of it, and let the opportunity's last contact follow. Raises Conflict."""
    event = journal.write(session, entry, activity, after, beside)
    freshness.follow(session, activity.opportunity_id)
    return told(activity, entry.verb, event)


def add(session: Session, entry: Entry, activity: Activity, beside: Values | None = None) -> Change:
    """Store a new activity, tell of it, and let the opportunity's last contact follow."""
    session.add(activity)
    session.flush()
    event = journal.tell(
        session, entry, activity, {}, journal.plain(values_of(activity)) | (beside or {}), version=activity.version
    )
    freshness.follow(session, activity.opportunity_id)
    return told(activity, entry.verb, event)


def told(activity: Activity, verb: str, event: Event | None) -> Change:
    """Return what was done."""
    return Change(
        activity.id, event.id if event else None, activity.version, verb, activity.opportunity_id, activity.contact_id
    )


STORED = (
    "company_id", "activity_type_id", "opportunity_id", "contact_id", "subject", "note", "due_on", "due_at", "done_at",
    "duration_minutes", "assigned_user_id", "outcome_note", "remind_at",
)  # fmt: skip


def values_of(activity: Activity) -> Values:
    """Return all that an activity says."""
    return {name: getattr(activity, name) for name in STORED}


def entry_of(principal: Principal, verb: str, now: datetime, request_key: str | None) -> Entry:
    """Return the circumstances of a change."""
    return Entry(principal, verb, now, request_key)
