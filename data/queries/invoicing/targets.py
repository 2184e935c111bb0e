"""Targets: what was to be invoiced in each month, at the level that the view and the person's scope ask for."""

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.people import Agent
from data.schema.quota import Quota
from domain.access import Principal, Reach
from domain.invoicing import InvoicingView

COMPANY, TEAM, AGENT = range(3)
BILLINGS, BOOKINGS = "billings", "bookings"


def targets(
    session: Session,
    principal: Principal,
    view: InvoicingView,
    company_ids: Sequence[int],
    to_currency: Callable[[int, str, int], int],
    measure: str = BILLINGS,
) -> dict[int, int]:
    """Return the billing targets (or those of bookings) by month, in month order, in the currency of `to_currency`.

    The companies' own targets; where a company has none, those of its teams, else of its agents, added up. With agents
    or owners chosen, the targets of these agents; for people who see a part of a company, those of that part. Nobody
    sets targets by type of business or probability: a view narrowed that way has none.
    """
    pipeline = view.pipeline
    if pipeline.type_ids or pipeline.stage_ids or pipeline.contact_ids or pipeline.text:
        return {}
    chosen = _narrowed(principal, view)
    sums: dict[int, dict[int, dict[int, tuple[int, str]]]] = {}
    for level in [COMPANY, TEAM, AGENT] if chosen is None else [chosen[0]]:
        wanted = _of_level(level) if chosen is None else chosen[1]
        query = (
            select(Quota.company_id, Quota.month, Company.currency_code, func.sum(Quota.target_minor).label("target"))
            .join(Company, Company.id == Quota.company_id)
            .where(
                Quota.measure == measure,
                Quota.company_id.in_(sorted(company_ids)),
                Quota.month.between(view.first_month, view.last_month),
                *wanted,
            )
            .group_by(Quota.company_id, Quota.month, Company.currency_code)
        )
        for row in session.execute(query):
            per_level = sums.setdefault(row.company_id, {}).setdefault(level, {})
            per_level[row.month] = (int(row.target), row.currency_code)
    found: dict[int, int] = {}
    for levels in sums.values():
        for month, (minor, currency) in levels[min(levels)].items():
            found[month] = found.get(month, 0) + to_currency(minor, currency, month)
    return dict(sorted(found.items()))


def _of_level(level: int) -> list[ColumnElement[bool]]:
    if level == AGENT:
        return [Quota.agent_id.is_not(None)]
    return [Quota.agent_id.is_(None), Quota.team_id.is_(None) if level == COMPANY else Quota.team_id.is_not(None)]


def _narrowed(principal: Principal, view: InvoicingView) -> tuple[int, list[ColumnElement[bool]]] | None:
    """Return the level and the conditions of a part of the companies; None for the whole of them."""
    pipeline = view.pipeline
    scope = _agents_in_scope(principal)
    if pipeline.agent_ids or pipeline.owner_ids:
        of_scope = Quota.agent_id.in_(select(Agent.id).where(*scope)) if scope else Quota.agent_id.is_not(None)
        wanted: list[ColumnElement[bool]] = [of_scope]
        if pipeline.agent_ids:
            wanted.append(Quota.agent_id.in_(sorted(pipeline.agent_ids)))
        if pipeline.owner_ids:
            users = select(Agent.id).where(Agent.user_id.in_(sorted(pipeline.owner_ids)))
            wanted.append(Quota.agent_id.in_(users))
        return AGENT, wanted
    if principal.sees is Reach.TEAM and principal.team_ids:
        return TEAM, [Quota.agent_id.is_(None), Quota.team_id.in_(sorted(principal.team_ids))]
    if principal.sees is not Reach.COMPANY:
        return AGENT, [Quota.agent_id.in_(select(Agent.id).where(Agent.user_id == principal.user_id))]
    return None


def _agents_in_scope(principal: Principal) -> list[ColumnElement[bool]]:
    if principal.sees is Reach.COMPANY:
        return []
    return [or_(Agent.user_id == principal.user_id, Agent.team_id.in_(sorted(principal.team_ids)))]
