"""Candidates: with which other opportunities one can be merged, the likeliest first."""

from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import Session, aliased

from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.scope import visible
from domain.access import Permission, Principal
from domain.errors import NotFound
from domain.outcome import Outcome

OFFERED = 30
READ = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another opportunity, amount in its currency."""

    id: int
    number: str
    title: str
    contact: str | None
    currency: str
    net_minor: int
    same_contact: bool


def candidates(session: Session, principal: Principal, opportunity_id: int) -> tuple[Candidate, ...]:
    """Return open opportunities of the same company and currency that the person may change, same contact first.

    Raises NotFound outside the person's scope.
    """
    own = session.scalars(
        select(Opportunity).where(Opportunity.id == opportunity_id, *visible(principal))
    ).one_or_none()
    if own is None:
        raise NotFound
    contact = aliased(Contact)
    same = case((Opportunity.contact_id == own.contact_id, 0), else_=1)
    mine = case((Opportunity.owner_id == own.owner_id, 0), else_=1)
    query = (
        select(Opportunity, contact.name)
        .outerjoin(contact, contact.id == Opportunity.contact_id)
        .where(
            *visible(principal),
            Opportunity.id != own.id,
            Opportunity.outcome == Outcome.OPEN.value,
            Opportunity.company_id == own.company_id,
            Opportunity.currency_code == own.currency_code,
        )
        .order_by(same, mine, Opportunity.created_on.desc(), Opportunity.id.desc())
        .limit(READ)
    )
    found = [
        Candidate(
            record.id, record.number, record.title, name, record.currency_code, record.net_minor,
            record.contact_id is not None and record.contact_id == own.contact_id,
        )
        for record, name in session.execute(query)
        if _may_change(principal, record)
    ]  # fmt: skip
    return tuple(found[:OFFERED])


def _may_change(principal: Principal, record: Opportunity) -> bool:
    return principal.may(Permission.CHANGE_OPPORTUNITIES) and principal.reaches(
        company_id=record.company_id, team_id=record.team_id, owner_id=record.owner_id, changing=True
    )
