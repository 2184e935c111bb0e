"""Moves: which stage of a pipeline may follow which; a pipeline without any pair allows every move."""

from collections.abc import Collection

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from data.schema.opportunity import OpportunityTask
from data.schema.pipeline import Pipeline, Stage, StageMove, StageTask
from domain.errors import Conflict, MalformedInput, NotFound
from domain.lookups import lookup_of
from domain.lookups.errors import NoMoves
from workflow.lookups.change import Act, Saved, begin, told

MOVES = "stage_moves_changed"
Pairs = set[tuple[int, int]]


def set_moves(session: Session, act: Act, pipeline_id: int, wanted: Collection[tuple[int, int]], seen: str) -> Saved:
    """Allow exactly these moves between the stages of a pipeline.

    Raises NotPermitted, NotFound, Conflict when somebody changed them since the person saw them, NoMoves for none, and
    MalformedInput for a pair that is none: of another pipeline, of one stage, or between two stages that close.
    """
    begin(session, act)
    pipeline = session.get(Pipeline, pipeline_id)
    if pipeline is None:
        raise NotFound
    before = stored(session, pipeline_id)
    if mark(before) != seen:
        raise Conflict(title=pipeline.description)
    after = set(wanted)
    if not after:
        raise NoMoves
    if after - possible(session, pipeline_id):
        raise MalformedInput
    if after == before:
        return Saved(pipeline_id, pipeline.description, None)
    put_moves(session, pipeline_id, after)
    pairs = {"moves": sorted(map(list, before))}, {"moves": sorted(map(list, after))}
    return Saved(
        pipeline_id, pipeline.description, told(session, act, MOVES, lookup_of("pipelines"), pipeline_id, *pairs)
    )


def stored(session: Session, pipeline_id: int) -> Pairs:
    """Return the pairs of a pipeline; none means that every move is allowed."""
    query = select(StageMove.from_stage_id, StageMove.to_stage_id).join(Stage, Stage.id == StageMove.from_stage_id)
    return {(first, second) for first, second in session.execute(query.where(Stage.pipeline_id == pipeline_id))}


def possible(session: Session, pipeline_id: int) -> Pairs:
    """Return every pair that could be allowed: two stages of the pipeline of which at least one is open."""
    kinds = {
        row.id: row.kind
        for row in session.execute(select(Stage.id, Stage.kind).where(Stage.pipeline_id == pipeline_id))
    }
    return {
        (first, second)
        for first in kinds
        for second in kinds
        if first != second and "open" in {kinds[first], kinds[second]}
    }


def mark(pairs: Pairs) -> str:
    """Return what marks this state of the pairs."""
    return " ".join(f"{first}-{second}" for first, second in sorted(pairs))


def put_moves(session: Session, pipeline_id: int, wanted: Pairs) -> None:
    """Let exactly these pairs be stored."""
    of_pipeline = select(Stage.id).where(Stage.pipeline_id == pipeline_id)
    session.execute(delete(StageMove).where(StageMove.from_stage_id.in_(of_pipeline)))
    rows = [{"from_stage_id": first, "to_stage_id": second} for first, second in sorted(wanted)]
    if rows:
        session.execute(insert(StageMove), rows)


def join(session: Session, stage: Stage) -> None:
    """Let a new stage be reached and left like any other, where the moves of its pipeline are kept at all."""
    before = stored(session, stage.pipeline_id)
    if before:
        own = {pair for pair in possible(session, stage.pipeline_id) if stage.id in pair}
        put_moves(session, stage.pipeline_id, before | own)


def part(session: Session, stage_id: int) -> list[list[int]]:
    """Take a stage out of every pair and return those."""
    mine = or_(StageMove.from_stage_id == stage_id, StageMove.to_stage_id == stage_id)
    pairs = [[move.from_stage_id, move.to_stage_id] for move in session.scalars(select(StageMove).where(mine))]
    session.execute(delete(StageMove).where(mine).execution_options(synchronize_session="fetch"))
    return sorted(pairs)


def drop_task(session: Session, task: StageTask) -> None:
    """Delete a task of a stage, or retire it when opportunities have it."""
    used = session.scalar(select(OpportunityTask.id).where(OpportunityTask.stage_task_id == task.id).limit(1))
    if used is None:
        session.delete(task)
    else:
        task.active = False
