"""What stands in the database already: the company, the source's keys, codes of lists, numbers in use."""

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.activity import ActivityType
from data.schema.company import Company, Currency, SourceSystem
from data.schema.contact import (
    CommercialCategory,
    Competitor,
    Contact,
    ContactOrigin,
    ContactQuality,
    ContactType,
    Sector,
)
from data.schema.importing import ExternalRef
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity
from data.schema.pipeline import ClosingReason, OpportunityType
from data.schema.sales import SalesOrder

# Records that carry their source key themselves.
BUSINESS: Final[dict[str, Any]] = {
    "contact": Contact, "opportunity": Opportunity, "order": SalesOrder, "invoice": Invoice,
}  # fmt: skip
LISTS: Final[dict[str, Any]] = {
    "contact_type": ContactType, "contact_origin": ContactOrigin, "sector": Sector,
    "commercial_category": CommercialCategory, "contact_quality": ContactQuality, "competitor": Competitor,
    "opportunity_type": OpportunityType, "closing_reason": ClosingReason, "activity_type": ActivityType,
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A picture of the database for one profile and company; ids are None for what is still to be made."""

    company_id: int | None = None
    source_system_id: int | None = None
    keys: dict[str, dict[str, int]] = field(default_factory=dict)  # entity → source key → id
    codes: dict[str, dict[str, int]] = field(default_factory=dict)  # list → code → id
    numbers: dict[str, dict[str, str | None]] = field(default_factory=dict)  # entity → number → source key
    currencies: frozenset[str] = frozenset()


def source_code(profile: str, company: str) -> str:
    """Return the code of the source system: the same profile for another company is another source."""
    return f"{profile[:19]}@{company}"


def standing(session: Session, profile: str, company_code: str) -> Standing:
    """Read what stands."""
    company_id = session.scalars(select(Company.id).where(Company.code == company_code)).one_or_none()
    code = source_code(profile, company_code)
    source_id = session.scalars(select(SourceSystem.id).where(SourceSystem.code == code)).one_or_none()
    return Standing(
        company_id=company_id,
        source_system_id=source_id,
        keys=_keys(session, source_id) if source_id else {},
        codes={table: dict(_pairs(session, select(model.code, model.id))) for table, model in LISTS.items()},
        numbers=_numbers(session, source_id, company_id) if company_id else {},
        currencies=frozenset(session.scalars(select(Currency.code))),
    )


def _keys(session: Session, source_system_id: int) -> dict[str, dict[str, int]]:
    keys: dict[str, dict[str, int]] = {
        entity: dict(
            _pairs(session, select(model.source_id, model.id).where(model.source_system_id == source_system_id))
        )
        for entity, model in BUSINESS.items()
    }
    refs = select(ExternalRef.entity, ExternalRef.source_id, ExternalRef.entity_id)
    for entity, source_id, entity_id in session.execute(refs.where(ExternalRef.source_system_id == source_system_id)):
        keys.setdefault(entity, {})[source_id] = entity_id
    return keys


def _numbers(session: Session, source_system_id: int | None, company_id: int) -> dict[str, dict[str, str | None]]:
    """Return the numbers in use; None for a record that does not come from this source."""
    taken: dict[str, dict[str, str | None]] = {}
    for entity in ("opportunity", "order", "invoice"):
        model = BUSINESS[entity]
        query = select(model.number, model.source_id, model.source_system_id).where(model.company_id == company_id)
        taken[entity] = {
            number: source_id if system == source_system_id and system is not None else None
            for number, source_id, system in session.execute(query)
        }
    return taken


def _pairs(session: Session, query: Any) -> list[tuple[str, int]]:
    return [(key, value) for key, value in session.execute(query)]
