"""The track record: how good stated and computed chances and earlier forecasts turned out to be."""

from dataclasses import dataclass
from datetime import date
from typing import Final

STATED: Final = "stated"
STAGE: Final = "stage"
MODEL: Final = "model"
BASES: Final = (STATED, STAGE, MODEL)
FEWEST_OF_AN_OWNER: Final = 20


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases whose chance fell into one tenth; `said`, `rate`, `low`, `high` are shares.

    `cases` counts a deal once for every month-end at which it was open, `deals` once; the 90 % interval is that of the
    deals.
    """

    said: float
    rate: float
    low: float
    high: float
    cases: int
    deals: int


@dataclass(frozen=True, slots=True)
class Curve:
    """How one kind of chance did: Brier score, skill (1 − Brier ÷ Brier of the base rate) and the bins of its plot."""

    method: str
    bins: tuple[Bin, ...]
    cases: int
    brier: float
    skill: float
    gap: float  # mean distance between said and come, by bins


@dataclass(frozen=True, slots=True)
class Reliability:
    """Chances of opportunities as they were said at month-ends, beside what became of them.

    `used` is what the gate chose at the latest forecast, by company; without any closed case `curves` is empty.
    """

    curves: tuple[Curve, ...]
    deals: int
    won: int
    first_on: date | None
    last_on: date | None
    used: tuple[str, ...]
    notes: tuple[str, ...]  # English sentences of the catalogue

    def curve(self, method: str) -> Curve | None:
        """Return one of the curves, None when that kind of chance was never said."""
        return next((curve for curve in self.curves if curve.method == method), None)


@dataclass(frozen=True, slots=True)
class OwnerBias:
    """What an owner stated against what came, over the same cases; shares. `low` and `high` are around `rate`."""

    owner_id: int | None  # None: everybody together
    name: str
    deals: int
    stated: float
    rate: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether the difference is more than chance: what was stated lies outside the interval of what came."""
        return not self.low <= self.stated <= self.high


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far off the forecasts for some months ahead were, as shares of what came (WAPE); None of what was not made."""

    first: int
    last: int
    n: int
    caudal: float
    naive: float | None
    run_rate: float | None
    bias: float
    covered: float  # share of months inside P10–P90

    @property
    def better(self) -> float | None:
        """By how much the error is below that of repeating last year, None when there is nothing to compare with."""
        return 1 - self.caudal / self.naive if self.naive else None


@dataclass(frozen=True, slots=True)
class Band:
    """A month as it was forecast one month before, and what it brought; minor units of the reporting currency."""

    month: int  # year × 12 + month − 1
    low_minor: int
    middle_minor: int
    high_minor: int
    actual_minor: int

    @property
    def holds(self) -> bool:
        """Whether the month came inside P10–P90."""
        return self.low_minor <= self.actual_minor <= self.high_minor


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the league for some months ahead; shares, `mase` against repeating last year."""

    name: str
    first: int
    last: int
    n: int
    wape: float
    bias: float
    mase: float | None
    covered: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How the blend of a company is made now: the chain's share by months ahead, and how its interval is stretched."""

    company_id: int
    company: str
    chain: tuple[float, ...]
    width: float
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How far off the forecasts of whole companies were; `bands` is empty for those who see only a part of them."""

    horizons: tuple[Horizon, ...]
    league: tuple[Method, ...]
    bands: tuple[Band, ...]
    weights: tuple[Weights, ...]
    cutoffs: int
    companies: int
    currency: str
    is_narrowed: bool  # the filter asks for less than whole companies; the record does not
