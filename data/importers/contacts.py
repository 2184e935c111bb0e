"""Contacts: the register with its places; those above before those below."""

from collections import defaultdict
from collections.abc import Callable

from sqlalchemy import select

from data.gazetteer import Gazetteer
from data.importers.people import downwards
from data.importers.records import Record, Records
from data.importers.run import Run, Values
from data.importers.upsert import Told, Upsert, all_plainly, insert_all
from data.schema.contact import Contact, ContactPerson
from domain.geography import NOWHERE, GeoPrecision, Place, is_position

SAME: tuple[str, ...] = (
    "name", "code", "legal_name", "vat_number", "street", "postal_code", "city", "province", "phone", "email",
    "website", "language", "turnover_year", "employees", "founded_year", "became_lead_on", "became_customer_on",
)  # fmt: skip
LISTED = {
    "type": "contact_type_id", "origin": "origin_id", "sector": "sector_id", "category": "commercial_category_id",
    "quality": "quality_id",
}  # fmt: skip


def find_places(records: Records, advance: Callable[[int], object]) -> dict[str, Place]:
    """Return the place of each contact by key: the one given, else that of city, province and country."""
    contacts = records.of("contact")
    gazetteer = Gazetteer.open() if any(record.values.get("country") for record in contacts) else None
    places = {}
    for record in contacts:
        places[record.key] = _place(record.values, gazetteer)
        advance(1)
    if gazetteer:
        gazetteer.close()
    return places


def _place(values: Values, gazetteer: Gazetteer | None) -> Place:
    latitude, longitude = (
        None if values.get(name) is None else float(values[name]) for name in ("latitude", "longitude")
    )
    if is_position(latitude, longitude):
        return Place(latitude, longitude, GeoPrecision.EXACT)
    if gazetteer is None:
        return NOWHERE
    return gazetteer.locate(values.get("city"), values.get("province"), values.get("country"))


def write_contacts(run: Run, records: Records, places: dict[str, Place]) -> None:
    """Write contacts level by level, so that each finds the one above it, and their people."""
    by_key = records.by_key.get("contact", {})
    depths: dict[str, int] = {}
    levels: dict[int, list[Record]] = defaultdict(list)
    for record in downwards(by_key, "parent"):
        depths[record.key] = depths.get(record.values.get("parent") or "", -1) + 1
        levels[depths[record.key]].append(record)
    place = frozenset({"latitude", "longitude", "geo_precision", "geo_source"})
    upsert = Upsert(run, "contact", together=[place])
    for depth in sorted(levels):
        level = levels[depth]
        rows = {record.key: _row(run, record, places[record.key]) for record in level}
        upsert.write(rows, lambda _key, row: [Told("create", run.now, None, all_plainly(row))])
        run.advance(len(level))
    _write_people(run, by_key)


def _row(run: Run, record: Record, place: Place) -> Values:
    values = record.values
    row = {name: values.get(name) for name in SAME}
    row |= {column: run.ground.choice(values.get(name)) for name, column in LISTED.items()}
    agent = values.get("agent")
    given = place.precision is GeoPrecision.EXACT
    return row | {
        "country_code": values.get("country"),
        "currency_code": values.get("currency"),
        "turnover_minor": values.get("turnover"),
        "parent_contact_id": run.id_of("contact", values.get("parent")),
        "main_agent_id": run.sellers[agent].agent_id if agent else None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "geo_precision": place.precision.value,
        "geo_source": None if place.latitude is None else "import" if given else "gazetteer",
    }


def _write_people(run: Run, contacts: dict[str, Record]) -> None:
    """Add the person named with each contact unless the contact has one of that name."""
    named = {run.known("contact")[key]: record for key, record in contacts.items() if record.values.get("person_name")}
    query = (
        select(ContactPerson.contact_id, ContactPerson.name)
        .join(Contact, Contact.id == ContactPerson.contact_id)
        .where(Contact.source_system_id == run.source_system_id)
    )
    held = {(contact_id, name) for contact_id, name in run.session.execute(query)}
    people = [
        {
            "contact_id": contact_id,
            "name": record.values["person_name"],
            "position": record.values.get("person_position"),
            "email": record.values.get("person_email"),
            "phone": record.values.get("person_phone"),
        }
        for contact_id, record in named.items()
        if (contact_id, record.values["person_name"]) not in held
    ]
    insert_all(run, ContactPerson, people)
