"""Sums: a table kept by triggers beside the query that computes the same from the rows themselves."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select, delete, except_, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.schema import Base

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A key at which a table is not what it should be; None where there is no row."""

    table: str
    key: Row
    kept: Row | None
    true: Row | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A table kept by triggers: its key, what it keeps for each key, and the query that gives both in that order."""

    table: type[Base]
    key: tuple[InstrumentedAttribute[Any], ...]
    values: tuple[InstrumentedAttribute[Any], ...]
    truth: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]

    def rebuild(self, session: Session) -> None:
        """Fill the table anew."""
        session.execute(delete(self.table))
        session.execute(insert(self.table).from_select([column.key for column in self._columns], self.truth))

    def differences(self, session: Session) -> list[Difference]:
        """Return every key at which the table differs from the truth; none is how it must be."""
        kept, true = select(*self._columns), select(self.truth.subquery())
        size = len(self.key)
        wrong = {tuple(row[:size]): tuple(row[size:]) for row in session.execute(except_(kept, true))}
        right = {tuple(row[:size]): tuple(row[size:]) for row in session.execute(except_(true, kept))}
        name = self.table.__tablename__
        return [Difference(name, key, wrong.get(key), right.get(key)) for key in sorted(wrong.keys() | right.keys())]

    @property
    def _columns(self) -> tuple[InstrumentedAttribute[Any], ...]:
        return (*self.key, *self.values)
