"""Targets: how much of the target is reached, whether the pipeline can cover the rest, and how the gap grows."""

from typing import TYPE_CHECKING

from domain.errors import sentence
from metrics.frames import total
from metrics.metric import Metric, Unit

if TYPE_CHECKING:
    import pandas as pd


class Attainment(Metric):
    """The part of the target that is reached."""

    slug = "attainment"
    label = sentence("Attainment")
    unit = Unit.RATIO
    formula = sentence("invoiced ÷ target")
    meaning = sentence("invoiced in the period ÷ target of the period")

    @staticmethod
    def compute(months: "pd.DataFrame") -> float | None:
        """Return Σ `invoiced_minor` ÷ Σ `target_minor`, None without a target."""
        target = total(months["target_minor"])
        return total(months["invoiced_minor"]) / target if target else None


class Coverage(Metric):
    """How many times the open pipeline holds what is missing."""

    slug = "coverage"
    label = sentence("Coverage")
    unit = Unit.RATIO
    formula = sentence("open pipeline, net ÷ (target − invoiced − orders to invoice)")
    meaning = sentence("open pipeline ÷ what is missing to the target when all orders are invoiced")

    @staticmethod
    def compute(pipeline_minor: int, missing_minor: int) -> float | None:
        """Return how many times the pipeline holds what is missing, None when nothing is."""
        return pipeline_minor / missing_minor if missing_minor > 0 else None


class CumulativeGap(Metric):
    """How far ahead (+) or behind (−) the target, month after month."""

    slug = "cumulative-gap"
    label = sentence("Cumulative gap to target")
    unit = Unit.MONEY
    formula = sentence("Σ invoiced − Σ target, from the first month on")
    meaning = sentence("what is invoiced minus the target, added up from the first month on; minus is behind")

    @staticmethod
    def compute(months: "pd.DataFrame") -> "pd.Series[int]":
        """Return the running sum of `invoiced_minor` − `target_minor` in the order of the rows."""
        gaps: pd.Series[int] = (months["invoiced_minor"] - months["target_minor"]).cumsum()
        return gaps
