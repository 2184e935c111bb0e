"""Campaigns: what they cost, whom they won as leads, and what came back. Amounts in minor units of one currency."""

from domain.campaign import CampaignRow, Measures
from domain.errors import sentence
from metrics.metric import Metric, Unit


class LeadConversion(Metric):
    """The part of those addressed that became leads."""

    slug = "lead-conversion"
    label = sentence("Conversion to leads")
    unit = Unit.SHARE
    formula = sentence("leads ÷ members")
    meaning = sentence("contacts that became a lead through the campaign ÷ contacts that it addressed")

    @staticmethod
    def compute(leads: int, members: int) -> float | None:
        """Return leads ÷ members, None when nobody was addressed."""
        return leads / members if members else None


class CostPerLead(Metric):
    """What one lead cost."""

    slug = "cost-per-lead"
    label = sentence("Cost per lead")
    unit = Unit.MONEY
    formula = sentence("Σ costs ÷ leads")
    meaning = sentence("costs of the campaign ÷ contacts that became a lead through it")
    higher_is_better = False

    @staticmethod
    def compute(cost_minor: int, leads: int) -> int | None:
        """Return minor units for each lead, rounded, None without leads."""
        return round(cost_minor / leads) if leads else None


class CostPerOpportunity(Metric):
    """What one opportunity cost."""

    slug = "cost-per-opportunity"
    label = sentence("Cost per opportunity")
    unit = Unit.MONEY
    formula = sentence("Σ costs ÷ opportunities")
    meaning = sentence("costs of the campaign ÷ opportunities that came of it, cancelled ones left out")
    higher_is_better = False

    @staticmethod
    def compute(cost_minor: int, opportunities: int) -> int | None:
        """Return minor units for each opportunity, rounded, None without any."""
        return round(cost_minor / opportunities) if opportunities else None


class CampaignReturn(Metric):
    """What came back for what was spent."""

    slug = "campaign-return"
    label = sentence("Return on the campaign")
    unit = Unit.RATIO
    formula = sentence("(net of the won opportunities − Σ costs) ÷ Σ costs")
    meaning = sentence("what the won opportunities of the campaign bring beyond its costs ÷ its costs")

    @staticmethod
    def compute(won_minor: int, cost_minor: int) -> float | None:
        """Return (won − cost) ÷ cost, None without costs."""
        return (won_minor - cost_minor) / cost_minor if cost_minor else None


def measures(row: CampaignRow) -> Measures:
    """Compute the numbers of a campaign from its results."""
    results = row.results
    kinds = LeadConversion, CostPerLead, CostPerOpportunity, CampaignReturn
    return Measures(
        LeadConversion.compute(results.leads, results.members),
        CostPerLead.compute(results.cost_minor, results.leads),
        CostPerOpportunity.compute(results.cost_minor, results.opportunities),
        CampaignReturn.compute(results.won_minor, results.cost_minor),
        (kinds[0].formula, kinds[1].formula, kinds[2].formula, kinds[3].formula),
    )
