"""Outlook: what a year is likely to bring, month by month, and what each cell of it is made of."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.scenario import Scenario

MOST_BEHIND: Final = 200  # rows of what is behind a cell, on a page


class Measure(StrEnum):
    """What is looked ahead at, each step later than the one before."""

    WON = "won"
    ORDERED = "ordered"
    INVOICED = "invoiced"


class Part(StrEnum):
    """What a month is made of, from the surest to the least sure; the parts add up to the expected amount."""

    ACTUAL = "actual"  # has come
    BACKLOG = "backlog"  # won or ordered, but not yet where the measure counts
    PIPELINE = "pipeline"  # open opportunities, weighted by their chances
    FRESH = "fresh"  # opportunities that nobody has created yet
    HISTORY = "history"  # what the time series adds to all that, or takes off


@dataclass(frozen=True, slots=True)
class Band:
    """Quantiles of what may come, in minor units: in 8 of 10 cases it lies between p10 and p90."""

    p10: int = 0
    p25: int = 0
    p50: int = 0
    p75: int = 0
    p90: int = 0


@dataclass(frozen=True, slots=True)
class OutlookMonth:
    """One month in minor units: its parts, what may come of it, and of the year up to its end (`so_far`).

    `month` is its first day. Of a month that is over all of `band` is what it brought. `is_running` marks the one that
    has begun, `is_beyond` one that the forecast does not reach.
    """

    month: date
    actual_minor: int = 0
    backlog_minor: int = 0
    pipeline_minor: int = 0
    fresh_minor: int = 0
    history_minor: int = 0
    band: Band = Band()
    so_far: Band = Band()
    target_minor: int | None = None
    is_over: bool = False
    is_running: bool = False
    is_beyond: bool = False

    def part(self, part: Part) -> int:
        """Return one of the parts."""
        amount: int = getattr(self, f"{part.value}_minor")
        return amount

    @property
    def mean_minor(self) -> int:
        """Return the expected amount: the sum of the parts."""
        return sum(self.part(part) for part in Part)

    @property
    def gap_minor(self) -> int | None:
        """Return by how much the likely amount lies above the target, below it when negative."""
        return None if self.target_minor is None else self.band.p50 - self.target_minor


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often the year ended in each of equally wide bins, the first one beginning at `low_minor`."""

    low_minor: int
    step_minor: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OwnedDeal:
    """An opportunity whose outcome decides much of the year: its share in the variance of what may come.

    `net_minor` is what is left to order of it, `counts_minor` what it adds to the year on average, `chance` (0 to 1) that
    it is won at all.
    """

    opportunity_id: int
    number: str
    title: str
    contact: str
    net_minor: int
    counts_minor: int
    chance: float
    share: float


@dataclass(frozen=True, slots=True)
class OutlookPath:
    """A year as it is likely to come, in one currency; `band` is that of the whole year, from joint draws.

    `known_on` is the day whose facts the forecast knows, `run_at` when it was made. `notes` are English templates for
    the catalogue that say what it rests on. `is_skilled` is false where it is no better than repeating last year.
    `fresh_share` is the part of the company's new business that is counted, 1 when nothing narrows. `rates_on` is the
    day of the oldest rate used, None when nothing was converted. `without` names the companies that have no forecast
    yet: only what came is counted of them.
    """

    year: int
    measure: Measure
    currency: str
    months: tuple[OutlookMonth, ...]
    band: Band
    histogram: Histogram
    chance_of_target: float | None
    owned: tuple[OwnedDeal, ...]
    run_at: datetime
    known_on: date
    draws: int
    is_skilled: bool
    notes: tuple[str, ...] = ()
    fresh_share: float = 1.0
    rates_on: date | None = None
    without: tuple[str, ...] = ()

    @property
    def target_minor(self) -> int | None:
        """Return the target of the year, None unless every month has one."""
        found = [month.target_minor for month in self.months if month.target_minor is not None]
        return sum(found) if found and len(found) == len(self.months) else None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing came and nothing says that something will: there is no number to believe in."""
        is_open = not self.without and not all(month.is_over for month in self.months)
        return is_open and self.band == Band() and not any(month.part(part) for month in self.months for part in Part)

    @property
    def is_partial(self) -> bool:
        """Tell whether the forecast does not reach to the year's end: the sums are those of the months it reaches."""
        return any(month.is_beyond for month in self.months)

    @property
    def gap_minor(self) -> int | None:
        """Return by how much the likely year lies above its target, below it when negative."""
        return None if self.target_minor is None else self.band.p50 - self.target_minor

    @property
    def mean_minor(self) -> int:
        """Return the expected amount of the year: the sum of its months."""
        return sum(month.mean_minor for month in self.months)

    def total(self, part: Part) -> int:
        """Return one part of the whole year."""
        return sum(month.part(part) for month in self.months)


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a month of an outlook, of its whole year without a month."""

    part: Part
    month: date | None = None
    measure: Measure = Measure.INVOICED
    scenario: Scenario = field(default_factory=Scenario)
    year: int | None = None


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One thing behind a cell of the outlook, in minor units of the currency shown.

    `kind` is invoice, credit_note, debit_note, order or opportunity; of new business it is month, `on` being the month
    of creation, and of the time series company. `net_minor` is the whole amount and `counts_minor` what the cell counts
    of it, `chance` (0 to 1) that it comes in the month or months asked for.
    """

    kind: str
    id: int
    number: str
    contact: str
    title: str
    on: date | None
    net_minor: int
    chance: float | None
    counts_minor: int


@dataclass(frozen=True, slots=True)
class Behind:
    """What a cell is made of, the largest first: the rows and `rest_minor` of those left out are the cell's amount."""

    cell: Cell
    currency: str
    total_minor: int
    count: int
    rows: tuple[BehindRow, ...]

    @property
    def rest_minor(self) -> int:
        """Return what the rows that are left out count."""
        return self.total_minor - sum(row.counts_minor for row in self.rows)
