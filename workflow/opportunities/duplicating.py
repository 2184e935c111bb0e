"""Duplicating: the same again, as if it came today."""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity, OpportunityCompetitor, OpportunityLine
from data.scope import visible
from domain.access import Permission, Principal
from domain.errors import NotFound
from workflow import journal
from workflow.journal import Entry
from workflow.opportunities.change import Change
from workflow.opportunities.creating import begun, first_place, made_earlier
from workflow.opportunities.editing import competitors_of
from workflow.opportunities.fields import team_of
from workflow.opportunities.lines import NAMES, lines_of

VERB: Final = "duplicate"
COPIED: Final = (
    "company_id", "title", "description", "opportunity_type_id", "contact_id", "contact_person_id",
    "contact_quality_id", "main_agent_id", "owner_id", "team_id", "currency_code", "gross_minor", "discount_minor",
    "net_minor", "net_base_minor", "amounts_from_lines", "amount_known", "expected_margin_minor",
    "expected_revenue_minor", "campaign_id", "origin_id", "competitor_id",
)  # fmt: skip
DATES: Final = ("expected_order_on", "expected_delivery_on", "expected_invoice_on")


def duplicate(
    session: Session,
    principal: Principal,
    opportunity_id: int,
    *,
    request_key: str | None = None,
    today: date,
    now: datetime,
) -> Change:
    """Copy an opportunity that the person sees, with its lines: open, in the first stage, its dates as far ahead as then.

    It keeps its owner where the person may change what is the owner's, else it becomes the person's own. Raises
    NotPermitted, NotFound.
    """
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    if done := made_earlier(session, principal, request_key):
        return done
    query = select(Opportunity).where(Opportunity.id == opportunity_id, *visible(principal))
    source = session.scalars(query).one_or_none()
    if source is None:
        raise NotFound
    later = today - source.created_on
    copy = Opportunity(
        **{name: getattr(source, name) for name in COPIED},
        **{name: _moved(getattr(source, name), later) for name in DATES},
        **first_place(session, source.pipeline_id),
    )
    _own(session, principal, copy)
    change = begun(session, Entry(principal, VERB, now, request_key), copy, today)
    _copy_lines(session, source, copy, later)
    session.add_all(
        OpportunityCompetitor(opportunity_id=copy.id, competitor_id=id_) for id_ in competitors_of(session, source)
    )
    journal.tell(
        session, Entry(principal, "duplicated", now), source, {}, {"copy": copy.number, "copy_id": copy.id}, version=source.version
    )  # fmt: skip
    session.flush()
    return change


def _own(session: Session, principal: Principal, copy: Opportunity) -> None:
    if not principal.reaches(company_id=copy.company_id, team_id=copy.team_id, owner_id=copy.owner_id, changing=True):
        copy.owner_id = principal.user_id
        copy.team_id = team_of(session, principal.user_id, copy.company_id, copy.team_id)


def _copy_lines(session: Session, source: Opportunity, copy: Opportunity, later: timedelta) -> None:
    for line in lines_of(session, source.id):
        values = {name: getattr(line, name) for name in NAMES if name not in {"id", "closed_on", *DATES}}
        values |= {name: _moved(getattr(line, name), later) for name in DATES}
        session.add(OpportunityLine(opportunity_id=copy.id, line_no=line.line_no, net_minor=line.net_minor, **values))
    session.flush()


def _moved(day: date | None, later: timedelta) -> date | None:
    return day + later if day else None
