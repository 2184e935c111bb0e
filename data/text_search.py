"""Text search: every word must occur in the title, the number or the contact's name."""

import json
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    any_,
    bindparam,
    column,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from data.schema.contact import Contact
from data.schema.opportunity import Opportunity

# Fewer characters make no trigram: such a word is looked for at the beginning only.
SHORTEST_INNER = 3
LAST_CHARACTER = "\U0010ffff"
# Up to so many the ids themselves are the condition, found once for all statements of a session.
FEW = 20_000
FIELDS = (Opportunity.title, Opportunity.number)


def found_opportunities(session: Session, text: str, *, in_order: bool = False) -> ColumnElement[bool]:
    """Return the same condition as `matching_opportunities`, in the form that is cheapest for this text.

    The first call for a text looks for it, later ones of the session know the answer. `in_order` is for pages that
    stop after some rows of an index: for a frequent word each row is looked at in turn, instead of all at once.
    """
    dialect = session.get_bind().dialect.name
    known: dict[str, list[int] | None] = session.info.setdefault("found_opportunities", {})
    if text not in known:
        query = select(Opportunity.id).where(matching_opportunities(dialect, text)).limit(FEW + 1)
        ids = list(session.scalars(query))
        known[text] = ids if len(ids) <= FEW else None
    ids_found = known[text]
    if ids_found is not None:
        return _among(dialect, ids_found)
    return _row_holds(dialect, text) if in_order else matching_opportunities(dialect, text)


def matching_opportunities(dialect: str, text: str) -> ColumnElement[bool]:
    """Return the condition under which an opportunity holds every word of `text`; the empty text matches all.

    `dialect` is the database's name, "sqlite" or "postgresql". Upper and lower case are one.
    """
    long, short = _in_trigrams(dialect, text)
    indexed = [Opportunity.id.in_(_in_text("opportunity_text", long))] if long else []
    return and_(true(), *indexed, *(Opportunity.id.in_(_holding(dialect, word)) for word in short))


def matching_contacts(dialect: str, text: str) -> ColumnElement[bool]:
    """Return the condition under which a contact's name holds every word of `text`; the empty text matches all."""
    long, short = _in_trigrams(dialect, text)
    indexed = [Contact.id.in_(_in_text("contact_text", long))] if long else []
    return and_(true(), *indexed, *(_holds(dialect, Contact.name, word) for word in short))


def _in_trigrams(dialect: str, text: str) -> tuple[list[str], list[str]]:
    """Return the words that SQLite's text tables answer, and those that are compared with the columns."""
    words = text.split()
    long = [word for word in words if dialect == "sqlite" and len(word) >= SHORTEST_INNER]
    return long, [word for word in words if word not in long]


def _in_text(name: str, words: list[str]) -> Select[Any]:
    quoted = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
    return select(column("rowid")).select_from(table(name)).where(literal_column(name).op("MATCH")(quoted))


def _holding(dialect: str, word: str) -> ColumnElement[int]:
    # A union of three answers, each from its own index; OR over two tables would read them whole.
    named = select(Contact.id).where(_holds(dialect, Contact.name, word))
    return union_all(
        *(select(Opportunity.id).where(_holds(dialect, field, word)) for field in FIELDS),
        select(Opportunity.id).where(Opportunity.contact_id.in_(named)),
    ).scalar_subquery()


def _row_holds(dialect: str, text: str) -> ColumnElement[bool]:
    long, short = _in_trigrams(dialect, text)
    indexed = []
    if long:
        in_text = _in_text("opportunity_text", long).where(column("rowid") == Opportunity.id)
        indexed = [in_text.correlate(Opportunity).exists()]
    return and_(true(), *indexed, *(_row_holds_word(dialect, word) for word in short))


def _row_holds_word(dialect: str, word: str) -> ColumnElement[bool]:
    contact = aliased(Contact)
    named = select(contact.id).where(contact.id == Opportunity.contact_id, _holds(dialect, contact.name, word))
    return or_(*(_holds(dialect, field, word) for field in FIELDS), named.correlate(Opportunity).exists())


def _among(dialect: str, ids: list[int]) -> ColumnElement[bool]:
    # One parameter, however many ids there are.
    if not ids:
        return false()
    if dialect == "sqlite":
        each = func.json_each(json.dumps(ids)).table_valued("value")
        return Opportunity.id.in_(select(each.c.value))
    return Opportunity.id == any_(bindparam(None, ids, type_=ARRAY(BigInteger)))


def _holds(dialect: str, field: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    if dialect == "sqlite":
        return _begins(field, word)
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    inner = "%" if len(word) >= SHORTEST_INNER else ""
    return field.ilike(f"{inner}{escaped}%", escape="\\")


def _begins(field: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    # A range finds its place in the NOCASE index, which knows the cases of ASCII only: the others are spelt out.
    spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    caseless = field.collate("NOCASE")
    return or_(*(caseless.between(spelling, spelling + LAST_CHARACTER) for spelling in sorted(spellings)))
