"""Campaigns in SQL: all of them with their results, and one with its costs, members and opportunities."""

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from data.fx import Rates
from data.schema.campaign import Campaign, CampaignCategory, CampaignCost, CampaignMember
from data.schema.company import Company, Currency
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.schema.pipeline import Stage
from data.scope import visible
from domain.access import Permission, Principal
from domain.campaign import CampaignChoices, CampaignDetail, CampaignRow, CostRow, MemberRow, Results
from domain.contact import DealRow
from domain.errors import NotFound
from domain.money import Money, convert
from domain.outcome import Outcome

SHOWN_MEMBERS: Final = 60
SHOWN_DEALS: Final = 25


def campaigns(session: Session, principal: Principal, *, only: int | None = None) -> list[CampaignRow]:
    """Return the campaigns of the person's companies with their results, the latest first; raise RateMissing."""
    conditions: list[ColumnElement[bool]] = [Campaign.company_id.in_(sorted(principal.company_ids))]
    if only is not None:
        conditions.append(Campaign.id == only)
    rows = session.execute(_query().where(*conditions)).all()
    currencies = {row.id: row.currency for row in rows}
    came = _results(session, principal, currencies, conditions)
    return [_row(row, came.get(row.id, Results())) for row in rows]


def _row(row: Row[*tuple[Any, ...]], came: Results) -> CampaignRow:
    results = replace(came, cost_minor=int(row.cost), members=int(row.members), leads=int(row.leads))
    return CampaignRow(
        **{name: getattr(row, name) for name in CampaignRow.__slots__ if name != "results"}, results=results
    )


def campaign_detail(session: Session, principal: Principal, campaign_id: int) -> CampaignDetail:
    """Return everything about a campaign; raise NotFound outside the person's companies, RateMissing."""
    found = campaigns(session, principal, only=campaign_id)
    if not found:
        raise NotFound
    return CampaignDetail(
        found[0],
        _costs(session, campaign_id),
        _members(session, campaign_id),
        _deals(session, principal, campaign_id),
        principal.may(Permission.CHANGE_CAMPAIGNS),
    )


def campaign_choices(session: Session, principal: Principal) -> CampaignChoices:
    """Return what can be chosen for a campaign."""
    category = CampaignCategory
    categories = select(category.id, category.description).where(category.active)
    companies = select(Company.id, Company.name).where(Company.id.in_(sorted(principal.company_ids)))
    return CampaignChoices(
        [(id_, name) for id_, name in session.execute(categories.order_by(category.sort_order, category.id))],
        [(id_, name) for id_, name in session.execute(companies.order_by(Company.name, Company.id))],
        list(session.scalars(select(Currency.code).order_by(Currency.code))),
    )


def _query() -> Select[*tuple[Any, ...]]:
    cost = select(func.coalesce(func.sum(CampaignCost.amount_minor), 0)).where(CampaignCost.campaign_id == Campaign.id)
    members = select(func.count()).where(CampaignMember.campaign_id == Campaign.id)
    leads = members.where(CampaignMember.became_lead_on.is_not(None))
    return (
        select(
            Campaign.id, Campaign.version, Campaign.company_id, Company.name.label("company"), Campaign.code, Campaign.name,
            Campaign.category_id, CampaignCategory.description.label("category"), Campaign.starts_on, Campaign.ends_on,
            Campaign.currency_code.label("currency"), Campaign.budget_minor, Campaign.goal_leads,
            Campaign.goal_conversion_percent, Campaign.goal_return_percent,
            cost.scalar_subquery().label("cost"), members.scalar_subquery().label("members"),
            leads.scalar_subquery().label("leads"),
        )
        .join(Company, Company.id == Campaign.company_id)
        .outerjoin(CampaignCategory, CampaignCategory.id == Campaign.category_id)
        .order_by(func.coalesce(Campaign.starts_on, Campaign.ends_on).desc(), Campaign.id.desc())
    )  # fmt: skip


def _results(
    session: Session, principal: Principal, currencies: dict[int, str], conditions: list[ColumnElement[bool]]
) -> dict[int, Results]:
    """Count what came of each campaign; what was won in another currency counts at the rate of the day it was won."""
    deal = Opportunity
    query = (
        select(
            deal.campaign_id, deal.outcome, deal.currency_code, deal.closed_on, func.count().label("n"),
            func.sum(deal.net_minor).label("net"),
        )
        .join(Campaign, Campaign.id == deal.campaign_id)
        .where(*conditions, deal.outcome != Outcome.CANCELLED.value, *visible(principal))
        .group_by(deal.campaign_id, deal.outcome, deal.currency_code, deal.closed_on)
        .order_by(deal.campaign_id, deal.outcome, deal.currency_code, deal.closed_on)
    )  # fmt: skip
    rates, found = Rates(session), dict[int, Results]()
    for campaign_id, outcome, currency, closed_on, count, net in session.execute(query):
        known = found.get(campaign_id or 0, Results())
        known = replace(known, opportunities=known.opportunities + int(count))
        if outcome == Outcome.OPEN:
            known = replace(known, open=known.open + int(count))
        if outcome == Outcome.WON and closed_on is not None:
            target = currencies[campaign_id or 0]
            brought = convert(Money(int(net), currency), target, rates.rate(currency, target, closed_on).value)
            known = replace(known, won=known.won + int(count), won_minor=known.won_minor + brought.minor)
        found[campaign_id or 0] = known
    return found


def _costs(session: Session, campaign_id: int) -> list[CostRow]:
    cost = CampaignCost
    query = select(cost.id, cost.spent_on, cost.description, cost.amount_minor).where(cost.campaign_id == campaign_id)
    return [CostRow(*row) for row in session.execute(query.order_by(cost.spent_on, cost.id))]


def _members(session: Session, campaign_id: int) -> list[MemberRow]:
    """Return the members, those that became leads first."""
    query = (
        select(Contact.id, Contact.name, Contact.city, Contact.country_code, CampaignMember.became_lead_on)
        .join(Contact, Contact.id == CampaignMember.contact_id)
        .where(CampaignMember.campaign_id == campaign_id)
        .order_by(CampaignMember.became_lead_on.is_(None), func.lower(Contact.name), Contact.id)
        .limit(SHOWN_MEMBERS)
    )
    return [MemberRow(*row) for row in session.execute(query)]


def _deals(session: Session, principal: Principal, campaign_id: int) -> list[DealRow]:
    deal = Opportunity
    query = (
        select(
            deal.id, deal.number, deal.title, deal.outcome, Stage.name, Stage.colour, deal.stated_percent,
            deal.currency_code, deal.net_minor, deal.created_on, deal.expected_order_on, deal.closed_on,
            User.display_name,
        )
        .join(Stage, Stage.id == deal.stage_id)
        .join(User, User.id == deal.owner_id)
        .where(deal.campaign_id == campaign_id, *visible(principal))
        .order_by(deal.created_on.desc(), deal.id.desc())
        .limit(SHOWN_DEALS)
    )  # fmt: skip
    return [DealRow(*tuple(row)) for row in session.execute(query)]
