"""The contacts that are not on the map, or only in the middle of their region or country."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.contact import Contact
from data.scope import visible_contacts
from domain.access import Principal
from domain.geography import GeoPrecision

MOST: Final = 100
ROUGH: Final = (GeoPrecision.REGION.value, GeoPrecision.COUNTRY.value, GeoPrecision.NONE.value)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A contact to be placed; `home` is the country of the company that keeps it, for addresses without one."""

    id: int
    version: int
    name: str
    street: str | None
    postal_code: str | None
    city: str | None
    province: str | None
    country_code: str | None
    home: str
    geo_precision: str


def unplaced(session: Session, principal: Principal) -> tuple[list[Unplaced], int]:
    """Return the first contacts to be placed, those that are nowhere before the roughly placed, and how many there are."""
    where = [*visible_contacts(principal), or_(Contact.latitude.is_(None), Contact.geo_precision.in_(ROUGH))]
    query = (
        select(
            Contact.id, Contact.version, Contact.name, Contact.street, Contact.postal_code, Contact.city, Contact.province,
            Contact.country_code, Company.country_code.label("home"), Contact.geo_precision,
        )
        .join(Company, Company.id == Contact.company_id)
        .where(*where)
        .order_by(Contact.latitude.is_not(None), func.lower(Contact.name), Contact.id)
        .limit(MOST)
    )  # fmt: skip
    count = session.scalar(select(func.count()).select_from(Contact).where(*where)) or 0
    return [Unplaced(**row) for row in session.execute(query).mappings()], count


def nowhere_count(session: Session, principal: Principal) -> int:
    """Return how many contacts are not on the map at all."""
    nowhere: ColumnElement[bool] = Contact.latitude.is_(None)
    query = select(func.count()).select_from(Contact).where(nowhere, *visible_contacts(principal))
    return session.scalar(query) or 0
