"""Boards: how cards are ordered and what a column adds up."""

from dataclasses import dataclass
from enum import StrEnum


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
