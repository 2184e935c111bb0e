"""Writing: many rows set to earlier values, grouped by what differs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from data.schema.base import Base

AT_ONCE = 500


def table_of(entity: type[Base]) -> Table:
    """Return the table itself: its rows change without a word of their new values and versions."""
    return cast("Table", entity.__table__)


def set_values(session: Session, entity: type[Base], changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set the values of rows by their ids."""
    table = table_of(entity)
    groups: dict[frozenset[str], list[dict[str, Any]]] = defaultdict(list)
    for id_, values in changes.items():
        if values:
            groups[frozenset(values)].append(
                {"this_id": id_} | {f"new_{name}": value for name, value in values.items()}
            )
    for names, rows in groups.items():
        keep = {} if "updated_at" not in table.c else {"updated_at": table.c.updated_at}
        statement = update(table).where(table.c.id == bindparam("this_id"))
        session.connection().execute(
            statement.values(**keep, **{name: bindparam(f"new_{name}") for name in names}), rows
        )


def remove(session: Session, entity: type[Base], ids: Collection[int]) -> None:
    """Remove rows by their ids; what refers to them is looked after at the end."""
    table = table_of(entity)
    for some in batches(sorted(ids)):
        session.execute(delete(table).where(table.c.id.in_(some)))


def differing(
    session: Session, entity: type[Base], wanted: Mapping[int, Mapping[str, Any]]
) -> dict[int, dict[str, Any]]:
    """Return of the wanted values those that the rows do not have; rows that are not there are left out."""
    table = table_of(entity)
    found: dict[int, dict[str, Any]] = {}
    for some in batches(sorted(wanted)):
        for row in session.execute(select(table).where(table.c.id.in_(some))).mappings():
            values = {name: value for name, value in wanted[row["id"]].items() if row[name] != value}
            if values:
                found[row["id"]] = values
    return found


def batches(ids: Iterable[int], size: int = AT_ONCE) -> Iterable[list[int]]:
    """Yield ids in lists that fit into one statement."""
    rest = iter(ids)
    while some := list(islice(rest, size)):
        yield some
