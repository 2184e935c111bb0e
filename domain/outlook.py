"""Outlook: what a year is likely to bring, month by month, and the assumptions that a person may put beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeVar

from domain.errors import BadFilter
from domain.filter import LARGEST_ID

KEY: Final = "s"  # of a scenario in an address
PERCENTS: Final[Mapping[str, tuple[int, int]]] = {"win": (-90, 100), "size": (-90, 100), "run": (-100, 100)}
MOST_WEEKS: Final = 26
MOST_FX_PERCENT: Final = 50
MOST_DEALS, MOST_LEAVING = 40, 20
USUAL_LOSS: Final = 50  # percent of the odds that deals lose when their owner leaves
FIRST_YEAR, LAST_YEAR = 1990, 2100
K = TypeVar("K")
V = TypeVar("V")


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


class Fate(StrEnum):
    """What a scenario says of one opportunity; a month, written "2026-12", says that it is won in it."""

    WON = "won"
    LOST = "lost"


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
    day of the oldest rate used, None when nothing was converted.
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

    @property
    def target_minor(self) -> int | None:
        """Return the target of the year, None unless every month has one."""
        found = [month.target_minor for month in self.months if month.target_minor is not None]
        return sum(found) if found and len(found) == len(self.months) else None

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
class Scenario:
    """Assumptions beside the forecast; each is a change, so that the empty scenario is the forecast itself.

    `win_rate`, `size` and `run_rate` are percents by which chances, amounts of opportunities and new business change;
    `slip_weeks` moves what is still to come. `fixed` says of an opportunity "won", "lost" or the month it is won in,
    "2026-12". `leaving` says by owner how many percent of the odds of their deals are lost, `fx` by currency how many
    percent it gains against the company's.
    """

    win_rate: int = 0
    slip_weeks: int = 0
    size: int = 0
    run_rate: int = 0
    fixed: Mapping[int, str] = field(default_factory=dict)
    leaving: Mapping[int, int] = field(default_factory=dict)
    fx: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_query(cls, text: str | None) -> "Scenario":
        """Read the value of the key `s` of an address, "win.10_slip.4_deal.17.won"; raises BadFilter."""
        try:
            return _read(text) if text else cls()
        except ValueError:
            raise BadFilter(key=KEY, value=(text or "")[:40]) from None

    def to_query(self) -> str:
        """Write the value for the key `s`; the empty scenario is the empty text."""
        numbers = {"win": self.win_rate, "slip": self.slip_weeks, "size": self.size, "run": self.run_rate}
        words = [f"{name}.{number}" for name, number in numbers.items() if number]
        words += [f"fx.{currency}.{percent}" for currency, percent in sorted(self.fx.items())]
        words += [f"left.{owner_id}.{percent}" for owner_id, percent in sorted(self.leaving.items())]
        words += [f"deal.{id_}.{fate}" for id_, fate in sorted(self.fixed.items())]
        return "_".join(words)

    @property
    def is_empty(self) -> bool:
        """Tell whether this is the forecast itself."""
        return self == Scenario()


def _read(text: str) -> Scenario:
    numbers: dict[str, int] = {}
    maps: dict[str, dict[str, str]] = {"deal": {}, "left": {}, "fx": {}}
    for word in text.split("_"):
        name, *values = word.split(".")
        if name in maps and len(values) == 2:
            maps[name][values[0]] = values[1]
        elif len(values) == 1 and name not in numbers:
            low, high = (-MOST_WEEKS, MOST_WEEKS) if name == "slip" else PERCENTS.get(name, (1, 0))
            numbers[name] = _between(values[0], low, high)
        else:
            raise ValueError(word)
    if len(maps["deal"]) > MOST_DEALS or len(maps["left"]) > MOST_LEAVING:
        raise ValueError(text)
    return Scenario(
        numbers.get("win", 0), numbers.get("slip", 0), numbers.get("size", 0), numbers.get("run", 0),
        _mapped(maps["deal"], _id, _fate), _mapped(maps["left"], _id, lambda percent: _between(percent, 1, 100)),
        _mapped(maps["fx"], _code, lambda percent: _between(percent, -MOST_FX_PERCENT, MOST_FX_PERCENT)),
    )  # fmt: skip


def _mapped(found: Mapping[str, str], key: Callable[[str], K], value: Callable[[str], V]) -> dict[K, V]:
    return {key(name): value(text) for name, text in found.items()}


def _between(text: str, low: int, high: int) -> int:
    number = int(text)
    if not text.isascii() or not low <= number <= high:
        raise ValueError(text)
    return number


def _id(text: str) -> int:
    return _between(text, 1, LARGEST_ID)


def _code(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isupper():
        raise ValueError(text)
    return text


def _fate(text: str) -> str:
    if text in set(Fate):
        return text
    year, _, month = text.partition("-")
    if len(text) != 7:
        raise ValueError(text)
    date(_between(year, FIRST_YEAR, LAST_YEAR), _between(month, 1, 12), 1)
    return text


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
