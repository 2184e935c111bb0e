"""The diary: what one chooses from when something is logged or planned, and whose days one may look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from data.queries.activities import reminders
from data.queries.people import principal_of_user
from data.schema.activity import ActivityType
from data.schema.contact import Contact
from data.schema.notice import Notification
from data.schema.opportunity import Opportunity
from data.schema.people import User, UserCompany, UserTeam
from data.schema.preference import CalendarFeed
from data.scope import changeable
from domain.access import ROLE_PERMISSIONS, Permission, Principal, Reach, Role
from domain.detail import ActivityRow
from domain.outcome import Outcome

MOST_OPPORTUNITIES: Final = 300
WHO_DOES: Final = sorted(role.value for role, may in ROLE_PERMISSIONS.items() if Permission.CHANGE_OPPORTUNITIES in may)


@dataclass(frozen=True, slots=True)
class TypeOption:
    """A type of activity that can be chosen."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class PersonOption:
    """Somebody who can be chosen."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class SubjectOption:
    """An open opportunity that something can be planned for."""

    id: int
    title: str
    contact: str | None


def types(session: Session) -> tuple[TypeOption, ...]:
    """Return the types in use, in their order."""
    query = (
        select(ActivityType.id, ActivityType.description, ActivityType.kind)
        .where(ActivityType.active)
        .order_by(ActivityType.sort_order, ActivityType.id)
    )
    return tuple(TypeOption(*row) for row in session.execute(query))


def doers(session: Session, company_id: int) -> tuple[PersonOption, ...]:
    """Return who works in a company and does things there, by name."""
    member = exists().where(UserCompany.user_id == User.id, UserCompany.company_id == company_id)
    everywhere = User.role == Role.ADMINISTRATOR.value
    query = select(User.id, User.display_name).where(User.active, User.role.in_(WHO_DOES), or_(member, everywhere))
    return _people(session, query)


def watched(session: Session, principal: Principal) -> tuple[PersonOption, ...]:
    """Return whose days the person may look at, oneself among them: for sales people only their own."""
    wanted = [User.id == principal.user_id]
    if principal.role is not Role.SALES_PERSON:
        reached = (
            exists().where(UserCompany.user_id == User.id, UserCompany.company_id.in_(sorted(principal.company_ids)))
            if principal.sees is Reach.COMPANY
            else exists().where(UserTeam.user_id == User.id, UserTeam.team_id.in_(sorted(principal.team_ids)))
        )
        wanted.append(reached & User.active & User.role.in_(WHO_DOES))
    return _people(session, select(User.id, User.display_name).where(or_(*wanted)))


def _people(session: Session, query: object) -> tuple[PersonOption, ...]:
    ordered = query.order_by(User.display_name, User.id)  # type: ignore[attr-defined]  # a SELECT of id and name
    return tuple(PersonOption(*row) for row in session.execute(ordered))


def subjects(session: Session, principal: Principal) -> tuple[SubjectOption, ...]:
    """Return the open opportunities that the person may change, by contact: one's own first when there are many."""
    query = (
        select(Opportunity.id, Opportunity.title, Contact.name)
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
        .where(Opportunity.outcome == Outcome.OPEN, *changeable(principal))
        .order_by(Opportunity.owner_id != principal.user_id, Opportunity.touched_on.desc(), Opportunity.id)
        .limit(MOST_OPPORTUNITIES)
    )
    found = [SubjectOption(*row) for row in session.execute(query)]
    return tuple(sorted(found, key=lambda each: ((each.contact or "").casefold(), each.title.casefold(), each.id)))


def company_of(session: Session, opportunity_id: int | None, contact_id: int | None) -> int | None:
    """Return the company of an opportunity or a contact."""
    if opportunity_id is not None:
        return session.scalar(select(Opportunity.company_id).where(Opportunity.id == opportunity_id))
    return session.scalar(select(Contact.company_id).where(Contact.id == contact_id))


def reminder_key(row: ActivityRow) -> str:
    """Return the name of one reminder: moved to another time it is another one."""
    return key_of_reminder(row.id, row.remind_at)


def key_of_reminder(activity_id: int, remind_at: datetime | None) -> str:
    """Return the name of the reminder of an activity at a time."""
    return f"reminder:{activity_id}:{int(remind_at.timestamp()) if remind_at else 0}"


def unread_reminders(session: Session, principal: Principal, now: datetime) -> tuple[ActivityRow, ...]:
    """Return the reminders whose time has come and that the person has not marked as read, the latest first."""
    due = reminders(session, principal, now)
    if not due:
        return ()
    keys = [reminder_key(row) for row in due]
    known = set(session.scalars(select(Notification.key).where(Notification.key.in_(keys))))
    return tuple(row for row in due if reminder_key(row) not in known)


def has_feed(session: Session, principal: Principal) -> datetime | None:
    """Return since when the person has a private calendar address, None without one."""
    return session.scalar(select(CalendarFeed.created_at).where(CalendarFeed.user_id == principal.user_id))


def principal_of_feed(session: Session, key_hash: str) -> Principal | None:
    """Return whose calendar address has this hash, None for none and for people who were deactivated."""
    user_id = session.scalar(select(CalendarFeed.user_id).where(CalendarFeed.key_hash == key_hash))
    return principal_of_user(session, user_id) if user_id is not None else None
