"""Boards: how cards are ordered and what a column adds up."""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import MalformedInput
from domain.outcome import Outcome

OPEN_COLUMN = re.compile(r"([ps])([1-9][0-9]{0,17})")


class BoardSort(StrEnum):
    """Orders of the cards in a column; each board offers some, and has an index for each of them."""

    WEIGHTED = "weighted"
    NET = "net"
    EXPECTED = "expected"
    AGE = "age"
    STAY = "stay"
    IDLE = "idle"


OF_PROBABILITIES = (BoardSort.WEIGHTED, BoardSort.NET, BoardSort.EXPECTED, BoardSort.AGE, BoardSort.IDLE)
OF_STAGES = (BoardSort.WEIGHTED, BoardSort.NET, BoardSort.EXPECTED, BoardSort.STAY, BoardSort.IDLE)


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
    """The name of a column: "lost", "won", "p" and the id of a row of the probability table, "s" and that of a stage."""

    outcome: Outcome
    probability_id: int | None = None
    stage_id: int | None = None

    @classmethod
    def parse(cls, text: str) -> "ColumnKey":
        """Read a column's name; raise MalformedInput for anything else."""
        if text in {Outcome.WON, Outcome.LOST}:
            return cls(Outcome(text))
        if found := OPEN_COLUMN.fullmatch(text):
            number = int(found[2])
            return cls.of_stage(number) if found[1] == "s" else cls(Outcome.OPEN, number)
        raise MalformedInput

    @classmethod
    def of_stage(cls, stage_id: int) -> "ColumnKey":
        """Return the column of a stage."""
        return cls(Outcome.OPEN, stage_id=stage_id)

    def __str__(self) -> str:
        if self.outcome is not Outcome.OPEN:
            return self.outcome.value
        return f"p{self.probability_id}" if self.stage_id is None else f"s{self.stage_id}"
