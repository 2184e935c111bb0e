"""One opportunity with everything that hangs on it, as its page shows it."""

from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from data.queries import files
from data.queries.activities import of_opportunity
from data.queries.documents import chain_of
from data.queries.forecasting.chances import chance_of
from data.queries.pauses import Pause, pauses_of
from data.queries.preferences import follows
from data.queries.stays import stays_of, steps_of
from data.queries.trail import events_of, tasks_of
from data.schema.campaign import Campaign
from data.schema.company import Company
from data.schema.contact import Competitor, Contact, ContactOrigin, ContactPerson, ContactQuality, ContactType
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.people import Agent, Team, User
from data.schema.pipeline import ClosingReason, OpportunityType, Pipeline, Probability, Stage
from data.schema.product import ProductFamily
from data.scope import visible
from domain.access import Permission, Principal
from domain.detail import ContactCard, Detail, Header, Line
from domain.errors import NotFound
from domain.money import weighted_minor
from domain.staleness import idle_days


def detail(session: Session, principal: Principal, opportunity_id: int, *, today: date) -> Detail:
    """Return everything about an opportunity; raise NotFound outside the person's scope."""
    row = session.execute(_query(principal, opportunity_id)).one_or_none()
    if row is None:
        raise NotFound
    opportunity: Opportunity = row.Opportunity
    stays = stays_of(session, opportunity_id, today)
    return Detail(
        header=_header(row, principal, today, pauses_of(session, [opportunity_id], today).get(opportunity_id)),
        contact=_contact(session, opportunity),
        lines=_lines(session, opportunity_id),
        steps=steps_of(session, principal, opportunity, stays),
        stays=stays,
        tasks=tasks_of(session, opportunity),
        chain=chain_of(session, opportunity_id),
        activities=of_opportunity(session, principal, opportunity_id),
        events=events_of(session, opportunity_id),
        reader_zone=principal.time_zone,
        file_count=files.count_of(session, opportunity_id),
        follows=follows(session, principal, "opportunity", opportunity_id),
        chance=chance_of(session, principal, opportunity_id),
    )


def heading(session: Session, principal: Principal, opportunity_id: int) -> str:
    """Return contact and title of an opportunity in one line; raise NotFound outside the person's scope."""
    query = (
        select(Contact.name, Opportunity.title)
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
        .where(Opportunity.id == opportunity_id, *visible(principal))
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return ", ".join(filter(None, row))


def _query(principal: Principal, opportunity_id: int) -> Select[*tuple[Any, ...]]:
    owner = aliased(User)
    return (
        select(
            Opportunity,
            Company.name.label("company"),
            Company.time_zone,
            OpportunityType.description.label("type"),
            Pipeline.description.label("pipeline"),
            Stage.name.label("stage"),
            Stage.colour,
            Probability.description.label("probability"),
            owner.display_name.label("owner"),
            Team.name.label("team"),
            Agent.name.label("main_agent"),
            ClosingReason.description.label("closing_reason"),
            ContactOrigin.description.label("origin"),
            Campaign.name.label("campaign"),
            Competitor.description.label("competitor"),
        )
        .join(Company, Company.id == Opportunity.company_id)
        .join(OpportunityType, OpportunityType.id == Opportunity.opportunity_type_id)
        .join(Pipeline, Pipeline.id == Opportunity.pipeline_id)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .join(Probability, Probability.id == Opportunity.probability_id)
        .join(owner, owner.id == Opportunity.owner_id)
        .outerjoin(Team, Team.id == Opportunity.team_id)
        .outerjoin(Agent, Agent.id == Opportunity.main_agent_id)
        .outerjoin(ClosingReason, ClosingReason.id == Opportunity.closing_reason_id)
        .outerjoin(ContactOrigin, ContactOrigin.id == Opportunity.origin_id)
        .outerjoin(Campaign, Campaign.id == Opportunity.campaign_id)
        .outerjoin(Competitor, Competitor.id == Opportunity.competitor_id)
        .where(Opportunity.id == opportunity_id, *visible(principal))
    )


def _header(row: Row[*tuple[Any, ...]], principal: Principal, today: date, pause: Pause | None) -> Header:
    record: Opportunity = row.Opportunity
    named = {name: getattr(row, name) for name in row._fields if name != "Opportunity"}
    plain = {
        name: getattr(record, name)
        for name in Header.__slots__
        if name not in named and name in Opportunity.__mapper__.column_attrs
    }
    return Header(
        **named,
        **plain,
        currency=record.currency_code,
        weighted_minor=weighted_minor(record.net_minor * record.stated_percent),
        idle_days=idle_days(record.last_activity_on, record.created_on, record.closed_on or today),
        age_days=max(((record.closed_on or today) - record.created_on).days, 0),
        changeable=principal.may(Permission.CHANGE_OPPORTUNITIES)
        and principal.reaches(
            company_id=record.company_id, team_id=record.team_id, owner_id=record.owner_id, changing=True
        ),
        paused_until_on=pause.until_on if pause else None,
        paused_because=pause.because if pause else None,
    )


def _lines(session: Session, opportunity_id: int) -> tuple[Line, ...]:
    line = OpportunityLine
    query = (
        select(
            line.line_no, ProductFamily.description, line.description, line.gross_minor, line.discount_minor,
            line.net_minor, line.expected_revenue_minor, line.expected_order_on, line.expected_delivery_on,
            line.expected_invoice_on, line.closed_on, line.note,
        )
        .outerjoin(ProductFamily, ProductFamily.id == line.product_family_id)
        .where(line.opportunity_id == opportunity_id)
        .order_by(line.line_no, line.id)
    )  # fmt: skip
    return tuple(Line(*tuple(row)) for row in session.execute(query))


def _contact(session: Session, opportunity: Opportunity) -> ContactCard | None:
    """Return the contact; the quality judged for this opportunity goes before the contact's own."""
    quality_id = ContactQuality.id == (opportunity.contact_quality_id or Contact.quality_id)
    query = (
        select(
            Contact.id, Contact.name, ContactType.description, ContactQuality.stars,
            ContactQuality.description.label("quality"), Contact.street, Contact.postal_code, Contact.city,
            Contact.country_code, Contact.phone, Contact.email, Contact.website,
            ContactPerson.name.label("person"), ContactPerson.position, ContactPerson.email.label("person_email"),
            ContactPerson.phone.label("person_phone"),
        )
        .outerjoin(ContactType, ContactType.id == Contact.contact_type_id)
        .outerjoin(ContactQuality, quality_id)
        .outerjoin(ContactPerson, ContactPerson.id == opportunity.contact_person_id)
        .where(Contact.id == opportunity.contact_id)
    )  # fmt: skip
    row = session.execute(query).one_or_none()
    return ContactCard(*tuple(row)) if row else None
