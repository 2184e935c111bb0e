"""Text search: every word must occur in the title, the number or the contact's name."""

from sqlalchemy import ColumnElement, Select, and_, column, literal_column, or_, select, table, union_all
from sqlalchemy.orm import InstrumentedAttribute

from data.schema.contact import Contact
from data.schema.opportunity import Opportunity

# Fewer characters make no trigram: such a word is looked for at the beginning only.
SHORTEST_INNER = 3
LAST_CHARACTER = "\U0010ffff"


def matching_opportunities(dialect: str, text: str) -> ColumnElement[bool]:
    """Return the condition under which an opportunity holds every word of `text`; the empty text matches all.

    `dialect` is the database's name, "sqlite" or "postgresql". Upper and lower case are one.
    """
    return and_(True, *(Opportunity.id.in_(_holding(dialect, word)) for word in text.split()))


def matching_contacts(dialect: str, text: str) -> ColumnElement[bool]:
    """Return the condition under which a contact's name holds every word of `text`; the empty text matches all."""
    return and_(True, *(Contact.id.in_(_named(dialect, word)) for word in text.split()))


def _holding(dialect: str, word: str) -> ColumnElement[int]:
    # A union of three answers, each from its own index; OR over two tables would read them whole.
    of_contact = select(Opportunity.id).where(Opportunity.contact_id.in_(_named(dialect, word)))
    if _in_trigrams(dialect, word):
        own = [_in_text("opportunity_text", word)]
    else:
        own = [
            select(Opportunity.id).where(_holds(dialect, field, word))
            for field in (Opportunity.title, Opportunity.number)
        ]
    return union_all(*own, of_contact).scalar_subquery()


def _named(dialect: str, word: str) -> Select[int]:
    if _in_trigrams(dialect, word):
        return _in_text("contact_text", word)
    return select(Contact.id).where(_holds(dialect, Contact.name, word))


def _in_trigrams(dialect: str, word: str) -> bool:
    return dialect == "sqlite" and len(word) >= SHORTEST_INNER


def _in_text(name: str, word: str) -> Select[int]:
    quoted = '"' + word.replace('"', '""') + '"'
    return select(column("rowid")).select_from(table(name)).where(literal_column(name).op("MATCH")(quoted))


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
