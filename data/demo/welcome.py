"""What the demo's people find when they sign in: saved views and unread notices."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from data.demo.people import OFFERED, PEOPLE
from data.schema.contact import Contact
from data.schema.notice import Notification
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.schema.view import SavedView
from domain.access import Role
from domain.errors import sentence
from domain.outcome import Outcome
from domain.staleness import STALE_AFTER_DAYS

BOARD: Final = "/progress-board"
WON: Final = sentence("Won by {owner}: {contact}, “{title}”.")
IDLE: Final = sentence("No activity for {days} days: {contact}, “{title}”.")
LATE: Final = sentence("The expected order date of “{title}” ({contact}) has passed.")
VIEWS: Final = (  # login, name, query, shared, pinned
    ("chiara.moretti", "Germany, 50 % and up", "company=3&p=50-100", True, True),
    ("chiara.moretti", "Closing this quarter", "period=this-quarter", True, True),
    ("carla.marin", "Closing this quarter", "period=this-quarter", False, True),
    ("davide.fontana", "Closing this quarter", "period=this-quarter", False, True),
    ("giulia.ferrero", "Nearly certain", "p=75-100", False, True),
)


def greet(session: Session, now: datetime) -> None:
    """Write saved views and notices for the people that the demo offers; `now` is the day's beginning, in UTC."""
    users = {user.login: user for user in session.scalars(select(User))}
    session.add_all(
        SavedView(
            user_id=users[login].id, page=BOARD, name=name, query=query, shared=shared, pinned=pinned,
            created_at=now, updated_at=now,
        )
        for login, name, query, shared, pinned in VIEWS
    )  # fmt: skip
    for person in PEOPLE:
        if person.login in OFFERED and person.role is not Role.ADMINISTRATOR:
            mine = person.role is Role.SALES_PERSON
            session.add_all(_notices(session, users[person.login], person.companies, now, mine=mine))


def _notices(
    session: Session, user: User, companies: tuple[int, ...], now: datetime, *, mine: bool
) -> list[Notification]:
    query = (
        select(Opportunity, Contact.name, User.display_name)
        .join(Contact, Contact.id == Opportunity.contact_id)
        .join(User, User.id == Opportunity.owner_id)
        .where(Opportunity.owner_id == user.id if mine else Opportunity.company_id.in_(companies))
        .limit(2)
    )
    still_open = query.where(Opportunity.outcome == Outcome.OPEN, Opportunity.net_minor > 0)
    today = now.date()
    stale_on = today - timedelta(days=STALE_AFTER_DAYS)
    kinds: tuple[tuple[str, str, Select[Opportunity, str, str]], ...] = (
        (WON, "success", query.where(Opportunity.outcome == Outcome.WON).order_by(Opportunity.closed_on.desc(), Opportunity.id)),
        (IDLE, "warning", still_open.where(Opportunity.touched_on < stale_on).order_by(Opportunity.touched_on.desc(), Opportunity.id)),
        (LATE, "danger", still_open.where(Opportunity.expected_order_on < today).order_by(Opportunity.expected_order_on.desc(), Opportunity.id)),
    )  # fmt: skip
    found = [(template, severity, row) for template, severity, statement in kinds for row in session.execute(statement)]
    return [
        Notification(
            user_id=user.id,
            opportunity_id=opportunity.id,
            key=f"demo:{user.login}:{place}",
            template=template,
            params={
                "contact": contact,
                "owner": owner,
                "title": opportunity.title,
                "days": (today - opportunity.touched_on).days,
            },
            severity=severity,
            created_at=now - timedelta(minutes=25 + 190 * place),
            read_at=now - timedelta(minutes=20) if place > 3 else None,
        )
        for place, (template, severity, (opportunity, contact, owner)) in enumerate(found)
    ]
