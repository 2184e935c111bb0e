"""Merging: two contacts are one; everything of the other moves here, then the other is removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import delete, func, insert, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.schema.activity import Activity
from data.schema.campaign import CampaignMember
from data.schema.contact import Contact, ContactAddress, ContactCompetitor, ContactPerson
from data.schema.document import Document
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity
from data.schema.sales import Quote, SalesOrder
from data.scope import changeable, visible_contacts
from domain.access import Permission, Principal
from domain.errors import CannotUndo, ContactShared, NotFound, NotTheSameCompany
from workflow import audit, journal
from workflow.contacts.change import Act, Change, Target, held, told, write
from workflow.contacts.editing import is_exact
from workflow.journal import Values, from_plain, plain

VERB: Final = "merge"
HANGING: Final[Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[Any]]]] = {
    "opportunity": (Opportunity.id, Opportunity.contact_id),
    "contact_person": (ContactPerson.id, ContactPerson.contact_id),
    "contact_address": (ContactAddress.id, ContactAddress.contact_id),
    "activity": (Activity.id, Activity.contact_id),
    "document": (Document.id, Document.contact_id),
    "quote": (Quote.id, Quote.contact_id),
    "sales_order": (SalesOrder.id, SalesOrder.contact_id),
    "invoice": (Invoice.id, Invoice.contact_id),
    "contact": (Contact.id, Contact.parent_contact_id),
}  # fmt: skip
# What can be there once only for each contact: the other key, and the table.
LINKS: Final[Mapping[str, tuple[Any, InstrumentedAttribute[int]]]] = {
    "campaign_member": (CampaignMember, CampaignMember.campaign_id),
    "contact_competitor": (ContactCompetitor, ContactCompetitor.competitor_id),
}
# What an empty field of the kept contact is filled with; a place on the map goes with its address as a whole.
FILLED: Final = (
    "code", "legal_name", "vat_number", "contact_type_id", "origin_id", "quality_id", "sector_id",
    "commercial_category_id", "main_agent_id", "zone_id", "currency_code", "language", "phone", "email", "website",
    "employees", "founded_year", "became_lead_on", "ceased_lead_on", "became_customer_on", "ceased_customer_on",
    "closing_reason_id",
)  # fmt: skip
PLACE: Final = ("latitude", "longitude", "geo_precision", "geo_source")
TOGETHER: Final = (
    ("city", ("street", "postal_code", "city", "province", "country_code", *PLACE)),
    ("turnover_minor", ("turnover_minor", "turnover_year")),
    ("source_id", ("source_system_id", "source_id")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Merge:
    """The contact that is to disappear, as the person saw it."""

    other_id: int
    other_version: int


def merge(session: Session, principal: Principal, target: Target, asked: Merge, *, now: datetime) -> Change:
    """Take the other contact into this one: all that hangs on it moves here, what is empty here is filled from it.

    Raises NotFound, NotPermitted, Conflict, NotTheSameCompany, ContactShared when the other one has opportunities,
    orders or invoices that the person may not change.
    """
    if event := journal.earlier(session, principal, target.request_key, "contact", target.contact_id):
        return told(event)
    # Always in one order, so that two people who merge crosswise do not wait for each other.
    both = {id_: held(session, principal, id_) for id_ in sorted({target.contact_id, asked.other_id})}
    kept, other = both[target.contact_id], both[asked.other_id]
    if other is kept:
        raise NotTheSameCompany(name=kept.name)
    journal.check_version(kept, target.version)
    journal.check_version(other, asked.other_version)
    check(session, principal, kept, other)
    values = _filled(kept, other)
    if kept.parent_contact_id == other.id:
        values["parent_contact_id"] = None
    moved = {name: _move(session, name, other.id, kept.id) for name in HANGING}
    links = {name: _move_links(session, name, other.id, kept.id) for name in LINKS}
    gone = plain({
        column.key: getattr(other, column.key) for column in Contact.__table__.columns if column.key != "updated_at"
    })  # fmt: skip
    act = Act(principal, kept, target.request_key, now)
    _without_origin(session, other, values)
    beside: Values = {
        "merged": other.name, "merged_id": other.id, "moved": {name: ids for name, ids in moved.items() if ids},
        "links": {name: rows for name, rows in links.items() if rows}, "gone": gone,
    }  # fmt: skip
    change = write(session, act, VERB, values, ({}, beside))
    audit.record(
        session,
        "contacts_merged",
        now=now,
        user_id=principal.user_id,
        subject=f"contact: {other.name}"[:200],
        detail={"kept": kept.id, "removed": other.id, "event": change.event_id},
    )
    session.execute(delete(Contact).where(Contact.id == other.id).execution_options(synchronize_session=False))
    session.expunge(other)
    return change


def check(session: Session, principal: Principal, kept: Contact, other: Contact) -> None:
    """Raise NotTheSameCompany or ContactShared when the other contact cannot be merged into the one kept."""
    if kept.id == other.id or kept.company_id != other.company_id:
        raise NotTheSameCompany(name=other.name)
    for entity in (Opportunity, SalesOrder, Invoice):
        mine = select(entity.id).where(*changeable(principal, entity))
        query = select(func.count()).select_from(entity).where(entity.contact_id == other.id, entity.id.not_in(mine))
        if session.scalar(query):
            raise ContactShared(name=other.name)


def counted(session: Session, principal: Principal, kept_id: int, other_id: int) -> dict[str, int]:
    """Return how much of each kind hangs on the contact that is to disappear; raise what merging would."""
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    query = select(Contact).where(Contact.id.in_([kept_id, other_id]), *visible_contacts(principal))
    found = {contact.id: contact for contact in session.scalars(query)}
    if not {kept_id, other_id} <= found.keys():
        raise NotFound
    check(session, principal, found[kept_id], found[other_id])
    return {
        name: int(session.scalar(select(func.count(key)).where(owner == other_id)) or 0)
        for name, (key, owner) in HANGING.items()
    }


def unmerge(session: Session, kept: Contact, told_: Mapping[str, Any]) -> None:
    """Put the removed contact back as it was and give it what was taken from it, unless that is elsewhere by now.

    Raises CannotUndo when another contact was given its number meanwhile.
    """
    if session.get(Contact, told_["merged_id"]) is not None:
        raise CannotUndo
    row = {name: from_plain(name, value) for name, value in told_["gone"].items()}
    if "created_at" in row:  # not in what was merged before it was kept
        row["created_at"] = datetime.fromisoformat(row["created_at"])
    origin = {name: row.pop(name) for name in ("source_system_id", "source_id")}
    session.execute(insert(Contact).values(**row))
    for name, ids in cast("dict[str, list[int]]", told_["moved"]).items():
        _hang(session, name, ids, kept.id, row["id"])
    for name, rows in cast("dict[str, list[dict[str, Any]]]", told_["links"]).items():
        entity, other_key = LINKS[name]
        for link in rows:
            if link.pop("moved"):
                theirs = entity.contact_id == kept.id, other_key == link[other_key.key]
                session.execute(delete(entity).where(*theirs))
            session.execute(insert(entity).values(**{key: from_plain(key, value) for key, value in link.items()}))
    session.info["origin_of_merged"] = (row["id"], origin)


def give_origin_back(session: Session) -> None:
    """Give the contact that was put back the source that the kept one had taken over meanwhile."""
    contact_id, origin = session.info.pop("origin_of_merged")
    session.execute(update(Contact).where(Contact.id == contact_id).values(**origin))
    session.expire_all()


def _filled(kept: Contact, other: Contact) -> Values:
    values: Values = {
        name: getattr(other, name)
        for name in FILLED
        if getattr(kept, name) is None and getattr(other, name) is not None
    }
    for sign, names in TOGETHER:
        if getattr(kept, sign) is None and getattr(other, sign) is not None:
            values |= {name: getattr(other, name) for name in names if not (name in PLACE and is_exact(kept))}
    return values


def _without_origin(session: Session, other: Contact, values: Values) -> None:
    """Let go of the source that goes over to the kept contact: no two rows may have the same."""
    if "source_id" in values:
        session.execute(
            update(Contact)
            .where(Contact.id == other.id)
            .values(source_id=None, source_system_id=None)
            .execution_options(synchronize_session=False)
        )


def _move(session: Session, name: str, from_id: int, to_id: int) -> list[int]:
    key, owner = HANGING[name]
    ids = list(session.scalars(select(key).where(owner == from_id).order_by(key)))
    # The kept one may be a part of the other: it does not become a part of itself.
    moving = [id_ for id_ in ids if not (name == "contact" and id_ == to_id)]
    _hang(session, name, moving, from_id, to_id)
    return moving


def _hang(session: Session, name: str, ids: Sequence[int], from_id: int, to_id: int) -> None:
    key, owner = HANGING[name]
    if ids:
        statement = update(key.class_).where(key.in_(ids), owner == from_id).values({owner.key: to_id})
        session.execute(statement.execution_options(synchronize_session=False))


def _move_links(session: Session, name: str, from_id: int, to_id: int) -> list[dict[str, Any]]:
    """Move what the kept one does not have yet, let go of the rest; return the rows as they were."""
    entity, other_key = LINKS[name]
    columns = [column.key for column in entity.__table__.columns]
    present = set(session.scalars(select(other_key).where(entity.contact_id == to_id)))
    rows = [dict(zip(columns, row, strict=True)) for row in session.execute(
        select(*(getattr(entity, column) for column in columns)).where(entity.contact_id == from_id).order_by(other_key)
    )]  # fmt: skip
    moving = [(from_id, row[other_key.key]) for row in rows if row[other_key.key] not in present]
    if moving:
        theirs = tuple_(entity.contact_id, other_key).in_(moving)
        session.execute(update(entity).where(theirs).values(contact_id=to_id))
    session.execute(delete(entity).where(entity.contact_id == from_id))
    session.expire_all()
    return [plain(row) | {"moved": row[other_key.key] not in present} for row in rows]
