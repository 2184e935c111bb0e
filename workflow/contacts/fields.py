"""Fields of a contact: what each may hold; a refusal says how to write it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.company import Currency
from data.schema.contact import CommercialCategory, Contact, ContactOrigin, ContactQuality, ContactType, Sector
from data.schema.people import Agent, Zone
from domain.countries import COUNTRY_NAMES
from domain.errors import (
    BadCount,
    BadEmail,
    BadPhone,
    BadVatNumber,
    BadWebsite,
    BadYear,
    InvalidFields,
    MalformedInput,
    NameNeeded,
    NotOffered,
    SalesError,
    TextTooLong,
)
from workflow.journal import Values

LONGEST: Final[Mapping[str, int]] = {
    "name": 200, "legal_name": 200, "vat_number": 40, "code": 40, "language": 10, "phone": 60, "email": 200,
    "website": 300, "street": 200, "postal_code": 20, "city": 120, "province": 120, "position": 120, "kind": 20,
}  # fmt: skip
LISTS: Final[Mapping[str, Any]] = {
    "contact_type_id": ContactType, "origin_id": ContactOrigin, "quality_id": ContactQuality, "sector_id": Sector,
    "commercial_category_id": CommercialCategory, "zone_id": Zone,
}  # fmt: skip
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
WEBSITE: Final = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)
PHONE: Final = re.compile(r"\+?[\d\s()/.\-]{4,}(?:\s*(?:x|ext\.?|int\.?)\s*\d+)?", re.IGNORECASE)
VAT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .\-]{2,}[A-Za-z0-9]")
COUNTRIES: Final = frozenset(line[:2] for line in COUNTRY_NAMES.splitlines() if line)
EARLIEST_YEAR: Final = 1200
MOST_EMPLOYEES: Final = 10_000_000
Check = Callable[[Session, Contact, Any, date], object]


def checked(session: Session, contact: Contact, wanted: Mapping[str, object], today: date) -> Values:
    """Return the values as they are kept; raise InvalidFields with everything that is wrong, MalformedInput."""
    values: Values = {}
    refusals: dict[str, SalesError] = {}
    for name, value in wanted.items():
        check = CHECKS.get(name)
        if check is None:
            raise MalformedInput
        present = getattr(contact, name)
        try:
            # What was there before anybody checked it may stay.
            values[name] = present if value == present else check(session, contact, value, today)
        except SalesError as refusal:
            refusals[name] = refusal
    if refusals:
        raise InvalidFields(refusals)
    return values


def line(name: str, value: object) -> str | None:
    """Return a line of text without spaces around and in a row, None for an empty one; raise TextTooLong."""
    if value is not None and not isinstance(value, str):
        raise MalformedInput
    plain = " ".join((value or "").split())
    if len(plain) > LONGEST[name]:
        raise TextTooLong(length=LONGEST[name])
    return plain or None


def email(value: object) -> str | None:
    """Return a mail address; raise BadEmail."""
    return _like(EMAIL, "email", value, BadEmail)


def phone(value: object) -> str | None:
    """Return a phone number; raise BadPhone."""
    return _like(PHONE, "phone", value, BadPhone)


def country(value: object) -> str | None:
    """Return the code of a country; raise NotOffered."""
    if value is None or value == "":
        return None
    if value not in COUNTRIES:
        raise NotOffered
    return str(value)


def named(name: str, value: object) -> str:
    """Return a name, which nothing goes without; raise NameNeeded."""
    plain = " ".join(str(value or "").split())
    if not 0 < len(plain) <= LONGEST[name]:
        raise NameNeeded(length=LONGEST[name])
    return plain


def _like(pattern: re.Pattern[str], name: str, value: object, refusal: type[SalesError]) -> str | None:
    plain = line(name, value)
    if plain and not pattern.fullmatch(plain):
        raise refusal(text=plain[:60])
    return plain


def _website(_session: Session, _contact: Contact, value: object, _today: date) -> object:
    plain = line("website", value)
    if plain and "://" not in plain:
        plain = f"https://{plain}"
    return _like(WEBSITE, "website", plain, BadWebsite)


def _listed(name: str) -> Check:
    def check(session: Session, _contact: Contact, value: object, _today: date) -> object:
        entity = LISTS[name]
        if value is not None and not session.scalar(select(entity.active).where(entity.id == value)):
            raise NotOffered
        return value

    return check


def _agent(session: Session, contact: Contact, value: object, _today: date) -> object:
    if value is not None:
        company_id = session.scalar(select(Agent.company_id).where(Agent.id == value))
        if company_id != contact.company_id:
            raise NotOffered
    return value


def _currency(session: Session, _contact: Contact, value: object, _today: date) -> object:
    if value is not None and session.get(Currency, value) is None:
        raise NotOffered
    return value


def _year(_session: Session, _contact: Contact, value: object, today: date) -> object:
    if value is not None and not (isinstance(value, int) and EARLIEST_YEAR <= value <= today.year):
        raise BadYear(text=value, first=EARLIEST_YEAR, last=today.year)
    return value


def _employees(_session: Session, _contact: Contact, value: object, _today: date) -> object:
    if value is not None and not (isinstance(value, int) and 0 <= value <= MOST_EMPLOYEES):
        raise BadCount(text=value, most=MOST_EMPLOYEES)
    return value


def _turnover(_session: Session, _contact: Contact, value: object, _today: date) -> object:
    if value is not None and not isinstance(value, int):
        raise MalformedInput
    return value


def _plain(name: str) -> Check:
    return lambda _session, _contact, value, _today: line(name, value)


CHECKS: Final[Mapping[str, Check]] = {
    "name": lambda _session, _contact, value, _today: named("name", value),
    "vat_number": lambda _session, _contact, value, _today: _like(VAT, "vat_number", value, BadVatNumber),
    "email": lambda _session, _contact, value, _today: email(value),
    "phone": lambda _session, _contact, value, _today: phone(value),
    "country_code": lambda _session, _contact, value, _today: country(value),
    "website": _website,
    "main_agent_id": _agent,
    "currency_code": _currency,
    "turnover_minor": _turnover,
    "turnover_year": _year,
    "founded_year": _year,
    "employees": _employees,
    **{name: _plain(name) for name in ("legal_name", "code", "language", "street", "postal_code", "city", "province")},
    **{name: _listed(name) for name in LISTS},
}
