"""Campaigns as list and page show them; amounts in minor units of the campaign's currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.contact import DealRow


@dataclass(frozen=True, slots=True)
class Results:
    """What a campaign spent and what came of it, of the opportunities that the person sees."""

    cost_minor: int = 0
    members: int = 0
    leads: int = 0
    opportunities: int = 0
    open: int = 0
    won: int = 0
    won_minor: int = 0


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign with its results."""

    id: int
    version: int
    company_id: int
    company: str
    code: str
    name: str
    category_id: int | None
    category: str | None
    starts_on: date | None
    ends_on: date | None
    currency: str
    budget_minor: int
    goal_leads: int | None
    goal_conversion_percent: int | None
    goal_return_percent: int | None
    results: Results


@dataclass(frozen=True, slots=True)
class CostRow:
    """A cost of a campaign."""

    id: int
    spent_on: date
    description: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A contact that the campaign addressed."""

    contact_id: int
    name: str
    city: str | None
    country_code: str | None
    became_lead_on: date | None


@dataclass(frozen=True, slots=True)
class CampaignDetail:
    """Everything about a campaign that the person may see."""

    campaign: CampaignRow
    costs: Sequence[CostRow]
    members: Sequence[MemberRow]
    deals: Sequence[DealRow]
    changeable: bool


@dataclass(frozen=True, slots=True)
class CampaignChoices:
    """What can be chosen for a campaign."""

    categories: Sequence[tuple[int, str]]
    companies: Sequence[tuple[int, str]]
    currencies: Sequence[str]


@dataclass(frozen=True, slots=True)
class Measures:
    """What was computed of a campaign: shares and ratios as fractions, amounts in its currency; None is unknown."""

    conversion: float | None
    cost_per_lead: int | None
    cost_per_opportunity: int | None
    back: float | None
    formulas: tuple[str, str, str, str]  # in this order
