"""Campaigns: budgets, costs, goals, members; the marketing budget of a period."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Business, Keyed, Lookup


class CampaignCategory(Base, Lookup):
    """A kind of campaign."""

    __tablename__ = "campaign_category"


class Campaign(Base, Business):
    """A marketing campaign with its budget and goals."""

    __tablename__ = "campaign"
    __table_args__ = (Business.origin_index("campaign"),)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_category.id"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    currency_code: Mapped[str] = mapped_column(ForeignKey("currency.code"))
    budget_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    goal_leads: Mapped[int | None]
    goal_conversion_percent: Mapped[int | None]
    goal_return_percent: Mapped[int | None]


class CampaignMember(Base):
    """A contact that a campaign addressed."""

    __tablename__ = "campaign_member"
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    became_lead_on: Mapped[date | None]


class CampaignCost(Base, Keyed):
    """A cost of a campaign."""

    __tablename__ = "campaign_cost"
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    spent_on: Mapped[date]
    description: Mapped[str] = mapped_column(String(200))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
