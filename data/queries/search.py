"""Search: opportunities and contacts that hold every word, for the box that is always at hand."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.pipeline import Stage
from data.scope import visible, visible_contacts
from data.text_search import matching_contacts, matching_opportunities
from domain.access import Principal
from domain.filter import LONGEST_TEXT
from domain.outcome import Outcome


@dataclass(frozen=True, slots=True)
class OpportunityHit:
    """An opportunity found; the amount in minor units of its own currency."""

    id: int
    number: str
    title: str
    contact: str | None
    outcome: str
    percent: int
    net_minor: int
    currency: str
    stage_id: int
    colour: str


@dataclass(frozen=True, slots=True)
class ContactHit:
    """A contact found, with how many open opportunities of it the person sees."""

    id: int
    name: str
    city: str | None
    country_code: str | None
    open_count: int


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, the best first."""

    opportunities: tuple[OpportunityHit, ...] = ()
    contacts: tuple[ContactHit, ...] = ()


def find(session: Session, principal: Principal, text: str, limit: int = 8) -> Hits:
    """Return up to `limit` opportunities and contacts that the person sees and that hold every word of `text`."""
    wanted = " ".join(text.replace("\x00", " ").split())[:LONGEST_TEXT]
    if not wanted:
        return Hits()
    return Hits(_opportunities(session, principal, wanted, limit), _contacts(session, principal, wanted, limit))


def _opportunities(session: Session, principal: Principal, text: str, limit: int) -> tuple[OpportunityHit, ...]:
    exact = case((func.lower(Opportunity.number) == text.lower(), 0), else_=1)
    closed = case((Opportunity.outcome == Outcome.OPEN.value, 0), else_=1)
    query = (
        select(
            Opportunity.id, Opportunity.number, Opportunity.title, Contact.name, Opportunity.outcome,
            Opportunity.stated_percent, Opportunity.net_minor, Opportunity.currency_code, Opportunity.stage_id,
            Stage.colour,
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
        .where(*visible(principal), matching_opportunities(_dialect(session), text))
        .order_by(exact, closed, Opportunity.touched_on.desc(), Opportunity.id.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(OpportunityHit(*tuple(row)) for row in session.execute(query))


def _contacts(session: Session, principal: Principal, text: str, limit: int) -> tuple[ContactHit, ...]:
    open_count = (
        select(func.count())
        .where(
            Opportunity.contact_id == Contact.id,
            Opportunity.outcome == Outcome.OPEN.value,
            *visible(principal),
        )
        .scalar_subquery()
    )
    query = (
        select(Contact.id, Contact.name, Contact.city, Contact.country_code, open_count)
        .where(*visible_contacts(principal), matching_contacts(_dialect(session), text))
        .order_by(Contact.name, Contact.id)
        .limit(limit)
    )
    return tuple(ContactHit(*row) for row in session.execute(query))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
