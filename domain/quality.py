"""Data quality: what can be wrong with an open opportunity so that totals and forecasts are, and what each costs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

NORM_POINTS: Final = 20  # a stated probability so far from what its stage has kept is worth a question
MANY_PUSHES: Final = 3


class Flaw(StrEnum):
    """What is wrong, in the order of the ledger."""

    OVERDUE = "overdue"  # the expected order date is over
    UNDATED = "undated"  # there is no expected order date
    AMOUNTLESS = "amountless"  # the amount is not known, or nothing
    RATELESS = "rateless"  # in a currency without an exchange rate
    AGENTLESS = "agentless"  # no main agent
    STEPLESS = "stepless"  # nothing planned
    OFF_NORM = "off_norm"  # the stated probability is far from what its stage has kept
    PUSHED = "pushed"  # the expected order date was moved later again and again
    DOUBLE = "double"  # another open opportunity with the same contact looks the same
    PLACELESS = "placeless"  # the contact is not on the map


@dataclass(frozen=True, slots=True)
class Flawed:
    """Narrow to what has a flaw as of a day."""

    flaw: Flaw
    today: date


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of the ledger, in minor units of the reporting currency.

    `net_minor` and `weighted_minor` are of the opportunities that have the flaw. `effect_minor` is what it does to a
    forecast by stated chances: what is in no or in the wrong month, what is missing, promised too much or counted twice.
    `missing` counts amounts that no rate brings to the reporting currency, which are in none of the sums.
    """

    flaw: Flaw
    count: int
    net_minor: int
    weighted_minor: int
    effect_minor: int
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is open, and its flaws; an opportunity can have several, `flawed` counts it once."""

    currency: str
    count: int
    weighted_minor: int
    flawed: int
    findings: tuple[Finding, ...]
    rates_on: date | None = None
