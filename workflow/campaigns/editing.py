"""Campaigns are created and edited: name, category, dates, currency, budget and goals."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from data.schema.campaign import Campaign, CampaignCategory, CampaignCost
from data.schema.company import Currency
from data.schema.log import Event
from domain.access import Permission, Principal
from domain.errors import (
    BadCampaignDates,
    BadCount,
    CodeTaken,
    CostsCounted,
    MalformedInput,
    NameNeeded,
    NegativeBudget,
    NotFound,
    NotOffered,
)
from workflow import journal
from workflow.campaigns.change import ENTITY, Change, Target, begun, told, write
from workflow.journal import Entry, Values, plain

FIELDS: Final = (
    "code", "name", "category_id", "starts_on", "ends_on", "currency_code", "budget_minor", "goal_leads",
    "goal_conversion_percent", "goal_return_percent",
)  # fmt: skip
LONGEST: Final[Mapping[str, int]] = {"code": 40, "name": 200}
MOST: Final[Mapping[str, int]] = {
    "goal_leads": 1_000_000, "goal_conversion_percent": 100, "goal_return_percent": 100_000,
}  # fmt: skip


def edit(session: Session, principal: Principal, target: Target, wanted: Mapping[str, Any], *, now: datetime) -> Change:
    """Change a campaign.

    Raises NotPermitted, NotFound, Conflict, NameNeeded, CodeTaken, BadCampaignDates, NegativeBudget, BadCount,
    NotOffered, CostsCounted for another currency while there are costs.
    """
    act, done = begun(session, principal, target, now)
    if done:
        return done
    values = _checked(session, act.campaign, wanted)
    is_other = values.get("currency_code", act.campaign.currency_code) != act.campaign.currency_code
    if is_other and session.scalar(select(exists().where(CampaignCost.campaign_id == act.campaign.id))):
        raise CostsCounted
    return write(session, act, "edit", values)


def create(
    session: Session,
    principal: Principal,
    company_id: int,
    wanted: Mapping[str, Any],
    *,
    request_key: str | None = None,
    now: datetime,
) -> Change:
    """Create a campaign of a company; raise NotFound for one out of reach, else as `edit` does."""
    principal.require(Permission.CHANGE_CAMPAIGNS)
    if company_id not in principal.company_ids:
        raise NotFound
    if request_key is not None:
        earlier = session.scalars(select(Event).where(Event.request_key == request_key)).one_or_none()
        if earlier is not None and (earlier.entity, earlier.user_id) != (ENTITY, principal.user_id):
            raise MalformedInput
        if earlier is not None:
            return told(earlier)
    campaign = Campaign(company_id=company_id, budget_minor=0)
    values = _checked(session, campaign, wanted)
    for name, value in values.items():
        setattr(campaign, name, value)
    session.add(campaign)
    session.flush()
    entry = Entry(principal, "create", now, request_key)
    return told(journal.tell(session, entry, campaign, {}, plain(values), version=campaign.version))


def _checked(session: Session, campaign: Campaign, wanted: Mapping[str, Any]) -> Values:
    if not wanted.keys() <= set(FIELDS):
        raise MalformedInput
    values: Values = dict(wanted)
    for name, longest in LONGEST.items():
        if name in values:
            values[name] = " ".join(str(values[name] or "").split())
            if not 0 < len(str(values[name])) <= longest:
                raise NameNeeded(length=longest)
    _check_code(session, campaign, values.get("code"))
    category = values.get("category_id")
    if category not in {None, campaign.category_id} and not session.scalar(
        select(CampaignCategory.active).where(CampaignCategory.id == category)
    ):
        raise NotOffered
    if "currency_code" in values and session.get(Currency, values["currency_code"] or "") is None:
        raise NotOffered
    _check_numbers(values)
    starts, ends = (values.get(name, getattr(campaign, name)) for name in ("starts_on", "ends_on"))
    if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
        raise BadCampaignDates
    return values


def _check_code(session: Session, campaign: Campaign, code: object) -> None:
    same = Campaign.company_id == campaign.company_id, Campaign.code == code
    other = (Campaign.id != campaign.id,) if campaign.id else ()
    if code is not None and session.scalar(select(exists().where(*same, *other))):
        raise CodeTaken(code=code)


def _check_numbers(values: Values) -> None:
    budget = values.get("budget_minor", 0)
    if not isinstance(budget, int) or budget < 0:
        raise NegativeBudget
    for name, most in MOST.items():
        goal = values.get(name)
        if goal is not None and not (isinstance(goal, int) and 0 <= goal <= most):
            raise BadCount(text=goal, most=most)
