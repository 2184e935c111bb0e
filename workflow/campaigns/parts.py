"""Costs and members of a campaign: added, changed and removed, as one change of the campaign each."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.schema.campaign import CampaignCost, CampaignMember
from data.schema.contact import Contact
from domain.access import Principal
from domain.errors import CannotUndo, DayNeeded, MemberAlready, NameNeeded, NegativeBudget, NotFound
from workflow.campaigns.change import Act, Change, Target, begun, write
from workflow.journal import from_plain

COSTS: Final = "costs"
MEMBERS: Final = "members"
LONGEST: Final = 200
Rows = list[dict[str, Any]]


def save_cost(
    session: Session,
    principal: Principal,
    target: Target,
    cost_id: int | None,
    *,
    spent_on: date | None,
    description: str,
    amount_minor: int,
    now: datetime,
) -> Change:
    """Add a cost, or change one; raise DayNeeded, NameNeeded, NegativeBudget, NotFound, NotPermitted, Conflict."""
    words = " ".join(description.split())
    if spent_on is None:
        raise DayNeeded
    if not 0 < len(words) <= LONGEST:
        raise NameNeeded(length=LONGEST)
    if amount_minor < 0:
        raise NegativeBudget
    values = {"spent_on": spent_on, "description": words, "amount_minor": amount_minor}

    def change(act: Act) -> None:
        if cost_id is None:
            session.add(CampaignCost(campaign_id=act.campaign.id, **values))
            return
        cost = _cost(session, act, cost_id)
        for name, value in values.items():
            setattr(cost, name, value)

    return _told(session, principal, target, COSTS, change, now)


def drop_cost(session: Session, principal: Principal, target: Target, cost_id: int, *, now: datetime) -> Change:
    """Remove a cost."""
    return _told(session, principal, target, COSTS, lambda act: session.delete(_cost(session, act, cost_id)), now)


def save_member(
    session: Session,
    principal: Principal,
    target: Target,
    contact_id: int,
    became_lead_on: date | None,
    *,
    new: bool,
    now: datetime,
) -> Change:
    """Add a contact of the company to those addressed, or say when it became a lead; raise MemberAlready, NotFound."""

    def change(act: Act) -> None:
        contact = session.get(Contact, contact_id)
        if contact is None or contact.company_id != act.campaign.company_id:
            raise NotFound
        member = session.get(CampaignMember, (act.campaign.id, contact_id))
        if new and member is not None:
            raise MemberAlready(name=contact.name)
        if member is None and not new:
            raise NotFound
        session.merge(CampaignMember(campaign_id=act.campaign.id, contact_id=contact_id, became_lead_on=became_lead_on))

    return _told(session, principal, target, MEMBERS, change, now)


def drop_member(session: Session, principal: Principal, target: Target, contact_id: int, *, now: datetime) -> Change:
    """Take a contact from those addressed."""

    def change(act: Act) -> None:
        member = session.get(CampaignMember, (act.campaign.id, contact_id))
        if member is None:
            raise NotFound
        session.delete(member)

    return _told(session, principal, target, MEMBERS, change, now)


def rows_of(session: Session, what: str, campaign_id: int) -> Rows:
    """Return costs or members as the log keeps them."""
    if what == COSTS:
        cost = CampaignCost
        query = select(cost.id, cost.spent_on, cost.description, cost.amount_minor).where(
            cost.campaign_id == campaign_id
        )
        return [
            {"id": id_, "spent_on": on.isoformat(), "description": words, "amount_minor": minor}
            for id_, on, words, minor in session.execute(query.order_by(cost.id))
        ]
    member = CampaignMember
    found = select(member.contact_id, member.became_lead_on).where(member.campaign_id == campaign_id)
    return [
        {"contact_id": id_, "became_lead_on": on.isoformat() if on else None}
        for id_, on in session.execute(found.order_by(member.contact_id))
    ]


def put_rows(session: Session, what: str, campaign_id: int, rows: Rows) -> None:
    """Let a campaign have exactly these costs or members; raise CannotUndo when a contact has been merged away."""
    contacts = [row["contact_id"] for row in rows if what == MEMBERS]
    if len(session.scalars(select(Contact.id).where(Contact.id.in_(contacts))).all()) < len(contacts):
        raise CannotUndo
    entity: Any = CampaignCost if what == COSTS else CampaignMember
    session.execute(delete(entity).where(entity.campaign_id == campaign_id))
    session.expire_all()
    for row in rows:
        session.add(entity(campaign_id=campaign_id, **{name: from_plain(name, value) for name, value in row.items()}))
    session.flush()


def _cost(session: Session, act: Act, cost_id: int) -> CampaignCost:
    cost = session.get(CampaignCost, cost_id)
    if cost is None or cost.campaign_id != act.campaign.id:
        raise NotFound
    return cost


def _told(
    session: Session, principal: Principal, target: Target, what: str, change: Callable[[Act], None], now: datetime
) -> Change:
    """Make the change and tell which rows differ: only those, since a campaign may have thousands of members."""
    act, done = begun(session, principal, target, now)
    if done:
        return done
    before = rows_of(session, what, act.campaign.id)
    change(act)
    session.flush()
    after = rows_of(session, what, act.campaign.id)
    gone = [row for row in before if row not in after]
    come = [row for row in after if row not in before]
    if not gone and not come:
        return write(session, act, what, {})
    return write(session, act, what, {}, ({what: gone}, {what: come}))
