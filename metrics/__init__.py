"""Numbers: frame → number or frame. pandas only."""

from typing import Final

from metrics.analysis import CohortOutcome, Concentration, Slippage, StageStay, Velocity
from metrics.billings import Invoiced, OrdersToInvoice
from metrics.campaign import CampaignReturn, CostPerLead, CostPerOpportunity, LeadConversion
from metrics.closing import DaysToWon, WinRate
from metrics.funnel import StageFunnel
from metrics.metric import Metric, Unit
from metrics.movement import Movement
from metrics.pipeline import OpenPipeline, WeightedPipeline
from metrics.target import Attainment, Coverage, CumulativeGap

__all__ = ["METRICS", "Metric", "Unit"]

METRICS: Final[tuple[type[Metric], ...]] = (
    Invoiced, OrdersToInvoice, OpenPipeline, WeightedPipeline, WinRate, DaysToWon, Attainment, Coverage, CumulativeGap,
    StageFunnel, StageStay, Velocity, CohortOutcome, Slippage, Concentration, Movement, LeadConversion, CostPerLead, CostPerOpportunity, CampaignReturn,
)  # fmt: skip
