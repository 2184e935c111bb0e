"""Possible duplicates of a contact: called the same, the same VAT number, or mail to the same domain."""

from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from data.naming import similar, words_of
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.scope import visible
from domain.access import Principal
from domain.contact import Duplicate

MOST: Final = 6
# Mail there says nothing about the firm.
SHARED_DOMAINS: Final = frozenset((
    "example.com", "example.org", "example.net", "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com",
    "icloud.com", "gmx.net", "gmx.de", "web.de", "libero.it", "virgilio.it",
    "tiscali.it", "alice.it", "pec.it", "legalmail.it", "aruba.it", "hotmail.it",
    "yahoo.it", "yahoo.es", "hotmail.es", "orange.fr",
))  # fmt: skip


def duplicates_of(session: Session, principal: Principal, contact_id: int) -> tuple[Duplicate, ...]:
    """Return contacts of the same company that may be the same one, the likeliest first."""
    contact = session.get_one(Contact, contact_id)
    found: dict[int, tuple[Contact, list[str]]] = {}
    for reason, contacts in _candidates(session, contact).items():
        for other in contacts:
            if other.id != contact.id:
                found.setdefault(other.id, (other, []))[1].append(reason)
    shown = sorted(found.values(), key=lambda pair: (-len(pair[1]), pair[0].name.lower(), pair[0].id))[:MOST]
    counts = _counts(session, principal, [other.id for other, _ in shown])
    return tuple(
        Duplicate(
            other.id, other.version, other.name, other.city, other.country_code, tuple(reasons), counts.get(other.id, 0)
        )
        for other, reasons in shown
        if other.company_id in principal.company_ids
    )


def domain_of(email: str | None) -> str:
    """Return the domain of an address that belongs to one firm, empty for none and for shared ones."""
    domain = (email or "").rpartition("@")[2].strip().lower()
    return "" if domain in SHARED_DOMAINS or "." not in domain else domain


def _candidates(session: Session, contact: Contact) -> dict[str, list[Contact]]:
    found: dict[str, list[Contact]] = {}
    words = set(words_of(contact.name))
    alike = similar(session, contact.company_id, contact.name)
    found["name"] = [other for other in alike if is_alike(words, set(words_of(other.name)))]
    vat = _squeezed(contact.vat_number)
    if vat:
        plain = func.replace(func.replace(func.upper(Contact.vat_number), " ", ""), ".", "")
        found["vat"] = _of_company(session, contact, plain == vat)
    domain = domain_of(contact.email)
    if domain:
        ends = f"%@{domain}".replace("_", r"\_")
        found["email"] = _of_company(session, contact, func.lower(Contact.email).like(ends, escape="\\"))
    return found


def is_alike(one: set[str], other: set[str]) -> bool:
    """Tell whether names are alike: one holds all words of the other, or they share two of three."""
    together = one & other
    return bool(together) and (together in (one, other) or 3 * len(together) >= 2 * len(one | other))


def _squeezed(vat: str | None) -> str:
    return (vat or "").upper().replace(" ", "").replace(".", "")


def _of_company(session: Session, contact: Contact, condition: ColumnElement[bool]) -> list[Contact]:
    query = select(Contact).where(Contact.company_id == contact.company_id, condition, Contact.id != contact.id)
    return list(session.scalars(query.order_by(Contact.name, Contact.id).limit(MOST)))


def _counts(session: Session, principal: Principal, contact_ids: list[int]) -> dict[int, int]:
    query = (
        select(Opportunity.contact_id, func.count())
        .where(Opportunity.contact_id.in_(contact_ids), *visible(principal))
        .group_by(Opportunity.contact_id)
    )
    return {int(id_): count for id_, count in session.execute(query) if id_ is not None}
