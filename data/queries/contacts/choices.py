"""What can be chosen for a contact: the rows of the lists that are in use, by the field that takes them."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.schema.company import Company, Currency
from data.schema.contact import (
    CommercialCategory,
    Competitor,
    Contact,
    ContactOrigin,
    ContactQuality,
    ContactType,
    Sector,
)
from data.schema.people import Agent, Zone
from data.scope import visible_contacts
from domain.access import Principal
from domain.contact_page import Choices, Options

LISTS: Final[Mapping[str, Any]] = {
    "contact_type_id": ContactType, "origin_id": ContactOrigin, "sector_id": Sector,
    "commercial_category_id": CommercialCategory, "quality_id": ContactQuality, "competitor_ids": Competitor,
    "zone_id": Zone,
}  # fmt: skip


def choices_of(session: Session, principal: Principal) -> Choices:
    """Return what can be chosen; an agent comes with its company."""
    companies = sorted(principal.company_ids)
    agents = select(Agent.id, Agent.company_id, Agent.name).where(
        Agent.company_id.in_(companies), Agent.active_to_on.is_(None)
    )
    countries = select(Contact.country_code).where(*visible_contacts(principal), Contact.country_code.is_not(None))
    named = select(Company.id, Company.name).where(Company.id.in_(companies)).order_by(Company.name, Company.id)
    return Choices(
        lists={field: _options(session, entity) for field, entity in LISTS.items()},
        agents=[(id_, company, name) for id_, company, name in session.execute(agents.order_by(Agent.name, Agent.id))],
        companies=[(id_, name) for id_, name in session.execute(named)],
        currencies=list(session.scalars(select(Currency.code).order_by(Currency.code))),
        countries=sorted(code for code in session.scalars(countries.distinct()) if code),
    )


def _options(session: Session, entity: Any) -> Options:
    words: InstrumentedAttribute[str] = entity.name if entity is Zone else entity.description
    order = (
        (entity.stars.desc(),)
        if entity is ContactQuality
        else (entity.sort_order,)
        if hasattr(entity, "sort_order")
        else ()
    )
    query = select(entity.id, words).where(entity.active).order_by(*order, words, entity.id)
    return [(id_, text) for id_, text in session.execute(query)]
