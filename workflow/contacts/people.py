"""People and further addresses of a contact: added, changed and removed, as one change of the contact each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from data.schema.contact import ContactAddress, ContactPerson
from data.schema.opportunity import Opportunity
from domain.access import Principal
from domain.errors import AddressNeeded, CannotUndo, NotFound, NotOffered, PersonNamed
from workflow.contacts.change import Change, Target, begun, held, write
from workflow.contacts.fields import country, email, line, named, phone
from workflow.journal import Values

PEOPLE: Final = "people"
ADDRESSES: Final = "addresses"
PERSON_FIELDS: Final = ("id", "name", "position", "email", "phone")
ADDRESS_FIELDS: Final = (
    "id", "kind", "street", "postal_code", "city", "province", "country_code", "latitude", "longitude", "geo_precision",
)  # fmt: skip
KINDS: Final = ("delivery", "invoice", "office", "plant", "other")
ENTITIES: Final[Mapping[str, tuple[Any, tuple[str, ...]]]] = {
    PEOPLE: (ContactPerson, PERSON_FIELDS), ADDRESSES: (ContactAddress, ADDRESS_FIELDS),
}  # fmt: skip


def save_person(
    session: Session, principal: Principal, target: Target, person_id: int | None, wanted: Mapping[str, object], *, now: datetime
) -> Change:  # fmt: skip
    """Add a person to a contact, or change one.

    Raises NameNeeded, BadEmail, BadPhone, TextTooLong, NotFound, NotPermitted, Conflict.
    """
    values: Values = {
        "name": named("name", wanted.get("name")),
        "position": line("position", wanted.get("position")),
        "email": email(wanted.get("email")),
        "phone": phone(wanted.get("phone")),
    }
    return _save(session, principal, target, PEOPLE, person_id, values, now)


def drop_person(session: Session, principal: Principal, target: Target, person_id: int, *, now: datetime) -> Change:
    """Remove a person. Raises PersonNamed for one that an opportunity names, NotFound, NotPermitted, Conflict."""
    contact = held(session, principal, target.contact_id)
    person = session.get(ContactPerson, person_id)
    if person and person.contact_id == contact.id and _are_named(session, [person_id]):
        raise PersonNamed(name=person.name)
    return _save(session, principal, target, PEOPLE, person_id, None, now)


def save_address(
    session: Session, principal: Principal, target: Target, address_id: int | None, wanted: Mapping[str, object], *, now: datetime
) -> Change:  # fmt: skip
    """Add a further address, or change one; raise AddressNeeded for an empty one."""
    kind = wanted.get("kind")
    if kind not in KINDS:
        raise NotOffered
    values: Values = {name: line(name, wanted.get(name)) for name in ("street", "postal_code", "city", "province")}
    if not (values["street"] or values["city"]):
        raise AddressNeeded
    values |= {"kind": kind, "country_code": country(wanted.get("country_code"))}
    return _save(session, principal, target, ADDRESSES, address_id, values, now)


def drop_address(session: Session, principal: Principal, target: Target, address_id: int, *, now: datetime) -> Change:
    """Remove a further address."""
    return _save(session, principal, target, ADDRESSES, address_id, None, now)


def rows_of(session: Session, what: str, contact_id: int) -> list[dict[str, object]]:
    """Return the people or further addresses of a contact as the log keeps them."""
    entity, fields = ENTITIES[what]
    found = session.scalars(select(entity).where(entity.contact_id == contact_id).order_by(entity.id))
    return [{name: getattr(row, name) for name in fields} for row in found]


def put_rows(session: Session, what: str, contact_id: int, rows: list[dict[str, Any]]) -> None:
    """Let a contact have exactly these people or further addresses, with the ids they had.

    Raises CannotUndo when an opportunity names somebody who would go.
    """
    entity, _fields = ENTITIES[what]
    kept = {row["id"] for row in rows}
    present = {row["id"] for row in rows_of(session, what, contact_id)}
    gone = sorted(present - kept)  # type: ignore[type-var]  # ids are numbers
    if what == PEOPLE and _are_named(session, gone):
        raise CannotUndo
    session.execute(delete(entity).where(entity.id.in_(gone)))
    for row in rows:
        values = {name: value for name, value in row.items() if name != "id"}
        if row["id"] in present:
            session.execute(update(entity).where(entity.id == row["id"]).values(**values))
        else:
            session.add(entity(contact_id=contact_id, **row))
    session.flush()
    session.expire_all()


def _are_named(session: Session, person_ids: Sequence[object]) -> bool:
    return bool(session.scalar(select(exists().where(Opportunity.contact_person_id.in_(person_ids)))))


def _save(
    session: Session, principal: Principal, target: Target, what: str, row_id: int | None, values: Values | None, now: datetime
) -> Change:  # fmt: skip
    """Write one row: a new one without an id, none at all without values."""
    act, done = begun(session, principal, target, now)
    if done:
        return done
    entity, _fields = ENTITIES[what]
    before = rows_of(session, what, act.contact.id)
    row = session.get(entity, row_id) if row_id is not None else None
    if row_id is not None and (row is None or row.contact_id != act.contact.id):
        raise NotFound
    if values is None:
        session.delete(row)
    elif row is None:
        session.add(entity(contact_id=act.contact.id, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
    after = rows_of(session, what, act.contact.id)
    if after == before:
        return write(session, act, what, {})
    return write(session, act, what, {}, ({what: before}, {what: after}))
