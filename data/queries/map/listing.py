"""The list beside the map: the contacts in view, the greatest or the longest untouched first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from data.queries.map.picture import Class, class_of, first, in_view, nearby
from data.queries.matching import Conditions, conditions
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.text_search import matching_contacts
from domain.access import Principal
from domain.board import Totals
from domain.filter import PipelineFilter
from domain.map import Bounds, Ring, RowSort, Share, added
from domain.money import weighted_minor
from domain.outcome import Outcome

MOST_ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A contact in view with its open opportunities; amounts in minor units of the reporting currency."""

    contact_id: int
    name: str
    city: str
    country_code: str
    latitude: float
    longitude: float
    totals: Totals
    touched_on: date
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for: a part of the world, an order, a part of a name or a city, and the rings' classes."""

    bounds: Bounds
    sort: RowSort = RowSort.NET
    text: str = ""
    ring: Ring = Ring.STAGE
    limit: int = MOST_ROWS


def listing(
    session: Session, principal: Principal, wanted: PipelineFilter, asked: Asked, converter: Converter
) -> list[Row]:
    """Return the first contacts of the list, at most so many; raise RateMissing."""
    where = [*conditions(session, principal, wanted, Outcome.OPEN), *_within(session, asked)]
    kind, percent = class_of(asked.ring, converter.as_of), Weighing.of(session, principal, wanted).percent
    near = nearby(session, asked.bounds)
    if near is None and not asked.text:
        touched = dict(first(session, principal, wanted, asked.bounds, kind, asked.sort.value, asked.limit))
    else:
        where += near or []
        touched = {row.contact_id: row.touched_on for row in session.execute(_first(where, asked, percent))}
    return _rows(session, where, touched, (kind, percent), converter)


def listed(session: Session, principal: Principal, wanted: PipelineFilter, asked: Asked) -> int:
    """Return how many contacts the whole list has."""
    where = [*conditions(session, principal, wanted, Outcome.OPEN), *_within(session, asked)]
    query = select(func.count(Opportunity.contact_id.distinct())).join(Contact, Contact.id == Opportunity.contact_id)
    return session.scalar(query.where(*where)) or 0


def _within(session: Session, asked: Asked) -> Conditions:
    if not asked.text:
        return in_view(asked.bounds)
    named = matching_contacts(session.get_bind().dialect.name, asked.text)
    return [*in_view(asked.bounds), or_(named, Contact.city.icontains(asked.text, autoescape=True))]


def _first(where: Conditions, asked: Asked, percent: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    """Order by the base currency: one order for all currencies, as on the boards.

    What is computed of columns is spelt out: SQLite answers only then from the index alone.
    """
    touched = func.max(func.coalesce(Opportunity.last_activity_on, Opportunity.created_on))
    orders: dict[RowSort, ColumnElement[Any]] = {
        RowSort.NET: func.sum(Opportunity.net_base_minor).desc(),
        RowSort.WEIGHTED: func.sum(Opportunity.net_base_minor * percent).desc(),
        RowSort.STALE: touched.asc(),
    }
    query = select(Opportunity.contact_id, touched.label("touched_on")).join(
        Contact, Contact.id == Opportunity.contact_id
    )
    grouped = query.where(*where).group_by(Opportunity.contact_id)
    return grouped.order_by(orders[asked.sort], Opportunity.contact_id).limit(asked.limit)


def _rows(
    session: Session,
    where: Conditions,
    touched: dict[int, date],
    by: tuple[Class, ColumnElement[int]],
    converter: Converter,
) -> list[Row]:
    ids = list(touched)
    totals, shares = _sums(session, where, ids, by, converter)
    contacts = {row.id: row for row in session.execute(_contacts(ids))}
    return [
        Row(
            contact_id=id_,
            name=contacts[id_].name,
            city=contacts[id_].city or "",
            country_code=contacts[id_].country_code or "",
            latitude=contacts[id_].latitude,
            longitude=contacts[id_].longitude,
            totals=totals[id_],
            touched_on=on,
            shares=added(shares[id_]),
        )
        for id_, on in touched.items()
        if id_ in totals and id_ in contacts
    ]


def _sums(
    session: Session, where: Conditions, ids: Sequence[int], by: tuple[Class, ColumnElement[int]], converter: Converter
) -> tuple[dict[int, Totals], dict[int, list[Share]]]:
    """Return the totals of each contact, and its shares by class."""
    kind, percent = by
    key = (Opportunity.contact_id, kind.label("kind"), Opportunity.currency_code.label("currency"))
    net, percents = Opportunity.net_minor, Opportunity.net_minor * percent
    query = select(*key, func.count(), func.sum(net), func.sum(percents)).join(
        Contact, Contact.id == Opportunity.contact_id
    )
    grouped = query.where(*where, Opportunity.contact_id.in_(ids)).group_by(key[0], "kind", "currency").order_by(*key)
    totals: dict[int, Totals] = {}
    shares: dict[int, list[Share]] = {}
    for contact_id, class_key, currency, count, amount, weighted in session.execute(grouped):
        part = converter.totals(Totals(int(count), int(amount), weighted_minor(int(weighted))), currency)
        totals[contact_id] = totals.get(contact_id, Totals()) + part
        shares.setdefault(contact_id, []).append(Share(str(class_key), part.count, part.net_minor))
    return totals, shares


def _contacts(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    fields = (Contact.id, Contact.name, Contact.city, Contact.country_code, Contact.latitude, Contact.longitude)
    return select(*fields).where(Contact.id.in_(ids))
