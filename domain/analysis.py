"""The analysis of the pipeline: spreads of days, cohorts, steps of a funnel, months that targets ask for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """How cases spread: nearest-rank quartile, middle and 80th percentile, in days; None without a case."""

    cases: int
    low: int | None = None
    middle: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """What became of those created in a month; counts, amounts in minor units, shares with their 95 % interval.

    `rate` is won ÷ created, so that it can only grow.
    """

    month: int  # year × 12 + month − 1
    created: int
    won: int
    lost: int
    still: int
    created_minor: int
    won_minor: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class StageStays:
    """A stage with the spread of its finished stays, and of those that stand there now, of which so many too long."""

    name: str
    finished: Spread
    standing: Spread
    too_long: int


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A stage of the funnel: reached = went on + lost + still; winning at the end has no `went_on_share`."""

    name: str
    reached: int
    reached_minor: int
    went_on_share: float | None = None
    went_on_share_of_value: float | None = None
    lost: int = 0
    lost_minor: int = 0
    still: int = 0


@dataclass(frozen=True, slots=True)
class TypeSpeed:
    """The pace of a type, or of all together with an empty name; amounts in minor units, `per_day` of them a day."""

    name: str
    open_count: int
    won: int
    lost: int
    mean_won_minor: int | None
    mean_days: float | None
    per_day: float | None


@dataclass(frozen=True, slots=True)
class CoveredMonth:
    """A month's target, what is invoiced and ordered of it, and the open pipeline expected in it; minor units."""

    month: int
    target_minor: int
    sure_minor: int  # invoiced, and ordered for this month
    pipeline_minor: int  # open, in full
    weighted_minor: int  # open, what is neither ordered nor invoiced × the chosen probability
    coverage: float | None

    @property
    def missing_minor(self) -> int:
        """What is missing to the target, 0 when nothing is."""
        return max(self.target_minor - self.sure_minor, 0)


@dataclass(frozen=True, slots=True)
class Owner:
    """An open opportunity and its share of the variance of the pipeline."""

    id: int
    contact: str
    title: str
    net_minor: int
    percent: int
    share: float
