"""Stages and their tasks, told on both databases: what may go where, what it takes, and how it is taken back."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from data.queries.stage_facts import open_tasks
from data.schema.log import Event
from data.schema.opportunity import Opportunity, OpportunityTask, StageHistory
from data.schema.pipeline import Stage, StageMove, StageRole, StageTask
from data.session import Database
from data.summary import differences
from domain.access import Role
from domain.board import ColumnKey
from domain.errors import (
    CannotUndo,
    Conflict,
    MoveNotAllowed,
    NotFound,
    NotOpen,
    NotPermitted,
    SalesError,
    StageNotReached,
    TasksOpen,
)
from domain.outcome import Outcome
from tests.world import NOW, TODAY, World
from workflow import opportunities as verbs
from workflow.opportunities import Arrival, Change, Closing, Target


class Desk:
    """A person at work on the Stages board: each call is one transaction of its own."""

    def __init__(self, database: Database, world: World, login: str = "sales") -> None:
        self.database = database
        self.world = world
        self.principal = world.principal(login)
        self.now = NOW

    def read(self, key: str) -> Opportunity:
        with self.database.read() as session:
            opportunity = session.get_one(Opportunity, self.world.opportunities[key])
            session.expunge(opportunity)
            return opportunity

    def target(self, key: str, request_key: str | None = None) -> Target:
        return Target(self.world.opportunities[key], self.read(key).version, request_key)

    def stage(self, place: int | str, kind: str = "new") -> int:
        return self.world.stages[kind, place]

    def move(self, key: str, place: int | str, target: Target | None = None, **options: Any) -> Change:
        kind = "renewal" if key == "lines" else "new"
        with self.database.write() as session:
            return verbs.move_to_stage(
                session, self.principal, target or self.target(key), self.stage(place, kind), today=TODAY, now=self.now, **options
            )  # fmt: skip

    def drop(
        self, key: str, column: ColumnKey, closing: Closing | None = None, arrival: Arrival | None = None
    ) -> Change:
        with self.database.write() as session:
            return verbs.drop_on_stage(
                session, self.principal, self.target(key), column, closing, arrival or Arrival(), today=TODAY, now=self.now
            )  # fmt: skip

    def complete(self, key: str, task_id: int) -> Change:
        with self.database.write() as session:
            return verbs.complete_task(session, self.principal, self.target(key), task_id, today=TODAY, now=self.now)

    def reopen_task(self, key: str, task_id: int) -> Change:
        with self.database.write() as session:
            return verbs.reopen_task(session, self.principal, self.target(key), task_id, today=TODAY, now=self.now)

    def undo(self, change: Change) -> Change:
        assert change.event_id is not None
        with self.database.write() as session:
            return verbs.undo(session, self.principal, change.event_id, today=TODAY, now=self.now)

    def won(self) -> Closing:
        return Closing(self.world.reasons["BEST"], TODAY)

    def lost(self) -> Closing:
        return Closing(self.world.reasons["PRICE"], TODAY)

    def task(self, place: int, name: str, *, mandatory: bool = True) -> int:
        with self.database.write() as session:
            task = StageTask(stage_id=self.stage(place), name=name, mandatory=mandatory)
            session.add(task)
            session.flush()
            return task.id

    def allow(self, *pairs: tuple[int | str, int | str]) -> None:
        with self.database.write() as session:
            session.add_all(
                StageMove(from_stage_id=self.stage(first), to_stage_id=self.stage(then)) for first, then in pairs
            )

    def stays(self, key: str) -> list[tuple[int, Any, Any]]:
        columns = StageHistory.stage_id, StageHistory.entered_at, StageHistory.left_at
        wanted = StageHistory.opportunity_id == self.world.opportunities[key]
        with self.database.read() as session:
            query = select(*columns).where(wanted).order_by(StageHistory.entered_at, StageHistory.id)
            return [(row[0], row[1], row[2]) for row in session.execute(query)]

    def place(self, key: str) -> tuple[Any, ...]:
        found = self.read(key)
        return found.stage_id, found.probability_id, found.stated_percent, found.stage_entered_on, found.outcome


@pytest.fixture
def desk(database: Database, world: World) -> Desk:
    return Desk(database, world)


# ── Moving ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_card_goes_to_another_stage_and_keeps_its_probability(desk: Desk) -> None:
    change = desk.move("press", 4)
    press = desk.read("press")
    assert (press.stage_id, press.stated_percent, press.version) == (desk.stage(4), 50, 2)
    assert change.verb == "move_to_stage"
    assert change.before == {"stage_id": desk.stage(3)}
    assert press.stage_entered_on == TODAY
    assert press.last_activity_on == TODAY - timedelta(days=3)


def test_a_move_ends_the_stay_and_begins_the_next(desk: Desk) -> None:
    desk.move("press", 4)
    *_, before, present = desk.stays("press")
    assert before[0] == desk.stage(3)
    assert before[2] == present[1] == NOW
    assert (present[0], present[2]) == (desk.stage(4), None)


def test_a_card_put_back_where_it_is_changes_nothing(desk: Desk) -> None:
    assert desk.move("press", 3).event_id is None
    assert desk.read("press").version == 1


@pytest.mark.parametrize("place", ["won", "lost"])
def test_a_move_cannot_close(desk: Desk, place: str) -> None:
    with pytest.raises(MoveNotAllowed):
        desk.move("press", place)


def test_a_stage_of_another_pipeline_does_not_exist_here(desk: Desk) -> None:
    with pytest.raises(NotFound), desk.database.write() as session:
        verbs.move_to_stage(
            session, desk.principal, desk.target("press"), desk.stage(4, "renewal"), today=TODAY, now=NOW
        )


def test_a_retired_stage_takes_no_card(desk: Desk) -> None:
    with desk.database.write() as session:
        session.get_one(Stage, desk.stage(4)).active = False
    with pytest.raises(MoveNotAllowed):
        desk.move("press", 4)


@pytest.mark.parametrize("key", ["won", "lost"])
def test_a_closed_one_goes_nowhere(desk: Desk, key: str) -> None:
    with pytest.raises((MoveNotAllowed, NotPermitted)):
        Desk(desk.database, desk.world, "administrator").move(key, 3)


def test_scope_and_version_hold_as_on_the_other_board(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.move("south", 3)
    with pytest.raises(NotPermitted):
        desk.move("franc", 4)
    with pytest.raises(NotPermitted):
        Desk(desk.database, desk.world, "analyst").move("press", 4)
    stale = desk.target("press")
    desk.move("press", 4)
    with pytest.raises(Conflict):
        desk.move("press", 5, stale)


def test_a_request_sent_twice_is_one_move(desk: Desk) -> None:
    target = desk.target("press", "drop-1")
    first = desk.move("press", 4, target)
    again = desk.move("press", 4, target)
    assert (again.event_id, again.repeated) == (first.event_id, True)


# ── Rules that are data ────────────────────────────────────────────────────────────────────────────


def test_where_a_pipeline_lists_moves_only_those_are_allowed(desk: Desk) -> None:
    desk.allow((3, 4), (4, 3))
    with pytest.raises(StageNotReached) as refused:
        desk.move("press", 5)
    assert "“Hydraulic press” does not go from “Detailed offer” to “Accepted”" in str(refused.value)
    desk.move("press", 4)
    desk.move("press", 3)
    with pytest.raises(StageNotReached):
        desk.drop("press", ColumnKey(Outcome.WON), desk.won())


def test_moves_of_one_pipeline_say_nothing_of_another(desk: Desk) -> None:
    desk.allow((3, 4))
    desk.move("lines", 0)


def test_a_stage_that_the_role_does_not_see_is_no_target(desk: Desk) -> None:
    with desk.database.write() as session:
        session.add(StageRole(stage_id=desk.stage(4), role=Role.SALES_MANAGER.value))
    with pytest.raises(NotFound):
        desk.move("press", 4)
    assert Desk(desk.database, desk.world, "manager").move("press", 4).event_id is not None


def test_a_mandatory_task_keeps_a_card_from_going_forward_but_not_back(desk: Desk) -> None:
    desk.task(3, "Technical review")
    desk.task(3, "Send the quote")
    desk.task(3, "Nice to have", mandatory=False)
    with pytest.raises(TasksOpen) as refused:
        desk.move("press", 4)
    assert str(refused.value).endswith("Still to be done: Technical review, Send the quote.")
    with pytest.raises(TasksOpen):
        desk.drop("press", ColumnKey(Outcome.WON), desk.won())
    desk.move("press", 2)
    assert desk.drop("press", ColumnKey(Outcome.LOST), desk.lost()).verb == "lose"


def test_a_card_may_be_lost_with_its_tasks_open(desk: Desk) -> None:
    desk.task(3, "Technical review")
    desk.drop("press", ColumnKey(Outcome.LOST), desk.lost())
    assert desk.read("press").outcome == "lost"


# ── Tasks ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_task_is_ticked_off_with_who_and_when_and_told_in_the_log(desk: Desk) -> None:
    task = desk.task(3, "Technical review")
    change = desk.complete("press", task)
    with desk.database.read() as session:
        done = session.scalars(select(OpportunityTask)).one()
        assert (done.done_at, done.done_by_user_id) == (NOW, desk.principal.user_id)
        event = session.get_one(Event, change.event_id)
        assert (event.verb, event.after) == ("complete_task", {"stage_task_id": task})
        assert open_tasks(session, [desk.world.opportunities["press"]]) == {}
    assert desk.complete("press", task).event_id is None
    desk.move("press", 4)


def test_a_task_can_be_opened_again_and_both_can_be_taken_back(desk: Desk) -> None:
    task = desk.task(3, "Technical review")
    ticked = desk.complete("press", task)
    desk.undo(ticked)
    with pytest.raises(TasksOpen):
        desk.move("press", 4)
    desk.complete("press", task)
    desk.now += timedelta(seconds=5)
    opened = desk.reopen_task("press", task)
    with pytest.raises(TasksOpen):
        desk.move("press", 4)
    desk.undo(opened)
    with desk.database.read() as session:
        done = session.scalars(select(OpportunityTask)).one()
        assert (done.done_at, done.done_by_user_id) == (NOW, desk.principal.user_id)


def test_only_tasks_of_the_present_stage_of_an_open_opportunity_can_be_ticked_off(desk: Desk) -> None:
    later = desk.task(4, "Agree on terms")
    with pytest.raises(NotFound):
        desk.complete("press", later)
    with pytest.raises(NotFound):
        desk.complete("press", 10**9)
    with pytest.raises(NotOpen):
        desk.complete("won", later)
    with pytest.raises(NotPermitted):
        desk.complete("franc", later)


def test_tasks_ticked_off_with_a_drop_stay_done_when_the_move_is_undone(desk: Desk) -> None:
    task = desk.task(3, "Technical review")
    change = desk.drop("press", ColumnKey.of_stage(desk.stage(4)), arrival=Arrival((task,)))
    assert desk.read("press").version == 3
    desk.undo(change)
    assert desk.read("press").stage_id == desk.stage(3)
    with desk.database.read() as session:
        assert open_tasks(session, [desk.world.opportunities["press"]]) == {}


def test_a_drop_that_is_refused_ticks_nothing_off(desk: Desk) -> None:
    first, _second = desk.task(3, "Technical review"), desk.task(3, "Send the quote")
    with pytest.raises(TasksOpen):
        desk.drop("press", ColumnKey.of_stage(desk.stage(4)), arrival=Arrival((first,)))
    with desk.database.read() as session:
        assert session.scalars(select(OpportunityTask)).all() == []
    assert desk.read("press").version == 1


def test_a_closed_card_dropped_on_a_stage_is_reopened_where_it_was(desk: Desk) -> None:
    desk.drop("press", ColumnKey(Outcome.LOST), desk.lost())
    change = desk.drop("press", ColumnKey.of_stage(desk.stage(0)))
    assert (change.verb, desk.read("press").stage_id) == ("reopen", desk.stage(3))


# ── Probability ────────────────────────────────────────────────────────────────────────────────────


def test_a_stage_sets_its_usual_probability_when_it_is_asked_to(desk: Desk) -> None:
    desk.move("press", 5)  # 50 %, while 75 % is usual in the stage it left: typed
    assert desk.read("press").stated_percent == 50
    desk.move("press", 2, with_probability=True)
    assert desk.read("press").stated_percent == 50
    desk.move("press", 3, with_probability=True)  # 50 % is usual where it was: not typed
    press = desk.read("press")
    assert (press.stated_percent, press.probability_id) == (75, desk.world.probabilities[75])


def test_without_a_usual_probability_the_stated_one_stays(desk: Desk) -> None:
    with desk.database.write() as session:
        session.get_one(Stage, desk.stage(4)).default_probability_id = None
        session.get_one(Opportunity, desk.world.opportunities["press"]).stated_percent = 75
    desk.move("press", 4, with_probability=True)
    assert desk.read("press").stated_percent == 75


# ── Whatever happens ───────────────────────────────────────────────────────────────────────────────

STEPS = st.lists(st.tuples(st.sampled_from(["move", "won", "lost", "undo", "task"]), st.integers(0, 5), st.booleans()), max_size=12)  # fmt: skip


def check_stays(desk: Desk, key: str) -> None:
    """Stays follow one another without gap or overlap and end in the present stage."""
    stays = desk.stays(key)
    assert [left for _, _, left in stays[:-1]] == [entered for _, entered, _ in stays[1:]]
    assert all(left >= entered for _, entered, left in stays[:-1])
    assert stays[-1][2] is None
    assert stays[-1][0] == desk.read(key).stage_id
    assert stays[-1][1].date() == desk.read(key).stage_entered_on


def attempt(desk: Desk, step: str, place: int, *, with_probability: bool, task: int) -> Change | None:
    column = {"won": ColumnKey(Outcome.WON), "lost": ColumnKey(Outcome.LOST)}.get(
        step, ColumnKey.of_stage(desk.stage(place))
    )
    closing = {"won": desk.won(), "lost": desk.lost()}.get(step)
    try:
        if step == "task":
            return desk.complete("press", task)
        return desk.drop("press", column, closing, Arrival(with_probability=with_probability))
    except SalesError:
        return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(STEPS)
def test_whatever_is_moved_stays_never_overlap_sums_hold_and_undo_restores(
    desk: Desk, steps: list[tuple[str, int, bool]]
) -> None:
    task = desk.task(3, "Technical review")
    last: Change | None = None
    before = desk.place("press"), desk.stays("press")
    for step, place, with_probability in steps:
        desk.now += timedelta(seconds=1)
        if step == "undo":
            if last is None or last.event_id is None:
                continue
            try:
                desk.undo(last)
            except CannotUndo:
                continue
            assert (desk.place("press"), desk.stays("press")) == before
            last = None
        else:
            now = desk.place("press"), desk.stays("press")
            change = attempt(desk, step, place, with_probability=with_probability, task=task)
            if change is not None:
                last, before = change, now
        check_stays(desk, "press")
        with desk.database.read() as session:
            assert differences(session) == []
    with desk.database.write() as session:
        session.execute(delete(OpportunityTask))
        session.execute(delete(StageTask).where(StageTask.id == task))


# ── Winning, wherever it is asked ───────────────────────────────────────────────────────────────────


def test_no_win_passes_an_open_mandatory_task(desk: Desk) -> None:
    desk.task(3, "Technical review")
    desk.task(3, "Brochure sent", mandatory=False)
    with pytest.raises(TasksOpen) as refused, desk.database.write() as session:
        verbs.win(session, desk.principal, desk.target("press"), desk.won(), today=TODAY, now=NOW)
    assert refused.value.params["tasks"] == "Technical review"
    assert desk.read("press").outcome == "open"


def test_losing_and_cancelling_ask_for_no_task(desk: Desk) -> None:
    desk.task(3, "Technical review")
    with desk.database.write() as session:
        change = verbs.lose(session, desk.principal, desk.target("press"), desk.lost(), today=TODAY, now=NOW)
    desk.undo(change)
    with desk.database.write() as session:
        verbs.cancel(session, desk.principal, desk.target("press"), "Typed twice", today=TODAY, now=NOW)
    assert desk.read("press").outcome == "cancelled"


def test_a_win_ticks_off_what_comes_with_it_and_an_undo_leaves_it_ticked(desk: Desk) -> None:
    task = desk.task(3, "Technical review")
    closing = Closing(desk.world.reasons["BEST"], TODAY, done_tasks=(task,))
    with desk.database.write() as session:
        change = verbs.win(session, desk.principal, desk.target("press"), closing, today=TODAY, now=NOW)
    assert desk.read("press").outcome == "won"
    desk.undo(change)
    assert desk.read("press").outcome == "open"
    with desk.database.read() as session:
        assert open_tasks(session, [desk.world.opportunities["press"]]) == {}


def test_a_win_refused_for_another_task_ticks_off_nothing(desk: Desk) -> None:
    done, _missing = desk.task(3, "Technical review"), desk.task(3, "Price approved")
    closing = Closing(desk.world.reasons["BEST"], TODAY, done_tasks=(done,))
    with pytest.raises(TasksOpen), desk.database.write() as session:
        verbs.win(session, desk.principal, desk.target("press"), closing, today=TODAY, now=NOW)
    with desk.database.read() as session:
        assert len(open_tasks(session, [desk.world.opportunities["press"]])[desk.world.opportunities["press"]]) == 2


def test_what_reopening_brings_back_is_known_before(desk: Desk) -> None:
    before = desk.read("press")
    closing = Closing(desk.world.reasons["BEST"], TODAY, final_minor=1_000)
    with desk.database.write() as session:
        verbs.win(session, desk.principal, desk.target("press"), closing, today=TODAY, now=NOW)
    with desk.database.read() as session:
        told = verbs.foreseen(session, desk.principal, before.id)
    assert (told.stage, told.percent, told.net_minor) == ("Detailed offer", before.stated_percent, before.net_minor)
    with desk.database.write() as session:
        verbs.reopen(session, desk.principal, desk.target("press"), today=TODAY, now=NOW)
    after = desk.read("press")
    assert (after.stage_id, after.stated_percent, after.net_minor) == (
        before.stage_id, told.percent, told.net_minor,
    )  # fmt: skip


def test_nobody_is_told_what_reopening_would_do_beyond_reach(desk: Desk) -> None:
    with pytest.raises(NotFound), desk.database.read() as session:
        verbs.foreseen(session, desk.principal, desk.world.opportunities["alpine_won"])
