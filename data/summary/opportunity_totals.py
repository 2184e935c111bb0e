"""Totals of the opportunities by everything that the unfiltered board can ask for."""

from sqlalchemy import BigInteger, cast, func, select

from data.schema.opportunity import Opportunity, OpportunityTotal
from data.summary.sums import Summary

KEY = (
    OpportunityTotal.company_id,
    OpportunityTotal.outcome,
    OpportunityTotal.probability_id,
    OpportunityTotal.opportunity_type_id,
    OpportunityTotal.owner_id,
    OpportunityTotal.team_id,
    OpportunityTotal.stage_id,
    OpportunityTotal.stated_percent,
    OpportunityTotal.currency_code,
)
TRUE_KEY = (
    Opportunity.company_id,
    Opportunity.outcome,
    Opportunity.probability_id,
    Opportunity.opportunity_type_id,
    Opportunity.owner_id,
    func.coalesce(Opportunity.team_id, 0),
    Opportunity.stage_id,
    Opportunity.stated_percent,
    Opportunity.currency_code,
)
OPPORTUNITY_TOTALS = Summary(
    OpportunityTotal,
    KEY,
    (OpportunityTotal.row_count, OpportunityTotal.net_minor, OpportunityTotal.net_percent_minor),
    select(
        *TRUE_KEY,
        func.count(),
        # PostgreSQL sums 64-bit numbers into NUMERIC.
        cast(func.sum(Opportunity.net_minor), BigInteger),
        cast(func.sum(Opportunity.net_minor * Opportunity.stated_percent), BigInteger),
    ).group_by(*TRUE_KEY),
)
