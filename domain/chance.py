"""The chance of one opportunity: what is stated, what its stage says, what the model says, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

PERCENT: Final = 100
MOST_STEPS: Final = 6
REST: Final = "rest"
MODEL: Final = "model"


@dataclass(frozen=True, slots=True)
class Step:
    """One feature's part of the walk from the base rate to the model's value, in whole percentage points."""

    feature: str
    points: int


@dataclass(frozen=True, slots=True)
class Chance:
    """What the latest forecast said of an open opportunity; shares between 0 and 1.

    `used` names the value that passed the gate and `chance` is that value; `low` and `high` are the model's 80 %
    interval. `reason` is an English sentence of the catalogue that says why it is used.
    """

    said_on: date
    stated: float
    stage: float | None
    model: float | None
    used: str
    chance: float
    low: float | None
    high: float | None
    like_won: int | None
    like_count: int | None
    contributions: Mapping[str, float]
    reason: str

    @property
    def has_skill(self) -> bool:
        """Whether the model's own value is the one in use."""
        return self.used == MODEL and self.model is not None

    @property
    def base(self) -> float:
        """The rate from which the walk to the model's value starts."""
        return (self.model or 0.0) - sum(self.contributions.values())

    @property
    def walk(self) -> tuple[Step, ...]:
        """The largest steps from the base rate to the model's value; with the rest they add up as they are written."""
        ordered = sorted(self.contributions.items(), key=lambda item: (-abs(item[1]), item[0]))
        steps = [Step(name, round(PERCENT * share)) for name, share in ordered[:MOST_STEPS]]
        shown = [step for step in steps if step.points]
        whole = round(PERCENT * (self.model or 0.0)) - round(PERCENT * self.base)
        rest = whole - sum(step.points for step in shown)
        return (*shown, Step(REST, rest)) if rest else tuple(shown)
