"""The open pipeline: what may still be won, in full and weighted."""

from typing import TYPE_CHECKING

from domain.errors import sentence
from metrics.frames import total
from metrics.metric import Metric, Unit

if TYPE_CHECKING:
    import pandas as pd


class OpenPipeline(Metric):
    """Everything that is open, in full."""

    slug = "open-pipeline"
    label = sentence("Open pipeline, net")
    unit = Unit.MONEY
    formula = sentence("Σ net of the open opportunities")
    meaning = sentence("net of all open opportunities, in full; lost, won and cancelled ones count nothing")

    @staticmethod
    def compute(opportunities: "pd.DataFrame") -> int:
        """Return the sum of `net_minor`."""
        return total(opportunities["net_minor"])


class WeightedPipeline(Metric):
    """Each open amount times its own stated probability: Σ aᵢpᵢ, never Σ a × average p."""

    slug = "weighted-pipeline"
    label = sentence("Weighted pipeline")
    unit = Unit.MONEY
    formula = sentence("Σ (net × stated probability) of the open opportunities")
    meaning = sentence("each open opportunity's net times its own stated probability, added up, rounded once")

    @staticmethod
    def compute(opportunities: "pd.DataFrame") -> int:
        """Return the sum of `weighted_minor`, each of which is Σ net × percent of its rows, rounded once after the sum."""
        return total(opportunities["weighted_minor"])
