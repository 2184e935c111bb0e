"""The popup of one contact: who it is, where, how good, and its open opportunities."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from data.queries.matching import Conditions, conditions
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.contact import Contact, ContactQuality
from data.schema.opportunity import Opportunity
from data.schema.pipeline import Stage
from data.scope import visible_contacts
from domain.access import Principal
from domain.board import Totals
from domain.errors import NotFound
from domain.filter import PipelineFilter
from domain.money import weighted_minor
from domain.outcome import Outcome

MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Deal:
    """An open opportunity in a popup with what it is weighted by; its amount in minor units of its own currency."""

    id: int
    number: str
    title: str
    stage_id: int
    stage: str
    percent: int
    net_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Popup:
    """A contact with its open opportunities, the largest first; `totals` of all of them in the reporting currency."""

    contact_id: int
    name: str
    stars: int
    quality: str
    address: tuple[str, ...]
    country_code: str
    latitude: float | None
    longitude: float | None
    totals: Totals
    deals: tuple[Deal, ...]


def popup(
    session: Session, principal: Principal, wanted: PipelineFilter, contact_id: int, converter: Converter
) -> Popup:
    """Return a contact with the opportunities that its mark counts; raise NotFound for one out of reach."""
    row = session.execute(_contact(principal, contact_id)).one_or_none()
    if row is None:
        raise NotFound
    percent = Weighing.of(session, principal, wanted).percent
    where = [*conditions(session, principal, wanted, Outcome.OPEN), Opportunity.contact_id == contact_id]
    town = " ".join(part for part in (row.postal_code, row.city) if part)
    return Popup(
        contact_id=contact_id,
        name=row.name,
        stars=row.stars or 0,
        quality=row.quality or "",
        address=tuple(part for part in (row.street, town, row.province) if part),
        country_code=row.country_code or "",
        latitude=row.latitude,
        longitude=row.longitude,
        totals=_totals(session, where, percent, converter),
        deals=tuple(Deal(*deal) for deal in session.execute(_deals(where, percent))),
    )


def _contact(principal: Principal, contact_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Contact.name, Contact.street, Contact.postal_code, Contact.city, Contact.province, Contact.country_code,
            Contact.latitude, Contact.longitude, ContactQuality.stars, ContactQuality.description.label("quality"),
        )
        .outerjoin(ContactQuality, ContactQuality.id == Contact.quality_id)
        .where(Contact.id == contact_id, *visible_contacts(principal))
    )  # fmt: skip


def _deals(where: Conditions, percent: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Opportunity.id, Opportunity.number, Opportunity.title, Opportunity.stage_id, Stage.name,
            percent, Opportunity.net_minor, Opportunity.currency_code,
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(*where)
        .order_by(Opportunity.net_base_minor.desc(), Opportunity.id)
        .limit(MOST_SHOWN)
    )  # fmt: skip


def _totals(session: Session, where: Conditions, percent: ColumnElement[int], converter: Converter) -> Totals:
    sums = (func.sum(Opportunity.net_minor), func.sum(Opportunity.net_minor * percent))
    query = select(Opportunity.currency_code, func.count(), *sums).where(*where)
    query = query.group_by(Opportunity.currency_code).order_by(Opportunity.currency_code)
    parts = (
        converter.totals(Totals(int(count), int(net), weighted_minor(int(net_percent))), currency)
        for currency, count, net, net_percent in session.execute(query)
    )
    return sum(parts, Totals())
