"""What a person can choose from: the values of the filter bar, the stages and owners of cards, the closing reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.schema.company import Company
from data.schema.contact import Contact
from data.schema.opportunity import OpportunityTotal
from data.schema.people import Agent, User
from data.schema.pipeline import ClosingReason, OpportunityType, Pipeline, Probability, Stage
from data.scope import visible, visible_contacts
from domain.access import Principal, Reach
from domain.money import BASE_CURRENCY
from domain.opportunity import Reason
from domain.outcome import Outcome

LAST_GLYPH = 5


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a list; `count` is how many open opportunities of it the person sees, None where nobody counts."""

    id: int
    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class PercentOption:
    """A row of the probability table."""

    id: int
    percent: int
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class StageOption:
    """A stage of a pipeline; `glyph` fills from 0 to 5 along the pipeline, `colour` names a token."""

    id: int
    name: str
    pipeline_id: int
    pipeline: str
    colour: str
    glyph: int
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """All lists of the filter bar; retired values are offered as long as opportunities have them."""

    companies: tuple[Option, ...]
    types: tuple[Option, ...]
    owners: tuple[Option, ...]
    agents: tuple[Option, ...]
    percents: tuple[PercentOption, ...]
    stages: tuple[StageOption, ...]
    currencies: tuple[str, ...]


def filter_options(session: Session, principal: Principal) -> FilterOptions:
    """Return what the person can filter by, in the order of the lists."""
    return FilterOptions(
        companies=companies(session, principal),
        types=_types(session, principal),
        owners=_owners(session, principal),
        agents=_agents(session, principal),
        percents=_percents(session, principal),
        stages=stages(session, principal),
        currencies=_currencies(session, principal),
    )


def companies(session: Session, principal: Principal) -> tuple[Option, ...]:
    """Return the companies of the person by name."""
    counts = _counts(session, principal, OpportunityTotal.company_id)
    query = select(Company.id, Company.name).where(Company.id.in_(sorted(principal.company_ids))).order_by(Company.name)
    return tuple(Option(id_, name, counts.get(id_, 0)) for id_, name in session.execute(query))


def contacts(session: Session, principal: Principal, ids: frozenset[int]) -> tuple[Option, ...]:
    """Return the contacts with these ids that the person sees, by name; nobody counts their opportunities."""
    if not ids:
        return ()
    query = select(Contact.id, Contact.name).where(Contact.id.in_(sorted(ids)), *visible_contacts(principal))
    return tuple(Option(id_, name, None) for id_, name in session.execute(query.order_by(Contact.name, Contact.id)))


def reasons(session: Session) -> tuple[Reason, ...]:
    """Return the closing reasons in use, in their order."""
    query = (
        select(ClosingReason.id, ClosingReason.description, ClosingReason.sign)
        .where(ClosingReason.active)
        .order_by(ClosingReason.sort_order, ClosingReason.description)
    )
    return tuple(Reason(*row) for row in session.execute(query))


def stages(session: Session, principal: Principal) -> tuple[StageOption, ...]:
    """Return the stages of all pipelines, pipeline by pipeline in the order of their steps."""
    counts = _counts(session, principal, OpportunityTotal.stage_id)
    query = (
        select(Stage, Pipeline.description.label("pipeline"))
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(_in_use(Stage.active, Stage.id, counts))
        .order_by(Pipeline.sort_order, Pipeline.id, Stage.sort_order, Stage.id)
    )
    return tuple(_numbered(session.execute(query).all(), counts))


def _numbered(rows: Any, counts: dict[Any, int]) -> Iterator[StageOption]:
    glyph, pipeline_id = 0, None
    for stage, pipeline in rows:
        glyph = glyph + 1 if stage.pipeline_id == pipeline_id else 0
        pipeline_id = stage.pipeline_id
        yield StageOption(
            stage.id, stage.name, stage.pipeline_id, pipeline, stage.colour,
            0 if stage.kind == Outcome.LOST else min(glyph, LAST_GLYPH), stage.kind, counts.get(stage.id, 0),
        )  # fmt: skip


def _types(session: Session, principal: Principal) -> tuple[Option, ...]:
    counts = _counts(session, principal, OpportunityTotal.opportunity_type_id)
    query = (
        select(OpportunityType.id, OpportunityType.description)
        .where(_in_use(OpportunityType.active, OpportunityType.id, counts))
        .order_by(OpportunityType.sort_order, OpportunityType.description)
    )
    return tuple(Option(id_, text, counts.get(id_, 0)) for id_, text in session.execute(query))


def _owners(session: Session, principal: Principal) -> tuple[Option, ...]:
    """Return the people who own an opportunity that the person sees, and nobody else."""
    counts = _counts(session, principal, OpportunityTotal.owner_id)
    query = select(User.id, User.display_name).where(User.id.in_(sorted(counts))).order_by(User.display_name, User.id)
    return tuple(Option(id_, name, counts[id_]) for id_, name in session.execute(query))


def _agents(session: Session, principal: Principal) -> tuple[Option, ...]:
    """Return the agents of the person's companies, or only those of the teams that the person reaches."""
    wanted: list[ColumnElement[bool]] = [Agent.company_id.in_(sorted(principal.company_ids))]
    if principal.sees is not Reach.COMPANY:
        wanted.append(or_(Agent.user_id == principal.user_id, Agent.team_id.in_(sorted(principal.team_ids))))
    query = select(Agent.id, Agent.name).where(*wanted).order_by(Agent.name, Agent.id)
    return tuple(Option(id_, name, None) for id_, name in session.execute(query))


def _percents(session: Session, principal: Principal) -> tuple[PercentOption, ...]:
    counts = _counts(session, principal, OpportunityTotal.probability_id)
    query = (
        select(Probability.id, Probability.percent, Probability.description)
        .where(_in_use(Probability.active, Probability.id, counts))
        .order_by(Probability.percent, Probability.sort_order, Probability.id)
    )
    return tuple(PercentOption(*row, counts.get(row.id, 0)) for row in session.execute(query))


def _currencies(session: Session, principal: Principal) -> tuple[str, ...]:
    """Return the companies' currencies first, then those that opportunities have and the base currency."""
    query = select(Company.currency_code).where(Company.id.in_(sorted(principal.company_ids))).distinct()
    own = sorted(session.scalars(query))
    others = {*_counts(session, principal, OpportunityTotal.currency_code), BASE_CURRENCY}
    return (*own, *sorted(others - set(own)))


def _counts(session: Session, principal: Principal, key: InstrumentedAttribute[Any]) -> dict[Any, int]:
    """Return how many open opportunities each value has; a value with only closed ones is there with none."""
    is_open = OpportunityTotal.outcome == Outcome.OPEN.value
    query = (
        select(key, func.sum(case((is_open, OpportunityTotal.row_count), else_=0)))
        .where(*visible(principal, OpportunityTotal), OpportunityTotal.row_count > 0)
        .group_by(key)
    )
    return {value: int(count) for value, count in session.execute(query)}


def _in_use(
    active: InstrumentedAttribute[bool], id_: InstrumentedAttribute[int], counts: dict[Any, int]
) -> ColumnElement[bool]:
    return active | id_.in_(sorted(counts))
