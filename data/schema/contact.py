"""Contacts: the CRM register with addresses, people, places and competitors."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Business, Keyed, Lookup


class ContactType(Base, Lookup):
    """Contact, prospect, lead, customer or supplier."""

    __tablename__ = "contact_type"
    kind: Mapped[str] = mapped_column(String(20), default="contact")


class ContactOrigin(Base, Lookup):
    """Where a contact was first met."""

    __tablename__ = "contact_origin"


class ContactQuality(Base, Lookup):
    """How good a contact is, 1 to 5 stars."""

    __tablename__ = "contact_quality"
    __table_args__ = (CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),)
    stars: Mapped[int]


class Sector(Base, Lookup):
    """Branch of business."""

    __tablename__ = "sector"


class CommercialCategory(Base, Lookup):
    """Commercial grouping of contacts."""

    __tablename__ = "commercial_category"


class Competitor(Base, Lookup):
    """A firm that competes for the same sales."""

    __tablename__ = "competitor"


class Contact(Base, Business):
    """A company or person in the register."""

    __tablename__ = "contact"
    __table_args__ = (
        Business.origin_index("contact"),
        Index("ix_contact_company_name", "company_id", "name"),
        Index("ix_contact_place", "latitude", "longitude"),
        CheckConstraint(
            "geo_precision IN ('exact', 'postal', 'city', 'region', 'country', 'none')", name="geo_precision"
        ),
    )
    code: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    legal_name: Mapped[str | None] = mapped_column(String(200))
    vat_number: Mapped[str | None] = mapped_column(String(40))
    contact_type_id: Mapped[int | None] = mapped_column(ForeignKey("contact_type.id"))
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("contact_origin.id"))
    quality_id: Mapped[int | None] = mapped_column(ForeignKey("contact_quality.id"))
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sector.id"))
    commercial_category_id: Mapped[int | None] = mapped_column(ForeignKey("commercial_category.id"))
    parent_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    main_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    currency_code: Mapped[str | None] = mapped_column(ForeignKey("currency.code"))
    language: Mapped[str | None] = mapped_column(String(10))
    street: Mapped[str | None] = mapped_column(String(200))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    city: Mapped[str | None] = mapped_column(String(120))
    province: Mapped[str | None] = mapped_column(String(120))
    country_code: Mapped[str | None] = mapped_column(String(2))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    geo_precision: Mapped[str] = mapped_column(String(8), default="none")
    geo_source: Mapped[str | None] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(200))
    website: Mapped[str | None] = mapped_column(String(300))
    turnover_minor: Mapped[int | None] = mapped_column(BigInteger)
    turnover_year: Mapped[int | None]
    employees: Mapped[int | None]
    founded_year: Mapped[int | None]
    became_lead_on: Mapped[date | None]
    ceased_lead_on: Mapped[date | None]
    became_customer_on: Mapped[date | None]
    ceased_customer_on: Mapped[date | None]
    closing_reason_id: Mapped[int | None] = mapped_column(ForeignKey("closing_reason.id"))


class ContactPerson(Base, Keyed):
    """A person at a contact."""

    __tablename__ = "contact_person"
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(60))


class ContactAddress(Base, Keyed):
    """A further address of a contact."""

    __tablename__ = "contact_address"
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    street: Mapped[str | None] = mapped_column(String(200))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    city: Mapped[str | None] = mapped_column(String(120))
    province: Mapped[str | None] = mapped_column(String(120))
    country_code: Mapped[str | None] = mapped_column(String(2))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    geo_precision: Mapped[str] = mapped_column(String(8), default="none")


class ContactCompetitor(Base):
    """A competitor active at a contact."""

    __tablename__ = "contact_competitor"
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    competitor_id: Mapped[int] = mapped_column(ForeignKey("competitor.id"), primary_key=True)
