"""A metric: a number with one word, one unit, one formula and one line in the glossary."""

from enum import StrEnum
from typing import ClassVar


class Unit(StrEnum):
    """What a metric counts in; money is minor units of one currency."""

    MONEY = "money"
    SHARE = "share"
    DAYS = "days"
    RATIO = "ratio"
    COUNT = "count"


class Metric:
    """What every metric says of itself; `label`, `formula` and `meaning` are English and translated where shown.

    Each has a pure `compute` on frames of rows or of aggregates. Amounts are int64 minor units, never floats.
    """

    slug: ClassVar[str]
    label: ClassVar[str]
    unit: ClassVar[Unit]
    formula: ClassVar[str]
    meaning: ClassVar[str]  # the line of docs/glossary.md
    higher_is_better: ClassVar[bool] = True
