"""Uses: what refers to a row of a list, found by the foreign keys of the whole schema, so that none is forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, func, or_, select
from sqlalchemy.orm import Session

from data.queries.event_names import NAMED
from data.queries.lookups.tables import LINKS, table_of
from data.schema import Base
from data.schema.log import Event
from data.schema.opportunity import OpportunitySnapshot
from domain.lookups import Lookup

# What keeps an id without a foreign key.
LOOSE = {"stage": "stage_id", "user_account": "owner_id"}
SNAPSHOT = Base.metadata.tables[OpportunitySnapshot.__tablename__]
# A company is used from its first day; what fixes its currency is the first amount.
FIXED_BY = {"company": frozenset({"opportunity", "quote", "sales_order", "invoice", "quota", "campaign"})}


@dataclass(frozen=True, slots=True)
class Use:
    """How many rows of a table refer to a row, and by which column."""

    table: str
    column: str
    count: int


def uses(session: Session, lookup: Lookup, row_id: int) -> tuple[Use, ...]:
    """Return everything that refers to a row, the most frequent first."""
    found = []
    for column in references(lookup):
        count = session.scalar(select(func.count()).select_from(column.table).where(column == row_id)) or 0
        if count:
            found.append(Use(column.table.name, column.name, count))
    return tuple(sorted(found, key=lambda use: -use.count))


def is_used(session: Session, lookup: Lookup, row_id: int) -> bool:
    """Tell whether anything refers to a row; quicker than counting."""
    return any(_is_named(session, column, row_id) for column in references(lookup))


def is_fixed(session: Session, lookup: Lookup, row_id: int) -> bool:
    """Tell whether what is fixed by use stays as it is."""
    by = FIXED_BY.get(lookup.table)
    columns = (column for column in references(lookup) if by is None or column.table.name in by)
    return any(_is_named(session, column, row_id) for column in columns)


def is_mentioned(session: Session, lookup: Lookup, row_id: int) -> bool:
    """Tell whether the event log tells of a row: it would have no name any more if it were deleted."""
    fields = [field for field, (_, key, _) in NAMED.items() if key.class_.__tablename__ == lookup.table]
    told = [side[field].as_integer() == row_id for field in fields for side in (Event.before, Event.after)]
    return bool(told) and session.scalar(select(Event.id).where(or_(*told)).limit(1)) is not None


def references(lookup: Lookup) -> Iterator[Column[Any]]:
    """Yield the columns that refer to rows of the list, but not those of what belongs to a row and goes with it."""
    table = table_of(lookup)
    owned = {*lookup.owns, *(model.__tablename__ for (owner, _), (model, _, _) in LINKS.items() if owner == table.name)}
    for other in Base.metadata.sorted_tables:
        if other.name not in owned:
            yield from (column for column in other.c if any(key.column.table is table for key in column.foreign_keys))
    if table.name in LOOSE:
        yield SNAPSHOT.c[LOOSE[table.name]]


def reference_to(lookup: Lookup, table: str) -> Column[Any]:
    """Return the column of a table that refers to the list; of several the first."""
    target = table_of(lookup)
    return next(
        column
        for column in Base.metadata.tables[table].c
        if any(key.column.table is target for key in column.foreign_keys)
    )


def _is_named(session: Session, column: Column[Any], row_id: int) -> bool:
    return session.scalar(select(column).where(column == row_id).limit(1)) is not None
