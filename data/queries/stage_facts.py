"""How long cards stay in stages: what is usual, which are slow, how many go on; and what the cards themselves say of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median, quantiles
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from data.queries.matching import conditions
from data.queries.overview.calendar import days_between
from data.schema.opportunity import Opportunity, OpportunityTask, StageHistory
from data.schema.pipeline import Stage, StageTask
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.outcome import Outcome

# The latest finished stays of the pipeline: enough for steady quartiles, few enough to be read while somebody waits.
COMPARED_STAYS = 1200
# With fewer stays a quartile or a share would say more than is known.
FEWEST_STAYS = 20


@dataclass(frozen=True, slots=True)
class Usual:
    """What finished stays in a stage were like: `stays` of them, days of the median and of the third quartile.

    `onward` of them went to a later stage or were won. Without stays there is no median.
    """

    stays: int = 0
    median_days: int | None = None
    slow_after_days: int | None = None
    onward: int = 0

    @property
    def is_steady(self) -> bool:
        """Tell whether there are enough stays to compare with."""
        return self.stays >= FEWEST_STAYS


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card of the Stages board says beside the rest: `open_tasks` are the mandatory ones still to be done."""

    stated_percent: int
    entered_on: date
    open_tasks: tuple[int, ...]


def usual_stays(session: Session, pipeline_id: int, company_ids: Collection[int]) -> dict[int, Usual]:
    """Return what is usual in each stage of a pipeline, from the latest finished stays in these companies."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for stage_id, days, stays, onward in session.execute(
        FINISHED, {"pipeline": pipeline_id, "companies": sorted(company_ids)}
    ):
        found.setdefault(stage_id, []).append((max(int(days), 0), int(stays), int(onward)))
    return {stage_id: _usual(rows) for stage_id, rows in found.items()}


def slow_counts(
    session: Session, principal: Principal, pipeline_filter: PipelineFilter, usual: Mapping[int, Usual], today: date
) -> dict[int, int]:
    """Return how many open opportunities of each steady stage are there longer than three of four were; over all rows."""
    wanted = conditions(session, principal, pipeline_filter, Outcome.OPEN)
    parts = [
        select(literal(stage_id).label("stage_id"), func.count().label("slow")).where(
            *wanted, Opportunity.stage_id == stage_id, Opportunity.stage_sort_on < today - timedelta(days=known)
        )
        for stage_id, stays in usual.items()
        if (known := stays.slow_after_days) is not None and stays.is_steady
    ]
    return {row.stage_id: row.slow for row in session.execute(union_all(*parts))} if parts else {}


def card_facts(session: Session, opportunity_ids: Iterable[int]) -> dict[int, CardFacts]:
    """Return what some cards say of their stage, with one statement for the cards and one for their tasks."""
    ids = list(opportunity_ids)
    columns = Opportunity.id, Opportunity.stated_percent, Opportunity.stage_sort_on
    rows = session.execute(select(*columns).where(Opportunity.id.in_(ids))).all() if ids else []
    tasks = open_tasks(session, ids)
    return {row.id: CardFacts(row.stated_percent, row.stage_sort_on, tuple(tasks.get(row.id, ()))) for row in rows}


def open_tasks(session: Session, opportunity_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the mandatory tasks of the present stage that are not done, by opportunity; who has none is left out."""
    done = and_(
        OpportunityTask.stage_task_id == StageTask.id,
        OpportunityTask.opportunity_id == Opportunity.id,
        OpportunityTask.done_at.is_not(None),
    )
    query = (
        select(Opportunity.id, StageTask.id)
        .join(StageTask, StageTask.stage_id == Opportunity.stage_id)
        .outerjoin(OpportunityTask, done)
        .where(
            Opportunity.id.in_(list(opportunity_ids)),
            StageTask.mandatory,
            StageTask.active,
            OpportunityTask.id.is_(None),
        )
        .order_by(StageTask.sort_order, StageTask.id)
    )
    found: dict[int, list[int]] = {}
    for opportunity_id, task_id in session.execute(query):
        found.setdefault(opportunity_id, []).append(task_id)
    return found


def _finished() -> Select[*tuple[Any, ...]]:
    """Return the statement that counts the latest finished stays by stage and whole days, and how many of them led on."""
    # The limit inside keeps the planner from reading the company's whole history; these columns are all in one index.
    stay = (
        StageHistory.id,
        StageHistory.opportunity_id,
        StageHistory.stage_id,
        StageHistory.entered_at,
        StageHistory.left_at,
    )
    recent = (
        select(*stay)
        .where(StageHistory.pipeline_id == bindparam("pipeline"), StageHistory.left_at.is_not(None))
        .order_by(StageHistory.left_at.desc(), StageHistory.id.desc())
        .limit(COMPARED_STAYS)
        .subquery()
    )
    following, here, there = aliased(StageHistory), aliased(Stage), aliased(Stage)
    goes_on = (there.kind == Outcome.WON.value) | (
        (there.kind == Outcome.OPEN.value) & (there.sort_order > here.sort_order)
    )
    next_stage_id = (
        select(following.stage_id)
        .where(
            following.opportunity_id == recent.c.opportunity_id,
            following.entered_at >= recent.c.left_at,
            following.id != recent.c.id,
        )
        .order_by(following.entered_at, following.id)
        .limit(1)
        .scalar_subquery()
    )
    days = days_between(func.date(recent.c.entered_at), func.date(recent.c.left_at))
    return (
        select(recent.c.stage_id, days, func.count(), func.sum(case((goes_on, 1), else_=0)))
        .join(Opportunity, Opportunity.id == recent.c.opportunity_id)
        .join(here, here.id == recent.c.stage_id)
        .outerjoin(there, there.id == next_stage_id)
        .where(Opportunity.company_id.in_(bindparam("companies", expanding=True)))
        .group_by(recent.c.stage_id, days)
    )


# Written once: to build it anew would take as long as to run it.
FINISHED = _finished()


def _usual(rows: Iterable[tuple[int, int, int]]) -> Usual:
    """Return what days, number of stays and how many of those led on say together."""
    days = sorted(day for day, stays, _onward in rows for _stay in range(stays))
    quartile = quantiles(days, n=4, method="inclusive")[2] if len(days) > 1 else days[0]
    return Usual(len(days), round(median(days)), round(quartile), sum(onward for _day, _stays, onward in rows))
