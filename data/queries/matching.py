"""Matching: the filter and the person's scope as SQL conditions, the same for totals, cards and exports."""

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from data.queries.flaws import has_flaw
from data.schema.opportunity import Opportunity, OpportunityTotal
from data.scope import visible
from data.text_search import found_opportunities
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.outcome import Outcome
from domain.period import Period

Conditions = list[ColumnElement[bool]]
Counted = type[Opportunity] | type[OpportunityTotal]
CLOSED = (Outcome.WON, Outcome.LOST)
SHOWN = (Outcome.OPEN, *CLOSED)


def conditions(
    session: Session,
    principal: Principal,
    pipeline_filter: PipelineFilter,
    outcome: Outcome | None = None,
    *,
    in_order: bool = False,
) -> Conditions:
    """Return what an opportunity must fulfil to be seen by the person and meant by the filter.

    Of the outcomes all but cancelled, or just the given one. `in_order` is for pages that stop after some rows.
    """
    return [
        *visible(principal),
        _of_outcome(outcome),
        *_narrowed(pipeline_filter, Opportunity),
        *_of_agents_and_contacts(pipeline_filter),
        *_begun_and_touched(pipeline_filter),
        *([has_flaw(session, pipeline_filter.flawed)] if pipeline_filter.flawed else []),
        *_in_percents(pipeline_filter, Opportunity),
        *_in_period(pipeline_filter.period, outcome),
        *_with_text(session, pipeline_filter.text, in_order=in_order),
    ]


def total_conditions(principal: Principal, pipeline_filter: PipelineFilter) -> Conditions | None:
    """Return the same as conditions on the summary table, or None when the filter asks for more than it knows."""
    dates = (pipeline_filter.period, pipeline_filter.created, pipeline_filter.idle, pipeline_filter.flawed)
    if any(dates) or pipeline_filter.text or pipeline_filter.agent_ids or pipeline_filter.contact_ids:
        return None
    return [
        *visible(principal, OpportunityTotal),
        OpportunityTotal.outcome.in_(SHOWN),
        *_narrowed(pipeline_filter, OpportunityTotal),
        *_in_percents(pipeline_filter, OpportunityTotal),
    ]


def _of_outcome(outcome: Outcome | None) -> ColumnElement[bool]:
    return Opportunity.outcome.in_(SHOWN) if outcome is None else Opportunity.outcome == outcome.value


def _narrowed(pipeline_filter: PipelineFilter, entity: Counted) -> Conditions:
    wanted = (
        (entity.company_id, pipeline_filter.company_ids),
        (entity.opportunity_type_id, pipeline_filter.type_ids),
        (entity.owner_id, pipeline_filter.owner_ids),
        (entity.stage_id, pipeline_filter.stage_ids),
    )
    return [column.in_(sorted(ids)) for column, ids in wanted if ids]


def _of_agents_and_contacts(pipeline_filter: PipelineFilter) -> Conditions:
    wanted = (
        (Opportunity.main_agent_id, pipeline_filter.agent_ids),
        (Opportunity.contact_id, pipeline_filter.contact_ids),
    )
    return [column.in_(sorted(ids)) for column, ids in wanted if ids]


def _begun_and_touched(pipeline_filter: PipelineFilter) -> Conditions:
    created, idle = pipeline_filter.created, pipeline_filter.idle
    return [
        *([Opportunity.created_on.between(created.start_on, created.end_on)] if created else []),
        *([Opportunity.touched_on < idle.before_on] if idle else []),
    ]


def _in_percents(pipeline_filter: PipelineFilter, entity: Counted) -> Conditions:
    low, high = pipeline_filter.percent_min, pipeline_filter.percent_max
    return [] if (low, high) == (0, 100) else [entity.stated_percent.between(low, high)]


def _in_period(period: Period | None, outcome: Outcome | None) -> Conditions:
    """Bound open opportunities by the expected order date and closed ones by the closing date."""
    if period is None:
        return []
    expected = Opportunity.expected_order_on.between(period.start_on, period.end_on)
    closed = Opportunity.closed_on.between(period.start_on, period.end_on)
    if outcome is not None:
        return [expected if outcome is Outcome.OPEN else closed]
    is_open = Opportunity.outcome == Outcome.OPEN.value
    return [or_(and_(is_open, expected), and_(Opportunity.outcome.in_(CLOSED), closed))]


def _with_text(session: Session, text: str, *, in_order: bool) -> Conditions:
    return [found_opportunities(session, text, in_order=in_order)] if text else []
