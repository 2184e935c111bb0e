"""Layers: territories and regions with their totals, what was closed, contacts without anything open, own next visits."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from data.queries.map.picture import Class, Picture, cells, in_view, pictured, place_columns, spot
from data.queries.matching import Conditions, conditions
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.activity import Activity, ActivityType
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.people import Zone
from data.scope import visible, visible_activities, visible_contacts
from data.text_search import matching_contacts
from domain.access import Principal
from domain.board import Totals
from domain.filter import PipelineFilter
from domain.map import EVERYWHERE, Mark, View, gathered
from domain.money import weighted_minor
from domain.outcome import Outcome

YEAR: Final = timedelta(days=365)
MOST_VISITS: Final = 100


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory (`zone_id`, 0 for none) or a region of a country, with what is open there."""

    name: str
    contacts: int
    totals: Totals
    zone_id: int = 0
    country_code: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """Something planned with a contact that has a place."""

    id: int
    subject: str
    kind: str
    due_on: date
    due_at: datetime | None
    contact_id: int
    contact: str
    opportunity_id: int | None
    latitude: float
    longitude: float


def territories(
    session: Session, principal: Principal, wanted: PipelineFilter, converter: Converter
) -> list[Territory]:
    """Return the totals of every territory that has something open, and of no territory; raise RateMissing."""
    named = func.coalesce(Zone.name, "")
    found = _added(session, principal, wanted, (func.coalesce(Contact.zone_id, 0), named), converter)
    return [Territory(name, contacts, totals, zone_id=zone) for (zone, name), (contacts, totals) in found.items()]


def regions(session: Session, principal: Principal, wanted: PipelineFilter, converter: Converter) -> list[Territory]:
    """Return the totals of every province or state of an address that has something open; raise RateMissing."""
    key = (func.coalesce(Contact.country_code, ""), func.coalesce(Contact.province, ""))
    found = _added(session, principal, wanted, key, converter)
    return [Territory(name, contacts, totals, country_code=code) for (code, name), (contacts, totals) in found.items()]


def closed(
    session: Session, principal: Principal, wanted: PipelineFilter, view: View, converter: Converter, today: date
) -> Picture:
    """Return what was won and lost in view in the last twelve months, with rings by outcome; raise RateMissing.

    What the filter asks of open opportunities (probability, stages, period, idle) is left out: those are over.
    """
    wider = replace(wanted, percent_min=0, percent_max=100, stage_ids=frozenset(), period=None, idle=None)
    where = [
        *conditions(session, principal, wider),
        Opportunity.outcome.in_((Outcome.WON.value, Outcome.LOST.value)),
        Opportunity.closed_on.between(today - YEAR, today),
    ]
    return pictured(
        session, where, view, Opportunity.outcome, converter, percent=Weighing.of(session, principal, wanted).percent
    )


def white_spots(session: Session, principal: Principal, wanted: PipelineFilter, view: View) -> list[Mark]:
    """Return the contacts in view with whom the person sees nothing open, as marks without amounts."""
    is_open = exists().where(
        Opportunity.contact_id == Contact.id, Opportunity.outcome == Outcome.OPEN.value, *visible(principal)
    )
    across, down = cells(session, view)
    key = (across.label("x"), down.label("y"))
    query = select(*key, *place_columns()).where(
        *visible_contacts(principal), *_of_contacts(session, wanted), *in_view(view.bounds), ~is_open.correlate(Contact)
    )
    rows = session.execute(query.group_by("x", "y").order_by(*key))
    return gathered((spot(row, Totals(), ()) for row in rows), view.zoom)


def visits(session: Session, principal: Principal, today: date) -> list[Visit]:
    """Return the person's own next appointments at places on the map, the nearest day first."""
    with_whom = Contact.id == func.coalesce(Activity.contact_id, Opportunity.contact_id)
    query = (
        select(
            Activity.id, Activity.subject, ActivityType.kind, Activity.due_on, Activity.due_at, Contact.id.label("contact_id"),
            Contact.name, Activity.opportunity_id, Contact.latitude, Contact.longitude,
        )
        .join(ActivityType, ActivityType.id == Activity.activity_type_id)
        .outerjoin(Opportunity, Opportunity.id == Activity.opportunity_id)
        .join(Contact, with_whom)
        .where(
            Activity.assigned_user_id == principal.user_id,
            Activity.done_at.is_(None),
            Activity.due_on >= today,
            *visible_activities(principal),
            *visible_contacts(principal),
            *in_view(EVERYWHERE),
        )
        .order_by(Activity.due_on, Activity.due_at.is_(None), Activity.due_at, Activity.id, Contact.id)
        .limit(MOST_VISITS)
    )  # fmt: skip
    found: list[Any] = list(session.execute(query))
    return [Visit(*row) for row in found]


def _of_contacts(session: Session, wanted: PipelineFilter) -> Conditions:
    """Return what the filter asks of contacts; the rest asks of opportunities, and these have none."""
    found: Conditions = []
    if wanted.company_ids:
        found.append(Contact.company_id.in_(sorted(wanted.company_ids)))
    if wanted.contact_ids:
        found.append(Contact.id.in_(sorted(wanted.contact_ids)))
    if wanted.text:
        found.append(matching_contacts(session.get_bind().dialect.name, wanted.text))
    return found


def _added(
    session: Session, principal: Principal, wanted: PipelineFilter, key: tuple[Class, Class], converter: Converter
) -> dict[tuple[Any, str], tuple[int, Totals]]:
    """Return contacts and totals by two columns of a contact, the largest first."""
    net, percents = Opportunity.net_minor, Opportunity.net_minor * Weighing.of(session, principal, wanted).percent
    contacts = func.count(Contact.id.distinct())
    where = conditions(session, principal, wanted, Outcome.OPEN)
    joined = (
        select(key[0].label("a"), key[1].label("b"))
        .select_from(Opportunity)
        .join(Contact, Contact.id == Opportunity.contact_id)
        .outerjoin(Zone, Zone.id == Contact.zone_id)
        .where(*where)
    )
    found: dict[tuple[Any, str], Totals] = {}
    sums = joined.add_columns(Opportunity.currency_code, func.count(), func.sum(net), func.sum(percents))
    for a, b, currency, count, amount, weighted in session.execute(
        sums.group_by("a", "b", Opportunity.currency_code).order_by("a", "b", Opportunity.currency_code)
    ):
        part = converter.totals(Totals(int(count), int(amount), weighted_minor(int(weighted))), currency)
        found[a, b] = found.get((a, b), Totals()) + part
    counted = {(a, b): n for a, b, n in session.execute(joined.add_columns(contacts).group_by("a", "b"))}
    return _largest_first((place, counted.get(place, 0), totals) for place, totals in found.items())


def _largest_first(
    found: Iterable[tuple[tuple[Any, str], int, Totals]],
) -> dict[tuple[Any, str], tuple[int, Totals]]:
    ordered = sorted(found, key=lambda one: (-one[2].net_minor, one[0]))
    return {place: (contacts, totals) for place, contacts, totals in ordered}
