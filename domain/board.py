"""Boards: how cards are ordered and what a column adds up."""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import MalformedInput
from domain.outcome import Outcome

OPEN_COLUMN = re.compile(r"p([1-9][0-9]{0,17})")


class BoardSort(StrEnum):
    """Orders of the cards in a column; each has an index."""

    WEIGHTED = "weighted"
    NET = "net"
    EXPECTED = "expected"
    AGE = "age"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Totals:
    """Count, net and weighted amount over all rows that match, in minor units of one currency."""

    count: int = 0
    net_minor: int = 0
    weighted_minor: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.count + other.count, self.net_minor + other.net_minor, self.weighted_minor + other.weighted_minor
        )


@dataclass(frozen=True, slots=True)
class ColumnKey:
    """The name of a column: "lost", "won", or "p" and the id of a row of the probability table."""

    outcome: Outcome
    probability_id: int | None = None

    @classmethod
    def parse(cls, text: str) -> "ColumnKey":
        """Read a column's name; raise MalformedInput for anything else."""
        if text in {Outcome.WON, Outcome.LOST}:
            return cls(Outcome(text))
        if found := OPEN_COLUMN.fullmatch(text):
            return cls(Outcome.OPEN, int(found[1]))
        raise MalformedInput

    def __str__(self) -> str:
        return f"p{self.probability_id}" if self.outcome is Outcome.OPEN else self.outcome.value
