"""The columns of the Stages board: the stages of one pipeline, what each holds, asks for and allows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.board import LOST, WON, Column, Columns, summary_of, totals_by
from data.queries.options import Option, StageOption
from data.queries.reporting import Converter
from data.schema.opportunity import OpportunityTotal
from data.schema.pipeline import Probability, Stage, StageMove, StageTask
from data.scope import visible, visible_stage
from domain.access import Principal
from domain.board import ColumnKey, Totals
from domain.errors import BadFilter
from domain.filter import PipelineFilter
from domain.outcome import Outcome

# No stage has it: a filter on it finds nothing, where an empty one would find everything.
NO_STAGE = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a stage."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class BoardStage:
    """A stage that the person's role sees; `tasks` are its mandatory ones, `usual_percent` its default probability."""

    option: StageOption
    active: bool
    usual_percent: int | None
    tasks: tuple[Task, ...]

    @property
    def id(self) -> int:
        """The stage's id."""
        return self.option.id

    @property
    def is_open(self) -> bool:
        """Tell whether it is a step on the way and not an end of it."""
        return self.option.kind == Outcome.OPEN


def board_stages(session: Session, principal: Principal, options: Iterable[StageOption]) -> tuple[BoardStage, ...]:
    """Return those of the stages that the person's role sees, in their order; won and lost are seen by everybody."""
    seen = {
        row.id: row
        for row in session.execute(
            select(Stage.id, Stage.active, Probability.percent)
            .outerjoin(Probability, Probability.id == Stage.default_probability_id)
            .where((Stage.kind != Outcome.OPEN.value) | visible_stage(principal))
        )
    }
    tasks = _mandatory_tasks(session)
    return tuple(
        BoardStage(option, seen[option.id].active, seen[option.id].percent, tuple(tasks.get(option.id, ())))
        for option in options
        if option.id in seen
    )


def pipelines(stages: Iterable[BoardStage]) -> tuple[Option, ...]:
    """Return the pipelines that have a stage to be seen, each with how many open opportunities stand in those."""
    found: dict[int, Option] = {}
    for stage in stages:
        if stage.is_open:
            option = stage.option
            counted = found.get(option.pipeline_id, Option(option.pipeline_id, option.pipeline, 0))
            found[option.pipeline_id] = replace(counted, count=(counted.count or 0) + option.count)
    return tuple(found.values())


def usual_pipeline(
    session: Session, principal: Principal, found: Sequence[Option], stages: Iterable[BoardStage]
) -> int | None:
    """Return the pipeline that the person works with most: where most of her own open opportunities stand.

    For somebody who owns none it is the one with the most open opportunities to be seen; None without any pipeline.
    """
    query = (
        select(OpportunityTotal.stage_id, func.sum(OpportunityTotal.row_count))
        .where(
            *visible(principal, OpportunityTotal),
            OpportunityTotal.outcome == Outcome.OPEN.value,
            OpportunityTotal.owner_id == principal.user_id,
        )
        .group_by(OpportunityTotal.stage_id)
    )
    counts = {stage_id: int(count) for stage_id, count in session.execute(query)}
    own: dict[int, int] = {}
    for stage in stages:
        pipeline_id = stage.option.pipeline_id
        own[pipeline_id] = own.get(pipeline_id, 0) + counts.get(stage.id, 0)
    return max(found, key=lambda one: (own.get(one.id, 0), one.count or 0)).id if found else None


def chosen(found: Sequence[Option], wanted: str, usual: int | None) -> int | None:
    """Return the pipeline that an address names, else the usual one; raise BadFilter for one that is not there."""
    if wanted and not any(str(one.id) == wanted for one in found):
        raise BadFilter(key="pipeline", value=wanted[:40])
    return int(wanted) if wanted else usual


def narrowed(pipeline_filter: PipelineFilter, stages: Iterable[BoardStage]) -> PipelineFilter:
    """Return the filter bound to some stages; what it asks of stages itself still holds."""
    ids = frozenset(stage.id for stage in stages)
    wanted = ids & pipeline_filter.stage_ids if pipeline_filter.stage_ids else ids
    return replace(pipeline_filter, stage_ids=wanted or frozenset({NO_STAGE}))


def stage_columns(
    session: Session,
    principal: Principal,
    pipeline_filter: PipelineFilter,
    stages: Sequence[BoardStage],
    *,
    currency: str,
    as_of: date,
) -> Columns:
    """Return the columns of one pipeline's stages between lost and won, with totals over all rows of a narrowed filter.

    A retired stage stays as long as it holds open opportunities. Amounts in minor units of `currency`. Raises RateMissing.
    """
    converter = Converter(session, currency, as_of)
    totals = totals_by(session, principal, pipeline_filter, converter, "stage_id")
    steps = [(ColumnKey.of_stage(stage.id), stage) for stage in stages]
    shown = (
        Column(LOST, 0, "", totals.get(LOST, Totals())),
        *(
            Column(key, stage.usual_percent or 0, stage.option.name, totals.get(key, Totals()))
            for key, stage in steps
            if (stage.is_open and stage.active) or key in totals
        ),
        Column(WON, 100, "", totals.get(WON, Totals())),
    )
    return Columns(shown, summary_of(shown), currency, as_of, converter.rates_on)


def allowed_moves(session: Session, pipeline_id: int) -> frozenset[tuple[int, int]] | None:
    """Return the pairs of stages that a card may go between, None where the pipeline lists none: then all are allowed."""
    query = (
        select(StageMove.from_stage_id, StageMove.to_stage_id)
        .join(Stage, Stage.id == StageMove.from_stage_id)
        .where(Stage.pipeline_id == pipeline_id)
    )
    return frozenset((first, second) for first, second in session.execute(query)) or None


def _mandatory_tasks(session: Session) -> dict[int, list[Task]]:
    query = (
        select(StageTask.stage_id, StageTask.id, StageTask.name)
        .where(StageTask.mandatory, StageTask.active)
        .order_by(StageTask.sort_order, StageTask.id)
    )
    found: dict[int, list[Task]] = {}
    for stage_id, id_, name in session.execute(query):
        found.setdefault(stage_id, []).append(Task(id_, name))
    return found
