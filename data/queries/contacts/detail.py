"""One contact with everything that hangs on it, as far as the person may see it."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from data.queries.activities import of_contact
from data.queries.contacts.listing import added
from data.queries.contacts.papers import papers_of
from data.queries.reporting import Converter
from data.queries.trail import events_of
from data.schema.campaign import Campaign, CampaignMember
from data.schema.company import Company
from data.schema.contact import (
    CommercialCategory,
    Competitor,
    Contact,
    ContactAddress,
    ContactCompetitor,
    ContactOrigin,
    ContactPerson,
    ContactQuality,
    ContactType,
    Sector,
)
from data.schema.opportunity import Opportunity
from data.schema.people import Agent, User, Zone
from data.schema.pipeline import Stage
from data.scope import visible, visible_contacts
from domain.access import Permission, Principal
from domain.contact import AddressRow, ContactCampaign, ContactDetail, DealRow, DealSums, Fields, Names, PersonRow, Sum
from domain.detail import ActivityRow
from domain.errors import NotFound
from domain.money import weighted_minor
from domain.outcome import Outcome

SHOWN_DEALS: Final = 12
ENTITY: Final = "contact"


def contact_detail(session: Session, principal: Principal, contact_id: int, converter: Converter) -> ContactDetail:
    """Return everything about a contact; raise NotFound outside the person's companies, RateMissing."""
    row = session.execute(_query(principal, contact_id)).one_or_none()
    if row is None:
        raise NotFound
    contact: Contact = row.Contact
    competitors = _competitors(session, contact_id)
    activities = of_contact(session, principal, contact_id)
    return ContactDetail(
        fields=_fields(contact, tuple(id_ for id_, _ in competitors)),
        names=_names(row, tuple(name for _, name in competitors)),
        people=_people(session, contact_id),
        addresses=_addresses(session, contact_id),
        open_deals=_deals(session, principal, contact_id, Opportunity.outcome == Outcome.OPEN.value),
        past_deals=_deals(session, principal, contact_id, Opportunity.outcome != Outcome.OPEN.value),
        sums=_sums(session, principal, contact_id, converter),
        papers=papers_of(session, principal, contact_id),
        activities=activities,
        campaigns=_campaigns(session, contact_id),
        events=events_of(session, contact_id, ENTITY),
        contacted_at=_contacted(activities),
        changeable=principal.may(Permission.CHANGE_OPPORTUNITIES),
    )


def contact_currency(session: Session, principal: Principal, contact_id: int) -> str:
    """Return the currency in which one deals with a contact; raise NotFound outside the person's companies."""
    found = session.execute(_query(principal, contact_id)).one_or_none()
    if found is None:
        raise NotFound
    return str(found.currency)


def _query(principal: Principal, contact_id: int) -> Select[*tuple[Any, ...]]:
    parent = aliased(Contact)
    return (
        select(
            Contact,
            Company.name.label("company"),
            Company.time_zone,
            func.coalesce(Contact.currency_code, Company.currency_code).label("currency"),
            ContactType.description.label("type"),
            ContactQuality.stars,
            ContactQuality.description.label("quality"),
            ContactOrigin.description.label("origin"),
            Sector.description.label("sector"),
            CommercialCategory.description.label("category"),
            Agent.name.label("agent"),
            Zone.name.label("zone"),
            parent.id.label("parent_id"),
            parent.name.label("parent"),
        )
        .join(Company, Company.id == Contact.company_id)
        .outerjoin(ContactType, ContactType.id == Contact.contact_type_id)
        .outerjoin(ContactQuality, ContactQuality.id == Contact.quality_id)
        .outerjoin(ContactOrigin, ContactOrigin.id == Contact.origin_id)
        .outerjoin(Sector, Sector.id == Contact.sector_id)
        .outerjoin(CommercialCategory, CommercialCategory.id == Contact.commercial_category_id)
        .outerjoin(Agent, Agent.id == Contact.main_agent_id)
        .outerjoin(Zone, Zone.id == Contact.zone_id)
        .outerjoin(parent, parent.id == Contact.parent_contact_id)
        .where(Contact.id == contact_id, *visible_contacts(principal))
    )


