"""What the form of an opportunity begins with: the values of its fields, and what each of them can be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.queries.diary import doers
from data.schema.campaign import Campaign
from data.schema.company import Company, Currency
from data.schema.contact import Competitor, Contact, ContactOrigin, ContactPerson, ContactQuality
from data.schema.opportunity import Opportunity, OpportunityCompetitor
from data.schema.people import Agent, Team, User
from data.schema.pipeline import OpportunityType, Pipeline, Probability
from data.schema.product import ProductFamily
from data.scope import visible, visible_contacts
from data.text_search import matching_contacts
from domain.access import Principal
from domain.errors import NotFound
from domain.filter import LONGEST_TEXT

COMPETITORS: Final = "competitor_ids"
COLUMNS: Final = (
    "title", "opportunity_type_id", "pipeline_id", "contact_id", "contact_person_id", "main_agent_id", "currency_code",
    "gross_minor", "discount_minor", "probability_id", "contact_quality_id", "expected_margin_minor",
    "expected_order_on", "expected_delivery_on", "expected_invoice_on", "description", "owner_id", "team_id",
    "campaign_id", "origin_id", "closing_note",
)  # fmt: skip
MOST_CONTACTS: Final = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a field can have."""

    id: int | str
    name: str


Choices = tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """An opportunity to edit: values and choices by field; amounts in minor units of `currency`."""

    id: int
    title: str
    currency: str
    outcome: str
    from_lines: bool
    values: Mapping[str, Any]
    choices: Mapping[str, Choices]


def form(session: Session, principal: Principal, opportunity_id: int) -> Form:
    """Return the form of an opportunity; raise NotFound outside the person's scope."""
    query = select(Opportunity).where(Opportunity.id == opportunity_id, *visible(principal))
    record = session.scalars(query).one_or_none()
    if record is None:
        raise NotFound
    values = {name: getattr(record, name) for name in COLUMNS} | {COMPETITORS: _competitors(session, record)}
    return Form(
        id=record.id,
        title=record.title,
        currency=record.currency_code,
        outcome=record.outcome,
        from_lines=record.amounts_from_lines,
        values=values,
        choices=_choices(session, record),
    )


def contacts(session: Session, principal: Principal, company_id: int, text: str) -> Choices:
    """Return the first contacts of a company that hold every word of `text`."""
    wanted = " ".join(text.replace("\x00", " ").split())[:LONGEST_TEXT]
    found = [matching_contacts(session.get_bind().dialect.name, wanted)] if wanted else []
    query = (
        select(Contact.id, Contact.name, Contact.city)
        .where(*visible_contacts(principal), Contact.company_id == company_id, *found)
        .order_by(Contact.name, Contact.id)
        .limit(MOST_CONTACTS)
    )
    return tuple(Choice(row.id, ", ".join(filter(None, (row.name, row.city)))) for row in session.execute(query))


def contacts_for(session: Session, principal: Principal, opportunity_id: int, text: str) -> Choices:
    """Return the contacts that an opportunity could be with; raise NotFound outside the person's scope."""
    query = select(Opportunity.company_id).where(Opportunity.id == opportunity_id, *visible(principal))
    company_id = session.scalar(query)
    if company_id is None:
        raise NotFound
    return contacts(session, principal, company_id, text)


def people(session: Session, principal: Principal, contact_id: int) -> Choices:
    """Return the people at a contact that the person sees."""
    query = (
        select(ContactPerson.id, ContactPerson.name)
        .join(Contact, Contact.id == ContactPerson.contact_id)
        .where(*visible_contacts(principal), Contact.id == contact_id)
        .order_by(ContactPerson.name, ContactPerson.id)
    )
    return tuple(Choice(*row) for row in session.execute(query))


def families(session: Session) -> Choices:
    """Return the product families by name."""
    query = select(ProductFamily.id, ProductFamily.description)
    return tuple(Choice(*row) for row in session.execute(query.order_by(ProductFamily.description, ProductFamily.id)))


def name_of_user(session: Session, user_id: int | None) -> str | None:
    """Return a person's name."""
    return session.scalar(select(User.display_name).where(User.id == user_id))


def _choices(session: Session, record: Opportunity) -> dict[str, Choices]:
    company = record.company_id
    lists: dict[str, Choices] = {
        "opportunity_type_id": _listed(
            session, OpportunityType, OpportunityType.description, record.opportunity_type_id
        ),
        "pipeline_id": _listed(session, Pipeline, Pipeline.description, record.pipeline_id),
        "contact_quality_id": _listed(session, ContactQuality, ContactQuality.description, record.contact_quality_id),
        "origin_id": _listed(session, ContactOrigin, ContactOrigin.description, record.origin_id),
        "team_id": _named(
            session, Team.id, Team.name, Team.company_id == company, or_(Team.active, Team.id == record.team_id)
        ),
        "main_agent_id": _named(session, Agent.id, Agent.name, Agent.company_id == company),
        "campaign_id": _named(session, Campaign.id, Campaign.name, Campaign.company_id == company),
        COMPETITORS: _named(session, Competitor.id, Competitor.description),
        "probability_id": _probabilities(session, record),
        "owner_id": _owners(session, record),
        "currency_code": tuple(
            Choice(code, code) for code in session.scalars(select(Currency.code).order_by(Currency.code))
        ),
        "contact_id": _named(session, Contact.id, Contact.name, Contact.id == record.contact_id),
        "contact_person_id": _named(
            session, ContactPerson.id, ContactPerson.name, ContactPerson.contact_id == record.contact_id
        ),
    }
    return lists


def _listed(session: Session, entity: Any, name: InstrumentedAttribute[str], present: int | None) -> Choices:
    """Return what a list offers in its order, and the present value though it may be retired."""
    query = select(entity.id, name).where(or_(entity.active, entity.id == present))
    return tuple(Choice(*row) for row in session.execute(query.order_by(entity.sort_order, entity.id)))


def _named(
    session: Session, id_: InstrumentedAttribute[int], name: InstrumentedAttribute[str], *wanted: ColumnElement[bool]
) -> Choices:
    return tuple(Choice(*row) for row in session.execute(select(id_, name).where(*wanted).order_by(name, id_)))


def _probabilities(session: Session, record: Opportunity) -> Choices:
    """Return the rows of the probability table but those that stand for won and lost."""
    closing = {
        id_
        for row in session.execute(select(Company.won_probability_id, Company.lost_probability_id))
        for id_ in row
        if id_
    }
    offered = Probability.active & Probability.id.not_in(sorted(closing))
    query = (
        select(Probability.id, Probability.description, Probability.percent)
        .where(or_(offered, Probability.id == record.probability_id))
        .order_by(Probability.percent, Probability.sort_order, Probability.id)
    )
    return tuple(
        Choice(row.id, row.description if "%" in row.description else f"{row.description} ({row.percent}\u00a0%)")
        for row in session.execute(query)
    )


def _owners(session: Session, record: Opportunity) -> Choices:
    """Return the people who can own an opportunity of this company, and the one who does."""
    ids = {record.owner_id, *(each.id for each in doers(session, record.company_id))}
    return _named(session, User.id, User.display_name, User.id.in_(sorted(ids)))


def _competitors(session: Session, record: Opportunity) -> tuple[int, ...]:
    query = select(OpportunityCompetitor.competitor_id).where(OpportunityCompetitor.opportunity_id == record.id)
    further = sorted(set(session.scalars(query)) - {record.competitor_id})
    return (record.competitor_id, *further) if record.competitor_id else tuple(further)
