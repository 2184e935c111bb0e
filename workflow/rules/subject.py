"""Subjects: what a rule acts on, an opportunity or a contact alone, with the people and the words that belong to it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.contact import Contact, ContactPerson
from data.schema.opportunity import Opportunity
from data.schema.people import Agent, Team, User, UserTeam
from data.schema.pipeline import Stage
from domain import access
from domain.money import exponent
from domain.rules.actions import Role, Who
from domain.rules.conditions import Ask
from domain.rules.errors import NobodyThere, NoMailAddress

MOST_LEVELS: Final = 20
THIN: Final = "\u202f"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule acts on; a contact that joined a campaign has no opportunity."""

    company_id: int
    opportunity: Opportunity | None
    contact_id: int | None

    @property
    def opportunity_id(self) -> int | None:
        """The opportunity's id."""
        return self.opportunity.id if self.opportunity else None

    @property
    def ask(self) -> Ask:
        """Return the value of a column, as conditions ask for it; without an opportunity nothing is known."""
        return partial(getattr, self.opportunity) if self.opportunity else lambda _name: None


def of_opportunity(opportunity: Opportunity) -> Subject:
    """Return an opportunity as what a rule acts on."""
    return Subject(opportunity.company_id, opportunity, opportunity.contact_id)


def person(session: Session, subject: Subject, who: Who) -> int:
    """Return the user that is meant. Raises NobodyThere."""
    if who.user_id is not None:
        return who.user_id
    found = {Role.OWNER: _owner, Role.AGENT: _agent, Role.MANAGER: _manager}[who.role or Role.OWNER](session, subject)
    if found is None:
        raise NobodyThere(who=(who.role or Role.OWNER).value)
    return found


def _owner(session: Session, subject: Subject) -> int | None:
    return subject.opportunity.owner_id if subject.opportunity else _agent(session, subject)


def _agent(session: Session, subject: Subject) -> int | None:
    agent = _main_agent(session, subject)
    return agent.user_id if agent else None


def _main_agent(session: Session, subject: Subject) -> Agent | None:
    if subject.opportunity is not None:
        agent_id = subject.opportunity.main_agent_id
    else:
        contact = session.get(Contact, subject.contact_id) if subject.contact_id else None
        agent_id = contact.main_agent_id if contact else None
    return session.get(Agent, agent_id) if agent_id else None


def _manager(session: Session, subject: Subject) -> int | None:
    """Return the manager of the opportunity's team or of one above it, else the superior of its agent."""
    team_id = subject.opportunity.team_id if subject.opportunity else None
    for _level in range(MOST_LEVELS):
        if team_id is None:
            break
        query = (
            select(User.id)
            .join(UserTeam, UserTeam.user_id == User.id)
            .where(UserTeam.team_id == team_id, User.active, User.role == access.Role.SALES_MANAGER.value)
            .order_by(User.id)
            .limit(1)
        )
        if found := session.scalar(query):
            return found
        team_id = session.scalar(select(Team.parent_id).where(Team.id == team_id))
    agent = _main_agent(session, subject)
    above = session.get(Agent, agent.manager_agent_id) if agent and agent.manager_agent_id else None
    return above.user_id if above else None


def address(session: Session, subject: Subject) -> str:
    """Return the mail address to write to: that of the person in charge there, else the contact's. Raises NoMailAddress."""
    deal = subject.opportunity
    there = session.get(ContactPerson, deal.contact_person_id) if deal and deal.contact_person_id else None
    contact = session.get(Contact, subject.contact_id) if subject.contact_id else None
    found = (there.email if there else None) or (contact.email if contact else None)
    if not found:
        raise NoMailAddress
    return found


def words(session: Session, subject: Subject) -> dict[str, str]:
    """Return what fills the placeholders of a text; a dash stands for what is not known."""
    deal = subject.opportunity
    contact = session.get(Contact, subject.contact_id) if subject.contact_id else None
    owner = session.get(User, deal.owner_id) if deal else None
    stage = session.get(Stage, deal.stage_id) if deal else None
    company = session.get(Company, subject.company_id)
    known = {
        "title": deal.title if deal else None,
        "number": deal.number if deal else None,
        "contact": contact.name if contact else None,
        "owner": owner.display_name if owner else None,
        "stage": stage.name if stage else None,
        "amount": _amount(deal.net_minor, deal.currency_code) if deal else None,
        "company": company.name if company else None,
    }
    return {name: value or "–" for name, value in known.items()}


def _amount(minor: int, currency: str) -> str:
    """Write an amount as every language reads it: thin spaces between thousands, decimals only where there are some."""
    digits = exponent(currency)
    amount = Decimal(minor).scaleb(-digits)
    shown = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.{digits}f}"
    return f"{shown.replace(',', THIN)} {currency}"
