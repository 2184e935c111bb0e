"""Spreading: one total over several ranges, to the last cent."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from domain.plan.periods import Span


class How(StrEnum):
    """By what a total is spread."""

    EVENLY = "evenly"
    LAST_YEAR = "last_year"
    SEASONS = "seasons"


def spread(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole parts of a total in proportion to the weights, which add up to it exactly.

    Each part is the difference of two rounded running sums, so no part is off by more than one. Weights of nothing
    spread evenly; negative ones count as nothing.
    """
    usable = [max(weight, 0.0) for weight in weights]
    if sum(usable) <= 0:
        usable = [1.0] * len(usable)
    whole, running, before, parts = sum(usable), 0.0, 0, []
    for place, weight in enumerate(usable, start=1):
        running += weight
        until = total if place == len(usable) else round(total * running / whole)
        parts.append(until - before)
        before = until
    return parts


def by_season(profile: Mapping[int, float], spans: Sequence[Span]) -> list[float]:
    """Return the weight of each range from one of each calendar month, day by day: a month's weight over its days."""
    return [sum(_of_days(profile, span)) for span in spans]


def _of_days(profile: Mapping[int, float], span: Span) -> list[float]:
    days = (span.starts_on + timedelta(days=count) for count in range((span.ends_on - span.starts_on).days + 1))
    return [max(profile.get(day.month, 0.0), 0.0) / _length(day.month) for day in days]


def _length(month: int) -> int:
    """Return the usual length of a calendar month; a leap day weighs like any other of February."""
    return (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
