"""Naming: contacts that are called the same or almost the same, so that nobody is registered twice."""

import re
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from data.schema.contact import Contact
from data.text_search import matching_contacts

# What follows a name in many countries and tells nobody apart.
LEGAL_FORMS: Final = frozenset(
    [
        "spa",
        "srl",
        "srls",
        "sas",
        "snc",
        "sa",
        "sl",
        "slu",
        "sc",
        "coop",
        "gmbh",
        "ag",
        "kg",
        "ohg",
        "gbr",
        "ug",
        "co",
        "ltd",
        "llc",
        "inc",
        "corp",
        "plc",
        "sarl",
        "nv",
        "bv",
        "ab",
        "as",
        "oy",
    ]
)
SIMILAR: Final = 8


def words_of(name: str) -> list[str]:
    """Return the words that tell a contact apart, in small letters, without legal forms and dots."""
    plain = re.sub(r"[.'’]", "", name.casefold())
    words = [word for word in re.split(r"[^\w]+", plain) if word]
    return [word for word in words if word not in LEGAL_FORMS] or words


def same_name(company_id: int, name: str) -> Select[Contact]:
    """Return the query of a company's contacts with exactly this name, however it is written."""
    return select(Contact).where(Contact.company_id == company_id, func.lower(Contact.name) == func.lower(name))


def similar(session: Session, company_id: int, name: str, limit: int = SIMILAR) -> list[Contact]:
    """Return contacts of a company that may be the one meant: those with all its words, else with the longest one."""
    words = words_of(name)
    if not words:
        return []
    dialect = session.get_bind().dialect.name
    for wanted in (" ".join(words), max(words, key=len)):
        query = select(Contact).where(Contact.company_id == company_id, matching_contacts(dialect, wanted))
        found = session.scalars(query.order_by(Contact.name, Contact.id).limit(limit)).all()
        if found:
            return list(found)
    return []
