"""Aims: the targets of orders that the agents of a period's owners were set, beside what they call."""

from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from data.queries.reporting import Converter
from data.schema.company import Company
from data.schema.people import Agent
from data.schema.quota import Quota
from domain.access import Principal, Reach
from domain.filter import PipelineFilter
from domain.period import Period, month_of
from domain.quota import Measure


def targets_by_owner(
    session: Session, principal: Principal, wanted: PipelineFilter, period: Period, converter: Converter
) -> dict[int, int]:
    """Return the targets of orders by owner, in minor units of the reporting currency; raise RateMissing.

    Of agents who sign in and are within the person's reach. None for a period that is not made of whole months.
    """
    if period.start_on.day != 1 or (period.end_on + timedelta(days=1)).day != 1:
        return {}
    companies = principal.company_ids & (wanted.company_ids or principal.company_ids)
    query = (
        select(Agent.user_id, Company.currency_code, func.sum(Quota.target_minor))
        .join(Agent, Agent.id == Quota.agent_id)
        .join(Company, Company.id == Quota.company_id)
        .where(
            Quota.company_id.in_(sorted(companies)), Quota.measure == Measure.BOOKINGS.value,
            Quota.month.between(month_of(period.start_on), month_of(period.end_on)), Agent.user_id.is_not(None),
        )
        .group_by(Agent.user_id, Company.currency_code)
        .order_by(Agent.user_id, Company.currency_code)
    )  # fmt: skip
    if principal.sees is not Reach.COMPANY:
        teams = principal.team_ids if principal.sees is Reach.TEAM else frozenset[int]()
        query = query.where(or_(Agent.user_id == principal.user_id, Agent.team_id.in_(sorted(teams))))
    found: dict[int, int] = {}
    for owner_id, currency, minor in session.execute(query):
        assert owner_id is not None  # noqa: S101  the query leaves the others out
        found[owner_id] = found.get(owner_id, 0) + converter.minor(int(minor), currency)
    return found
