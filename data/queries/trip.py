"""A trip in SQL: the contacts around a place whose open opportunities are late, or were not spoken about for long."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from math import cos, radians
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, case, func, or_, select
from sqlalchemy.orm import Session

from data.queries.matching import conditions
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.scope import visible_contacts
from domain.access import Principal
from domain.board import Totals
from domain.errors import NotFound
from domain.filter import PipelineFilter
from domain.geography import distance_km
from domain.money import weighted_minor
from domain.outcome import Outcome
from domain.trip import Point, Stop, forgotten_before

KM_PER_DEGREE: Final = 111.2
NEAR_A_POLE: Final = 0.05
WORLD: Final = 360.0


def waiting_around(
    session: Session,
    principal: Principal,
    wanted: PipelineFilter,
    around: tuple[Point, float],
    converter: Converter,
    *,
    today: date,
) -> list[Stop]:
    """Return the contacts within so many kilometres of a place with something that waits, the largest net first.

    Only contacts placed in their town or better: the middle of a region is no address. Raises RateMissing.
    """
    centre, kilometres = around
    late = Opportunity.expected_order_on < today
    contact = (Contact.id, Contact.name, Contact.city, Contact.country_code, Contact.latitude, Contact.longitude)
    sums = (
        func.count().label("row_count"),
        func.sum(Opportunity.net_minor).label("net"),
        func.sum(Opportunity.net_minor * Weighing.of(session, principal, wanted).percent).label("net_percent"),
        func.min(Opportunity.touched_on).label("touched_on"),
        func.sum(case((late, 1), else_=0)).label("late"),
    )
    query = (
        select(*contact, Opportunity.currency_code, *sums)
        .join(Contact, Contact.id == Opportunity.contact_id)
        .where(
            *conditions(session, principal, wanted, Outcome.OPEN),
            *visible_contacts(principal),
            Contact.geo_precision.in_(("exact", "postal", "city")),
            *_box(centre, kilometres),
            or_(late, Opportunity.touched_on < forgotten_before(today)),
        )
        .group_by(*contact, Opportunity.currency_code)
        .order_by(Contact.id, Opportunity.currency_code)
    )
    near = (row for row in session.execute(query) if distance_km(centre, (row.latitude, row.longitude)) <= kilometres)
    return sorted(_added(near, converter, today), key=lambda stop: (-stop.totals.net_minor, stop.name, stop.contact_id))


def start_at(session: Session, principal: Principal, contact_id: int) -> tuple[str, Point | None]:
    """Return a contact's name and position, None where it has no place; raise NotFound outside the companies."""
    query = select(Contact.name, Contact.latitude, Contact.longitude)
    row = session.execute(query.where(Contact.id == contact_id, *visible_contacts(principal))).one_or_none()
    if row is None:
        raise NotFound
    point = None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude)
    return row.name, point


def _box(centre: Point, kilometres: float) -> list[ColumnElement[bool]]:
    """Return a box around the circle as conditions; it may lie across the 180th meridian."""
    high = kilometres / KM_PER_DEGREE
    wide = high / max(cos(radians(min(abs(centre[0]) + high, 89.0))), NEAR_A_POLE)
    west, east = centre[1] - wide, centre[1] + wide
    turns = (0.0, WORLD, -WORLD) if west < -WORLD / 2 or east > WORLD / 2 else (0.0,)
    inside = or_(*(Contact.longitude.between(west + turn, east + turn) for turn in turns))
    return [Contact.latitude.between(centre[0] - high, centre[0] + high), inside]


def _added(rows: Iterable[Row[*tuple[Any, ...]]], converter: Converter, today: date) -> list[Stop]:
    """Add up what each contact has in several currencies."""
    found: dict[int, Stop] = {}
    for row in rows:
        part = Totals(int(row.row_count), int(row.net), weighted_minor(int(row.net_percent)))
        stop = Stop(
            row.id, row.name, row.city or "", row.country_code or "", row.latitude, row.longitude,
            (today - row.touched_on).days, int(row.late), converter.totals(part, row.currency_code),
        )  # fmt: skip
        had = found.get(row.id)
        found[row.id] = stop if had is None else replace(
            had, days=max(had.days, stop.days), late=had.late + stop.late, totals=had.totals + stop.totals
        )  # fmt: skip
    return list(found.values())
