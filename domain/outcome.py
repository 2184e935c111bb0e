"""Outcome: how an opportunity ended, a typed flag and never a stage's name."""

from enum import StrEnum


class Outcome(StrEnum):
    """Open until closed; cancelled ones count nowhere."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    CANCELLED = "cancelled"


CLOSING_SIGN = {Outcome.WON: 1, Outcome.LOST: -1}
