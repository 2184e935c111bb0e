"""The column model of the Stages board: the stages of one pipeline, chosen in the address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import msgspec

from components import board as pictures
from components.board_stages import Facts, Flow, flow_payload
from components.filter_bar import Choice, Pipelines
from data.queries import board, options, stages
from data.queries.board import Place
from data.queries.cards import CardPage, CardRow
from data.queries.options import Option
from data.queries.preferences import preference
from data.queries.stage_facts import CardFacts, Usual, card_facts, slow_counts, usual_stays
from data.queries.stages import BoardStage
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.board import OF_STAGES, BoardSort, ColumnKey
from domain.errors import MalformedInput
from domain.filter import PipelineFilter
from domain.outcome import Outcome
from web import router
from web.boards.asking import MOST_TASKS, Action, Drop, View, picture
from workflow.opportunities import Arrival, Change, drop_on_stage
from workflow.preferences import prefer

PIPELINE = "pipeline"
# The person's habit when a stage has a usual probability: "always" or "never" takes it; without one they are asked.
HABIT = "stage_probability"
HABITS = {"set": "always", "keep": "never"}


class HabitChoice(msgspec.Struct):
    """What a person wants of every further move: to be asked, or that the stage always or never sets its probability."""

    seq: int
    habit: Literal["ask", "always", "never"]


@dataclass(frozen=True)
class StagesView(View):
    """What one address asks of the Stages board."""

    sorts = OF_STAGES
    usual_sort = BoardSort.STAY
    place: Place = field(default="stage_id", init=False)
    pipelines: tuple[Option, ...] = ()
    usual_id: int | None = None
    pipeline_id: int | None = None
    stages: tuple[BoardStage, ...] = ()

    @classmethod
    def of(cls, reading: Session, principal: Principal, search: str | None) -> "StagesView":
        """Read the address; raise BadFilter (also for a pipeline that is not there) or UnknownCurrency."""
        seen = stages.board_stages(reading, principal, options.stages(reading, principal))
        found = stages.pipelines(seen)
        usual = stages.usual_pipeline(reading, principal, found, seen)
        pipeline_id = stages.chosen(found, router.read_search(search).get(PIPELINE, ""), usual)
        return cls(
            **cls.asked(reading, principal, search),
            pipelines=found,
            usual_id=usual,
            pipeline_id=pipeline_id,
            stages=tuple(stage for stage in seen if stage.option.pipeline_id == pipeline_id),
        )

    @property
    def choice(self) -> Pipelines:
        """The choice of the pipeline, for the filter bar."""
        choices = [Choice(str(one.id), one.label, one.count) for one in self.pipelines]
        chosen, usual = ("" if id_ is None else str(id_) for id_ in (self.pipeline_id, self.usual_id))
        return Pipelines(choices, chosen, usual)

    @property
    def is_new_pipeline(self) -> bool:
        """Whether nothing is in this pipeline yet, though something is in another, and no filter hides it."""
        return self.wanted.is_empty and any(one.count for one in self.pipelines)

    @property
    def narrowed(self) -> PipelineFilter:
        """The filter, bound to the stages of the pipeline that the person sees."""
        return stages.narrowed(self.wanted, self.stages)

    def columns(self, reading: Session) -> board.Columns:
        """Return the totals of all columns."""
        return stages.stage_columns(
            reading, self.principal, self.narrowed, self.stages, currency=self.currency, as_of=self.as_of
        )

    def pictured(self, reading: Session, found: Iterable[board.Column]) -> list[pictures.Column]:
        """Return columns as the browser draws them, with how long cards usually stay there."""
        usual, slow = self._stays(reading)
        by_id = {stage.id: stage for stage in self.stages}
        return [
            picture(column)
            if column.key.stage_id is None
            else _of_stage(column, by_id[column.key.stage_id], usual, slow)
            for column in found
        ]

    def told(self, reading: Session, pages: Mapping[ColumnKey, CardPage]) -> dict[ColumnKey, CardPage]:
        """Return pages whose cards say their probability, their stay and their open tasks."""
        facts = card_facts(reading, [int(str(row[0])) for page in pages.values() for row in page.rows])
        return {
            key: replace(page, rows=tuple(_with_facts(row, facts) for row in page.rows)) for key, page in pages.items()
        }

    def rules(self, reading: Session) -> dict[str, Any]:
        """Return allowed moves, mandatory tasks and the person's habit."""
        flow = Flow(
            moves=self._moves(reading),
            tasks={stage.id: [(task.id, task.name) for task in stage.tasks] for stage in self.stages if stage.tasks},
            habit=preference(reading, self.principal, HABIT, "ask"),
            query=self.narrowed.to_query(),
        )
        return {"sorts": list(self.sorts), **flow_payload(flow)}

    def dropped(self, session: Session, let_go: Drop) -> Change:
        """Tick off tasks, then move, win, lose or reopen; raise a refusal."""
        action = let_go.action
        if len(action.tasks) > MOST_TASKS:
            raise MalformedInput
        arrival = Arrival(tuple(action.tasks), self._sets_probability(session, action))
        now = clock.now()
        return drop_on_stage(
            session, self.principal, let_go.target, let_go.column, let_go.closing, arrival, today=self.today, now=now
        )

    def _sets_probability(self, session: Session, action: Action) -> bool:
        """Tell whether the stage sets its usual probability: as answered, else as the person always does."""
        if action.probability is None:
            return preference(session, self.principal, HABIT) == HABITS["set"]
        if action.remember:
            prefer(session, self.principal, HABIT, HABITS[action.probability])
        return action.probability == "set"

    def _stays(self, reading: Session) -> tuple[dict[int, Usual], dict[int, int]]:
        if self.pipeline_id is None:
            return {}, {}
        companies = self.wanted.company_ids & self.principal.company_ids or self.principal.company_ids
        usual = usual_stays(reading, self.pipeline_id, companies)
        return usual, slow_counts(reading, self.principal, self.narrowed, usual, self.as_of)

    def _moves(self, reading: Session) -> dict[str, list[str]] | None:
        """Return for each open column those that its cards may go to; None where nothing is forbidden."""
        pairs = stages.allowed_moves(reading, self.pipeline_id) if self.pipeline_id is not None else None
        if pairs is None:
            return None
        ends = [stage for stage in self.stages if not stage.is_open]
        free = [outcome.value for outcome in (Outcome.WON, Outcome.LOST) if not _ends_of(ends, outcome)]
        return {
            _key(here): [*free, *dict.fromkeys(_key(there) for there in self.stages if (here.id, there.id) in pairs)]
            for here in self.stages
            if here.is_open
        }


def _ends_of(ends: Sequence[BoardStage], outcome: Outcome) -> list[BoardStage]:
    return [stage for stage in ends if stage.option.kind == outcome]


def _key(stage: BoardStage) -> str:
    return str(ColumnKey.of_stage(stage.id)) if stage.is_open else stage.option.kind


def _of_stage(
    column: board.Column, stage: BoardStage, usual: Mapping[int, Usual], slow: Mapping[int, int]
) -> pictures.Column:
    stays = usual.get(stage.id, Usual())
    facts = Facts(
        stays=stays.stays,
        median_days=stays.median_days,
        slow_after_days=stays.slow_after_days if stays.is_steady else None,
        slow=slow.get(stage.id, 0),
        onward=stays.onward if stays.is_steady else None,
    )
    option = stage.option
    return picture(
        column, colour=option.colour, glyph=option.glyph, usual_percent=stage.usual_percent, facts=facts.payload()
    )


def _with_facts(row: CardRow, facts: Mapping[int, CardFacts]) -> CardRow:
    found = facts.get(int(str(row[0]))) or CardFacts(0, date.min, ())
    return (*row, found.stated_percent, found.entered_on.isoformat(), ",".join(map(str, found.open_tasks)))
