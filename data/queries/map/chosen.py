"""Chosen: the contacts inside an outline on the map, and their open opportunities as the filter means them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from data.queries.matching import conditions
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.scope import visible_contacts
from domain.access import Principal
from domain.board import Totals
from domain.filter import PipelineFilter
from domain.money import weighted_minor
from domain.outcome import Outcome
from domain.outline import Outline


@dataclass(frozen=True, slots=True)
class Chosen:
    """A contact inside the outline with what is open with it, in the reporting currency."""

    contact_id: int
    name: str
    city: str
    country: str
    latitude: float
    longitude: float
    touched_on: date | None
    totals: Totals


def chosen(
    session: Session, principal: Principal, wanted: PipelineFilter, outline: Outline, converter: Converter
) -> list[Chosen]:
    """Return the contacts inside with something open, the largest net amount first; raise RateMissing."""
    sums = (
        func.count().label("row_count"),
        func.sum(Opportunity.net_minor).label("net"),
        func.sum(Opportunity.net_minor * Weighing.of(session, principal, wanted).percent).label("net_percent"),
        func.max(Opportunity.touched_on).label("touched_on"),
    )
    contact = (Contact.id, Contact.name, Contact.city, Contact.country_code, Contact.latitude, Contact.longitude)
    query = (
        select(*contact, Opportunity.currency_code, *sums)
        .join(Contact, Contact.id == Opportunity.contact_id)
        .where(*_meant(session, principal, wanted, outline))
        .group_by(*contact, Opportunity.currency_code)
    )
    inside = [row for row in session.execute(query) if outline.holds(row.longitude, row.latitude)]
    return sorted(_added(inside, converter), key=lambda one: (-one.totals.net_minor, one.name, one.contact_id))


def targets(session: Session, principal: Principal, wanted: PipelineFilter, outline: Outline) -> list[tuple[int, int]]:
    """Return id and version of every open opportunity of the contacts inside, by id."""
    query = (
        select(Opportunity.id, Opportunity.version, Contact.longitude, Contact.latitude)
        .join(Contact, Contact.id == Opportunity.contact_id)
        .where(*_meant(session, principal, wanted, outline))
        .order_by(Opportunity.id)
    )
    return [
        (id_, version)
        for id_, version, longitude, latitude in session.execute(query)
        if outline.holds(longitude or 0, latitude or 0)
    ]


def _meant(
    session: Session, principal: Principal, wanted: PipelineFilter, outline: Outline
) -> list[ColumnElement[bool]]:
    """Return what an open opportunity must fulfil, as far as SQL can tell: the box around the outline."""
    around = [Contact.longitude.between(west, east) for west, east in outline.longitudes]
    return [
        *conditions(session, principal, wanted, Outcome.OPEN),
        *visible_contacts(principal),
        Contact.latitude.between(*outline.latitudes),
        or_(*around),
    ]


def _added(rows: Iterable[Row[*tuple[Any, ...]]], converter: Converter) -> list[Chosen]:
    """Add up what each contact has in several currencies."""
    found: dict[int, Chosen] = {}
    for row in rows:
        part = Totals(int(row.row_count), int(row.net), weighted_minor(int(row.net_percent)))
        totals = converter.totals(part, row.currency_code)
        before = found.get(row.id)
        touched = max((day for day in (row.touched_on, before and before.touched_on) if day), default=None)
        found[row.id] = Chosen(
            contact_id=row.id,
            name=row.name,
            city=row.city or "",
            country=row.country_code or "",
            latitude=row.latitude,
            longitude=row.longitude,
            touched_on=touched,
            totals=totals + before.totals if before else totals,
        )
    return list(found.values())
