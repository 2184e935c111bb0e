"""Editing a contact: its details, its address and its place on the map."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.schema.contact import Competitor, Contact, ContactCompetitor
from domain.access import Principal
from domain.errors import BadPosition, MalformedInput, NotOffered, PlaceNotFound
from domain.geography import GeoPrecision, Place, is_position
from workflow.contacts.change import Act, Change, Target, begun, write
from workflow.contacts.fields import checked
from workflow.journal import NOTHING, Beside, Values

COMPETITORS: Final = "competitor_ids"
ADDRESS: Final = ("street", "postal_code", "city", "province", "country_code")


class Places(Protocol):
    """Knows where towns lie; data.gazetteer does."""

    def locate(self, city: str | None, province: str | None, country: str | None) -> Place:
        """Return where an address lies, and how surely."""


def edit(
    session: Session, principal: Principal, target: Target, wanted: Mapping[str, object], *, today: date, now: datetime
) -> Change:
    """Change details of a contact; an address and the place have verbs of their own.

    Raises NotPermitted, NotFound, Conflict, MalformedInput, NotOffered, InvalidFields with a sentence for each field.
    """
    act, done = begun(session, principal, target, now)
    if done:
        return done
    plain = {name: value for name, value in wanted.items() if name != COMPETITORS}
    if plain.keys() & set(ADDRESS):
        raise MalformedInput
    values = checked(session, act.contact, plain, today)
    return write(session, act, "edit", values, _competitors(session, act, wanted.get(COMPETITORS)))


def change_address(
    session: Session,
    principal: Principal,
    target: Target,
    wanted: Mapping[str, object],
    places: Places,
    *,
    today: date,
    now: datetime,
) -> Change:
    """Change the address; another town, province or country is looked up, so that the place on the map follows.

    An exact place (typed, put by hand, imported) is never replaced by what is looked up. Raises as `edit` does.
    """
    act, done = begun(session, principal, target, now)
    if done:
        return done
    if not wanted.keys() <= set(ADDRESS):
        raise MalformedInput
    values = checked(session, act.contact, wanted, today)
    changed = {name for name, value in values.items() if value != getattr(act.contact, name)}
    if changed and not is_exact(act.contact):
        values |= located(places, *(values.get(name, getattr(act.contact, name)) for name in ADDRESS[2:]))
    return write(session, act, "address", values)


def put_on_map(
    session: Session, principal: Principal, target: Target, latitude: float, longitude: float, *, now: datetime
) -> Change:
    """Place a contact by hand; raise BadPosition beside NotPermitted, NotFound and Conflict."""
    act, done = begun(session, principal, target, now)
    if done:
        return done
    if not is_position(latitude, longitude):
        raise BadPosition
    values: Values = {"latitude": latitude, "longitude": longitude}
    return write(session, act, "place", values | {"geo_precision": GeoPrecision.EXACT.value, "geo_source": "typed"})


def put_in_town(
    session: Session, principal: Principal, target: Target, places: Places, town: tuple[str, str], *, now: datetime
) -> Change:
    """Place a contact where a town of the gazetteer lies, by name and country; raise PlaceNotFound."""
    found = town_named(places, *town)
    return put_on_map(session, principal, target, found.latitude or 0, found.longitude or 0, now=now)


def place_again(session: Session, principal: Principal, target: Target, places: Places, *, now: datetime) -> Change:
    """Place a contact from its address again."""
    act, done = begun(session, principal, target, now)
    if done:
        return done
    contact = act.contact
    return write(session, act, "place", located(places, contact.city, contact.province, contact.country_code))


def town_named(places: Places, name: str, country: str) -> Place:
    """Return the place of a town; raise PlaceNotFound for a name that is none there."""
    found = places.locate(name, None, country or None)
    if not name.strip() or found.precision is not GeoPrecision.CITY or found.latitude is None:
        raise PlaceNotFound(text=name[:60])
    return found


def located(places: Places, city: object, province: object, country: object) -> Values:
    """Return the place on the map of an address; nothing is guessed without a country."""
    found = places.locate(*(str(part) if part else None for part in (city, province, country)))
    is_found = found.precision is not GeoPrecision.NONE
    return {
        "latitude": found.latitude,
        "longitude": found.longitude,
        "geo_precision": found.precision.value,
        "geo_source": "gazetteer" if is_found else None,
    }


def is_exact(contact: Contact) -> bool:
    """Tell whether a person or an import said exactly where a contact is."""
    return contact.geo_precision == GeoPrecision.EXACT.value and is_position(contact.latitude, contact.longitude)


def competitors_of(session: Session, contact_id: int) -> list[int]:
    """Return the ids of the competitors at a contact."""
    query = select(ContactCompetitor.competitor_id).where(ContactCompetitor.contact_id == contact_id)
    return sorted(session.scalars(query))


def set_competitors(session: Session, contact_id: int, ids: list[int]) -> None:
    """Let exactly these competitors be active at a contact."""
    session.execute(delete(ContactCompetitor).where(ContactCompetitor.contact_id == contact_id))
    session.add_all(ContactCompetitor(contact_id=contact_id, competitor_id=id_) for id_ in ids)
    session.flush()


def _competitors(session: Session, act: Act, wanted: object) -> Beside:
    if not isinstance(wanted, frozenset | set):
        return NOTHING
    present, ids = competitors_of(session, act.contact.id), sorted(wanted)
    if ids == present:
        return NOTHING
    known = set(session.scalars(select(Competitor.id).where(Competitor.id.in_(ids))))
    if known != wanted:
        raise NotOffered
    set_competitors(session, act.contact.id, ids)
    return {COMPETITORS: present}, {COMPETITORS: ids}
