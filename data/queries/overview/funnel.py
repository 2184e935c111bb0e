"""The funnel: how far each of those that started came, and what stands where now."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Case, and_, case, func, select
from sqlalchemy.orm import Session

from data.queries.matching import Conditions, conditions
from data.queries.overview.calendar import whole
from data.queries.overview.standings import lasting
from data.queries.reporting import Converter
from data.schema.opportunity import Opportunity, StageHistory
from data.schema.pipeline import Pipeline, Stage
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.outcome import Outcome

LAST_GLYPH = 5


class FunnelStage(NamedTuple):
    """An open stage of a pipeline, by its place."""

    id: int
    position: int
    name: str
    colour: str
    glyph: int


class Furthest(NamedTuple):
    """How many came as far as a stage and no further; amounts in minor units of the reporting currency."""

    position: int
    outcome: str
    row_count: int
    net_minor: int


class Here(NamedTuple):
    """What stands in a stage now."""

    stage_id: int
    row_count: int
    net_minor: int


def pipelines(session: Session) -> list[tuple[int, str]]:
    """Return the pipelines in use, in their order."""
    query = select(Pipeline.id, Pipeline.description).where(Pipeline.active).order_by(Pipeline.sort_order, Pipeline.id)
    return [(row.id, row.description) for row in session.execute(query)]


def stages(session: Session, pipeline_id: int) -> list[FunnelStage]:
    """Return the open stages of a pipeline in their order; retired ones too, for they have a past."""
    query = (
        select(Stage.id, Stage.sort_order, Stage.name, Stage.colour)
        .where(Stage.pipeline_id == pipeline_id, Stage.kind == "open")
        .order_by(Stage.sort_order, Stage.id)
    )
    return [
        FunnelStage(row.id, row.sort_order, row.name, row.colour, min(place, LAST_GLYPH))
        for place, row in enumerate(session.execute(query))
    ]


def furthest(
    session: Session,
    principal: Principal,
    wanted: PipelineFilter,
    pipeline_id: int,
    first_on: date,
    last_on: date,
    *,
    converter: Converter,
) -> list[Furthest]:
    """Return how far those came that were created between two days in a pipeline, each of them once.

    How often a stage was entered does not matter, nor whether one was skipped; lost ones are among them. One without
    any history counts at the stage it is in, a closed one at the first stage.
    """
    first_place = select(func.min(Stage.sort_order)).where(Stage.pipeline_id == pipeline_id, Stage.kind == "open")
    reached = func.coalesce(func.max(Stage.sort_order), first_place.scalar_subquery())
    each = (
        select(Opportunity.outcome, Opportunity.currency_code, Opportunity.net_minor, reached.label("position"))
        .outerjoin(StageHistory, StageHistory.opportunity_id == Opportunity.id)
        .outerjoin(Stage, and_(Stage.id == _entered(), Stage.pipeline_id == pipeline_id, Stage.kind == "open"))
        .where(*_started(session, principal, wanted, pipeline_id, first_on, last_on))
        .group_by(Opportunity.id, Opportunity.outcome, Opportunity.currency_code, Opportunity.net_minor)
        .subquery()
    )
    key = (each.c.position, each.c.outcome, each.c.currency_code)
    query = select(*key, func.count(), func.sum(each.c.net_minor)).group_by(*key)
    sums: dict[tuple[int, str], tuple[int, int]] = {}
    for position, outcome, currency, rows, net in session.execute(query):
        count, minor = sums.get((position, outcome), (0, 0))
        sums[position, outcome] = (count + rows, minor + converter.minor(whole(net), currency))
    return [Furthest(*key, *value) for key, value in sums.items()]


def standing_now(
    session: Session,
    principal: Principal,
    wanted: PipelineFilter,
    pipeline_id: int,
    *,
    converter: Converter,
) -> list[Here]:
    """Return what is open in each stage of a pipeline now, whenever it started; as the board shows it."""
    query = (
        select(Opportunity.stage_id, Opportunity.currency_code, func.count(), func.sum(Opportunity.net_minor))
        .where(*conditions(session, principal, wanted, Outcome.OPEN), Opportunity.pipeline_id == pipeline_id)
        .group_by(Opportunity.stage_id, Opportunity.currency_code)
    )
    sums: dict[int, tuple[int, int]] = {}
    for stage_id, currency, rows, net in session.execute(query):
        count, minor = sums.get(stage_id, (0, 0))
        sums[stage_id] = (count + rows, minor + converter.minor(whole(net), currency))
    return [Here(stage_id, *value) for stage_id, value in sums.items()]


def _entered() -> Case[int]:
    """Return the stage of a stay; the present one of an opportunity without any."""
    return case((StageHistory.id.is_(None), Opportunity.stage_id), else_=StageHistory.stage_id)


def _started(
    session: Session, principal: Principal, wanted: PipelineFilter, pipeline_id: int, first_on: date, last_on: date
) -> Conditions:
    return [
        *conditions(session, principal, lasting(wanted)),
        Opportunity.pipeline_id == pipeline_id,
        Opportunity.created_on.between(first_on, last_on),
    ]
