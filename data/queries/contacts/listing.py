"""The list of contacts: a block of them in the wanted order, with what they brought and what is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from data.queries.reporting import Converter
from data.schema.activity import Activity, ActivityType
from data.schema.contact import Contact, ContactQuality, ContactType
from data.schema.opportunity import Opportunity
from data.schema.people import Agent
from data.scope import visible, visible_contacts
from data.text_search import matching_contacts
from domain.access import Principal
from domain.contact import BLOCK, ContactRow, ContactView, Sum
from domain.outcome import Outcome


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A block of the list, and how many contacts there are in all; `rates_on` is the day of the oldest rate used."""

    rows: tuple[ContactRow, ...]
    count: int
    parts: int
    rates_on: date | None


def contacts_found(session: Session, principal: Principal, view: ContactView, converter: Converter) -> ContactPage:
    """Return the block of contacts that a view means; raise RateMissing."""
    where = _conditions(session, principal, view)
    count = session.scalar(select(func.count(Contact.id)).where(*where).select_from(Contact).outerjoin(*_QUALITY)) or 0
    parts = max(-(-count // BLOCK), 1)
    start = (min(view.part, parts) - 1) * BLOCK
    found = session.execute(_query(principal, view).where(*where).offset(start).limit(BLOCK)).all()
    sums = deal_sums(session, principal, [row.id for row in found], converter)
    contacted = last_contacts(session, principal, [row.id for row in found])
    rows = tuple(_row(tuple(row), sums.get(row.id, (Sum(), Sum())), contacted.get(row.id)) for row in found)
    return ContactPage(rows, count, parts, converter.rates_on)


def _row(plain: tuple[Any, ...], sums: tuple[Sum, Sum], contacted_on: date | None) -> ContactRow:
    id_, name, kind, stars, city, country, agent = plain
    return ContactRow(id_, name, kind, stars, city, country, agent, *sums, contacted_on)


_QUALITY: Any = (ContactQuality, ContactQuality.id == Contact.quality_id)


def _conditions(session: Session, principal: Principal, view: ContactView) -> list[ColumnElement[bool]]:
    known = visible_contacts(principal)
    if view.text:
        known.append(matching_contacts(session.get_bind().dialect.name, view.text))
    if view.country:
        known.append(Contact.country_code == view.country)
    if view.stars:
        known.append(ContactQuality.stars >= view.stars)
    wanted = (
        (Contact.contact_type_id, view.type_id),
        (Contact.sector_id, view.sector_id),
        (Contact.main_agent_id, view.agent_id),
    )
    return known + [column == value for column, value in wanted if value is not None]


def _query(principal: Principal, view: ContactView) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            Contact.id, Contact.name, ContactType.description.label("type"), ContactQuality.stars, Contact.city,
            Contact.country_code, Agent.name.label("agent"),
        )
        .outerjoin(ContactType, ContactType.id == Contact.contact_type_id)
        .outerjoin(*_QUALITY)
        .outerjoin(Agent, Agent.id == Contact.main_agent_id)
    )  # fmt: skip
    if view.order in {"open", "won", "contacted"}:
        query, value = _by_deals(query, principal, view.order)
    else:
        value = _PLAIN[view.order]
    empty = case((value.is_(None), 1), else_=0)
    return query.order_by(empty, value.desc() if view.descending else value.asc(), func.lower(Contact.name), Contact.id)


_PLAIN: Mapping[str, ColumnElement[Any]] = {
    "name": func.lower(Contact.name),
    "type": func.lower(ContactType.description),
    "stars": ContactQuality.stars.expression,
    "place": func.lower(Contact.city),
    "agent": func.lower(Agent.name),
}


def _by_deals(
    query: Select[*tuple[Any, ...]], principal: Principal, order: str
) -> tuple[Select[*tuple[Any, ...]], ColumnElement[Any]]:
    """Order by what the opportunities of each contact come to, in the base currency, or by the last day of contact."""
    deals = (
        select(
            Opportunity.contact_id,
            func.sum(case((Opportunity.outcome == Outcome.OPEN.value, Opportunity.net_base_minor))).label("open"),
            func.sum(case((Opportunity.outcome == Outcome.WON.value, Opportunity.net_base_minor))).label("won"),
            func.max(Opportunity.last_activity_on).label("contacted"),
        )
        .where(Opportunity.contact_id.is_not(None), *visible(principal))
        .group_by(Opportunity.contact_id)
        .subquery("deals")
    )
    query = query.outerjoin(deals, deals.c.contact_id == Contact.id)
    if order != "contacted":
        return query, deals.c[order]
    own = _direct().group_by(Activity.contact_id).subquery("own")
    query = query.outerjoin(own, own.c.contact_id == Contact.id)
    latest = case(
        (own.c.contacted.is_(None), deals.c.contacted),
        (deals.c.contacted.is_(None), own.c.contacted),
        (own.c.contacted > deals.c.contacted, own.c.contacted),
        else_=deals.c.contacted,
    )
    return query, latest


def _direct() -> Select[*tuple[Any, ...]]:
    """Return the query of the last days of real contact that belong to no opportunity."""
    day = func.max(func.date(Activity.done_at))
    return (
        select(Activity.contact_id, day.label("contacted"))
        .join(ActivityType, and_(ActivityType.id == Activity.activity_type_id, ActivityType.is_contact))
        .where(Activity.contact_id.is_not(None), Activity.opportunity_id.is_(None), Activity.done_at.is_not(None))
    )


def deal_sums(
    session: Session, principal: Principal, contact_ids: list[int], converter: Converter
) -> dict[int, tuple[Sum, Sum]]:
    """Return what is open and what was won with each contact, of the opportunities that the person sees."""
    query = (
        select(
            Opportunity.contact_id, Opportunity.outcome, Opportunity.currency_code, func.count(),
            func.sum(Opportunity.net_minor),
        )
        .where(
            Opportunity.contact_id.in_(contact_ids),
            Opportunity.outcome.in_([Outcome.OPEN.value, Outcome.WON.value]),
            *visible(principal),
        )
        .group_by(Opportunity.contact_id, Opportunity.outcome, Opportunity.currency_code)
    )  # fmt: skip
    found: dict[int, tuple[Sum, Sum]] = {}
    for contact_id, outcome, currency, count, net in session.execute(query):
        part = Sum(int(count), converter.minor(int(net), currency))
        opened, won = found.get(contact_id or 0, (Sum(), Sum()))
        is_open = outcome == Outcome.OPEN
        found[contact_id or 0] = (added(opened, part), won) if is_open else (opened, added(won, part))
    return found


def added(one: Sum, other: Sum) -> Sum:
    """Return both sums as one."""
    return Sum(one.count + other.count, one.net_minor + other.net_minor)


def last_contacts(session: Session, principal: Principal, contact_ids: list[int]) -> dict[int, date]:
    """Return the last day of real contact with each, as far as the person sees it."""
    deals = (
        select(Opportunity.contact_id, func.max(Opportunity.last_activity_on))
        .where(Opportunity.contact_id.in_(contact_ids), *visible(principal))
        .group_by(Opportunity.contact_id)
    )
    own = _direct().where(Activity.contact_id.in_(contact_ids)).group_by(Activity.contact_id)
    found: dict[int, date] = {}
    for contact_id, day in [*session.execute(deals), *session.execute(own)]:
        if day is not None:
            on = date.fromisoformat(day) if isinstance(day, str) else day
            found[contact_id] = max(found.get(contact_id, on), on)
    return found
