"""The books behind the live server: what the database holds, counted by hand and not by the app's own queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from data.fx import rate
from data.session import Database
from domain import clock
from domain.money import Money, convert, weighted_minor

CURRENCY = "EUR"
SUMS = """
    SELECT outcome, CASE outcome WHEN 'open' THEN {place} END AS place, currency_code, COUNT(*) AS n, SUM(net_minor) AS net,
           SUM(net_minor * stated_percent) AS net_percent
    FROM opportunity WHERE outcome <> 'cancelled' AND ({where}) GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Sums:
    """What a column adds up to, in minor units of the euro."""

    count: int = 0
    net: int = 0
    weighted: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.count + other.count, self.net + other.net, self.weighted + other.weighted)

    def __sub__(self, other: "Sums") -> "Sums":
        return Sums(self.count - other.count, self.net - other.net, self.weighted - other.weighted)


class Books:
    """Questions to the database; `where` is SQL over the table `opportunity`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, sql: str, **values: object) -> list[Row[Any]]:
        """Return what a statement finds."""
        with self._database.read() as session:
            return list(session.execute(text(sql), values))

    def value(self, sql: str, **values: object) -> Any:
        """Return the one value that a statement finds."""
        (row,) = self.rows(sql, **values)
        return row[0]

    def change(self, sql: str, **values: object) -> None:
        """Arrange what no page can arrange."""
        with self._database.write() as session:
            session.execute(text(sql), values)

    def opportunity(self, opportunity_id: int) -> Row[Any]:
        """Return everything about one opportunity."""
        return self.rows("SELECT * FROM opportunity WHERE id = :id", id=opportunity_id)[0]

    def count(self, where: str, **values: object) -> int:
        """Return how many opportunities there are."""
        return int(self.value(f"SELECT COUNT(*) FROM opportunity WHERE {where}", **values))

    def columns(self, where: str) -> dict[str, Sums]:
        """Return the sums of every column of the Progress board that holds an opportunity."""
        return self._columns(where, "probability_id", "p")

    def stages(self, where: str) -> dict[str, Sums]:
        """Return the sums of every column of the Stages board that holds an opportunity."""
        return self._columns(where, "stage_id", "s")

    def _columns(self, where: str, place: str, letter: str) -> dict[str, Sums]:
        found: dict[str, Sums] = {}
        with self._database.read() as session:
            for row in session.execute(text(SUMS.format(where=where, place=place))):
                key = f"{letter}{row.place}" if row.outcome == "open" else row.outcome
                found[key] = found.get(key, Sums()) + _converted(session, row)
        return found

    def user(self, login: str) -> int:
        """Return the id of a person."""
        return int(self.value("SELECT id FROM user_account WHERE login = :login", login=login))


def summary(columns: Mapping[str, Sums]) -> Sums:
    """Return the sum of the open columns."""
    return _sum(sums for key, sums in columns.items() if key not in {"won", "lost"})


def _sum(parts: Iterable[Sums]) -> Sums:
    total = Sums()
    for part in parts:
        total += part
    return total


def _converted(session: Session, row: Row[Any]) -> Sums:
    value = rate(session, row.currency_code, CURRENCY, clock.today()).value
    net, weighted = (
        convert(Money(minor, row.currency_code), CURRENCY, value).minor
        for minor in (int(row.net), weighted_minor(int(row.net_percent)))
    )
    return Sums(int(row.n), net, weighted)
