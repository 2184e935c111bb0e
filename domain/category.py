"""Forecast categories: how sure of an open opportunity people are, and how the categories roll up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from domain.errors import SalesError, sentence
from domain.outcome import Outcome

COMMIT_FROM: Final = 70  # percent, as it is shown: rounded to a whole one
BEST_CASE_FROM: Final = 40
PIPELINE_FROM: Final = 1
HALF: Final = 0.5


class Category(StrEnum):
    """Where an opportunity stands in the forecast; closed ones are won, omitted ones count nowhere."""

    PIPELINE = "pipeline"
    BEST_CASE = "best_case"
    COMMIT = "commit"
    CLOSED = "closed"
    OMITTED = "omitted"


CHOOSABLE: Final = (Category.COMMIT, Category.BEST_CASE, Category.PIPELINE, Category.OMITTED)
THRESHOLDS: Final = (
    (Category.COMMIT, COMMIT_FROM), (Category.BEST_CASE, BEST_CASE_FROM), (Category.PIPELINE, PIPELINE_FROM),
)  # fmt: skip


class NotACategory(SalesError):
    """What was asked for is no category that a person can choose."""

    template = sentence("Choose commit, best case, pipeline or omitted. Closed is what was won.")


def suggested(percent: float) -> Category:
    """Return the category that a chance in percent suggests."""
    for category, least in THRESHOLDS:
        if percent >= least - HALF:
            return category
    return Category.OMITTED


def category_of(outcome: Outcome, chosen: str | None, percent: float) -> Category:
    """Return where an opportunity stands: won is closed, else what a person chose, else what its chance suggests."""
    if outcome is Outcome.WON:
        return Category.CLOSED
    if outcome is not Outcome.OPEN:
        return Category.OMITTED
    return Category(chosen) if chosen else suggested(percent)


@dataclass(frozen=True, slots=True)
class Part:
    """Opportunities of one category: how many, and their net amounts, unweighted, in minor units."""

    count: int = 0
    minor: int = 0

    def __add__(self, other: "Part") -> "Part":
        return Part(self.count + other.count, self.minor + other.minor)


NO_PART: Final = Part()


@dataclass(frozen=True, slots=True)
class Rolled:
    """The categories of a group of opportunities, single and cumulative.

    As Salesforce rolls up: open pipeline leaves closed out, the forecasts take it in.
    """

    parts: Mapping[Category, Part] = field(default_factory=dict)

    def single(self, category: Category) -> Part:
        """Return one category by itself."""
        return self.parts.get(category, NO_PART)

    @property
    def open_pipeline(self) -> Part:
        """Pipeline + best case + commit, without closed."""
        return self.single(Category.PIPELINE) + self.single(Category.BEST_CASE) + self.single(Category.COMMIT)

    @property
    def best_case_forecast(self) -> Part:
        """Best case + commit + closed."""
        return self.single(Category.BEST_CASE) + self.commit_forecast

    @property
    def commit_forecast(self) -> Part:
        """Commit + closed."""
        return self.single(Category.COMMIT) + self.single(Category.CLOSED)

    def __add__(self, other: "Rolled") -> "Rolled":
        return Rolled({category: self.single(category) + other.single(category) for category in Category})