def _fields(contact: Contact, competitor_ids: tuple[int, ...]) -> Fields:
    plain = {name: getattr(contact, name) for name in Fields.__slots__ if name != "competitor_ids"}
    return Fields(**plain, competitor_ids=competitor_ids)


def _names(row: Row[*tuple[Any, ...]], competitors: tuple[str, ...]) -> Names:
    return Names(
        **{name: getattr(row, name) for name in Names.__slots__ if name != "competitors"}, competitors=competitors
    )


def _competitors(session: Session, contact_id: int) -> list[tuple[int, str]]:
    query = (
        select(Competitor.id, Competitor.description)
        .join(ContactCompetitor, ContactCompetitor.competitor_id == Competitor.id)
        .where(ContactCompetitor.contact_id == contact_id)
        .order_by(Competitor.description, Competitor.id)
    )
    return [(id_, name) for id_, name in session.execute(query)]


def _people(session: Session, contact_id: int) -> tuple[PersonRow, ...]:
    person = ContactPerson
    query = select(person.id, person.name, person.position, person.email, person.phone)
    query = query.where(person.contact_id == contact_id).order_by(func.lower(person.name), person.id)
    return tuple(PersonRow(*row) for row in session.execute(query))


def _addresses(session: Session, contact_id: int) -> tuple[AddressRow, ...]:
    place = ContactAddress
    columns = place.id, place.kind, place.street, place.postal_code, place.city, place.province, place.country_code
    query = select(*columns).where(place.contact_id == contact_id).order_by(place.kind, place.id)
    return tuple(AddressRow(*row) for row in session.execute(query))


def _deals(
    session: Session, principal: Principal, contact_id: int, condition: ColumnElement[bool]
) -> tuple[DealRow, ...]:
    deal = Opportunity
    query = (
        select(
            deal.id, deal.number, deal.title, deal.outcome, Stage.name, Stage.colour, deal.stated_percent,
            deal.currency_code, deal.net_minor, deal.created_on, deal.expected_order_on, deal.closed_on,
            User.display_name,
        )
        .join(Stage, Stage.id == deal.stage_id)
        .join(User, User.id == deal.owner_id)
        .where(deal.contact_id == contact_id, condition, *visible(principal))
        .order_by(func.coalesce(deal.closed_on, deal.touched_on).desc(), deal.id.desc())
        .limit(SHOWN_DEALS)
    )  # fmt: skip
    return tuple(DealRow(*tuple(row)) for row in session.execute(query))


def _sums(session: Session, principal: Principal, contact_id: int, converter: Converter) -> DealSums:
    """Add up all opportunities that the person sees, shown or not."""
    query = (
        select(
            Opportunity.outcome, Opportunity.currency_code, func.count(), func.sum(Opportunity.net_minor),
            func.sum(Opportunity.net_minor * Opportunity.stated_percent),
        )
        .where(Opportunity.contact_id == contact_id, *visible(principal))
        .group_by(Opportunity.outcome, Opportunity.currency_code)
    )  # fmt: skip
    sums = {Outcome.OPEN: Sum(), Outcome.WON: Sum(), Outcome.LOST: Sum()}
    weighted = 0
    for outcome, currency, count, net, net_percent in session.execute(query):
        known = Outcome(outcome)
        if known in sums:
            sums[known] = added(sums[known], Sum(int(count), converter.minor(int(net), currency)))
        if known is Outcome.OPEN:
            weighted += converter.minor(weighted_minor(int(net_percent)), currency)
    return DealSums(
        converter.currency, sums[Outcome.OPEN], weighted, sums[Outcome.WON], sums[Outcome.LOST], converter.rates_on
    )


def _contacted(activities: tuple[ActivityRow, ...]) -> datetime | None:
    return max((row.done_at for row in activities if row.done_at), default=None)


def _campaigns(session: Session, contact_id: int) -> tuple[ContactCampaign, ...]:
    query = (
        select(Campaign.id, Campaign.name, Campaign.starts_on, CampaignMember.became_lead_on)
        .join(CampaignMember, CampaignMember.campaign_id == Campaign.id)
        .where(CampaignMember.contact_id == contact_id)
        .order_by(Campaign.starts_on.desc(), Campaign.id.desc())
    )
    return tuple(ContactCampaign(*row) for row in session.execute(query))
