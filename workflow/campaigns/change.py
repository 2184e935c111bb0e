"""A change of a campaign: who may, on which version, written once and told in the event log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.campaign import Campaign
from data.schema.log import Event
from domain.access import Permission, Principal
from domain.errors import NotFound
from workflow import journal
from workflow.journal import NOTHING, Beside, Entry, Values

ENTITY: Final = "campaign"


@dataclass(frozen=True, slots=True)
class Target:
    """A campaign as the person saw it; `request_key` makes a repeated request one change."""

    campaign_id: int
    version: int
    request_key: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a verb did; `event_id` is the handle for undoing it, None when nothing had to change."""

    campaign_id: int
    event_id: int | None
    verb: str


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes which campaign, when, asked for by which request."""

    principal: Principal
    campaign: Campaign
    request_key: str | None
    now: datetime


def held(session: Session, principal: Principal, campaign_id: int) -> Campaign:
    """Return the campaign, locked until the transaction ends; raise NotPermitted, NotFound outside the companies."""
    principal.require(Permission.CHANGE_CAMPAIGNS)
    mine = Campaign.company_id.in_(sorted(principal.company_ids))
    query = select(Campaign).where(Campaign.id == campaign_id, mine).with_for_update()
    campaign = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if campaign is None:
        raise NotFound
    return campaign


def begun(session: Session, principal: Principal, target: Target, now: datetime) -> tuple[Act, Change | None]:
    """Return the circumstances of a change, and what a request with this key has done already; raise Conflict."""
    campaign = held(session, principal, target.campaign_id)
    event = journal.earlier(session, principal, target.request_key, ENTITY, campaign.id)
    if event is None:
        journal.check_version(campaign, target.version)
    return Act(principal, campaign, target.request_key, now), told(event) if event else None


def write(session: Session, act: Act, verb: str, after: Values, beside: Beside = NOTHING) -> Change:
    """Set the values that differ, raise the version and append the event; nothing that differs is no change."""
    entry = Entry(act.principal, verb, act.now, act.request_key)
    event = journal.write(session, entry, act.campaign, after, beside)
    return told(event) if event else Change(act.campaign.id, None, verb)


def told(event: Event) -> Change:
    """Return what an event tells."""
    return Change(event.entity_id, event.id, event.verb)
