"""What people do with opportunities, told on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.log import Event
from data.schema.opportunity import Opportunity, OpportunityLine, StageHistory
from data.schema.pipeline import Probability, Stage
from data.session import Database
from domain.board import ColumnKey
from domain.errors import (
    BadClosingDate,
    CannotUndo,
    Conflict,
    MalformedInput,
    MoveNotAllowed,
    NegativeAmount,
    NotFound,
    NotPermitted,
    ReasonNeeded,
    SalesError,
    WrongReason,
)
from domain.outcome import Outcome
from tests.world import NOW, TODAY, World
from workflow import opportunities as verbs
from workflow.opportunities import Change, Closing, Target


class Desk:
    """A person at work: each call is one transaction of its own, as a request makes it."""

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

    def move(self, key: str, percent: int, target: Target | None = None) -> Change:
        probability_id = self.world.probabilities[percent]
        target = target or self.target(key)
        with self.database.write() as session:
            return verbs.move(session, self.principal, target, probability_id, today=TODAY, now=self.now)

    def win(self, key: str, **closing: object) -> Change:
        with self.database.write() as session:
            return verbs.win(
                session, self.principal, self.target(key), self.closing("BEST", **closing), today=TODAY, now=self.now
            )

    def lose(self, key: str, **closing: object) -> Change:
        with self.database.write() as session:
            return verbs.lose(
                session, self.principal, self.target(key), self.closing("PRICE", **closing), today=TODAY, now=self.now
            )

    def reopen(self, key: str) -> Change:
        with self.database.write() as session:
            return verbs.reopen(session, self.principal, self.target(key), today=TODAY, now=self.now)

    def undo(self, change: Change, request_key: str | None = None) -> Change:
        assert change.event_id is not None
        with self.database.write() as session:
            return verbs.undo(
                session, self.principal, change.event_id, request_key=request_key, today=TODAY, now=self.now
            )

    def closing(self, reason: str | None, **values: object) -> Closing:
        values = {"closed_on": TODAY, "reason_id": self.world.reasons[reason] if reason else None} | values
        return Closing(**values)  # type: ignore[arg-type]  # the tests name the fields by hand

    def fields(self, key: str) -> dict[str, object]:
        """Return what a change may touch, without version, time and the stay in the stage, which begins anew."""
        opportunity = self.read(key)
        return {
            name: getattr(opportunity, name)
            for name in Opportunity.__mapper__.column_attrs.keys()  # noqa: SIM118  not a dictionary
            if name not in {"version", "updated_at", "stage_entered_on", "stage_sort_on"}
        }

    def lines(self, key: str) -> list[tuple[int, int]]:
        query = (
            select(OpportunityLine.line_no, OpportunityLine.net_minor)
            .where(OpportunityLine.opportunity_id == self.world.opportunities[key])
            .order_by(OpportunityLine.line_no)
        )
        with self.database.read() as session:
            return [(number, net) for number, net in session.execute(query)]


@pytest.fixture
def desk(database: Database, world: World) -> Desk:
    return Desk(database, world)


def events_of(session: Session, opportunity_id: int) -> list[Event]:
    query = select(Event).where(Event.entity == "opportunity", Event.entity_id == opportunity_id).order_by(Event.id)
    events = list(session.scalars(query))
    session.expunge_all()
    return events


def check_stays(session: Session, opportunity: Opportunity) -> None:
    """Stays follow one another without gap or overlap and end in the present stage."""
    query = select(StageHistory).where(StageHistory.opportunity_id == opportunity.id)
    stays = list(session.scalars(query.order_by(StageHistory.entered_at, StageHistory.id)))
    assert [stay.left_at for stay in stays[:-1]] == [stay.entered_at for stay in stays[1:]]
    assert stays[-1].left_at is None
    assert stays[-1].stage_id == opportunity.stage_id


# ── Moving ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_move_sets_the_probability_and_its_percent(desk: Desk) -> None:
    change = desk.move("press", 75)
    press = desk.read("press")
    assert (press.probability_id, press.stated_percent) == (desk.world.probabilities[75], 75)
    assert press.weighted_base_minor == 9_000_000
    assert (press.version, change.version) == (2, 2)


def test_a_move_is_no_activity_and_leaves_the_stage(desk: Desk) -> None:
    before = desk.fields("press")
    desk.move("press", 90)
    after = desk.fields("press")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"probability_id", "stated_percent", "weighted_base_minor"}


def test_a_move_is_told_in_the_log_with_before_and_after(desk: Desk) -> None:
    change = desk.move("press", 10)
    with desk.database.read() as session:
        event = events_of(session, change.opportunity_id)[-1]
    assert (event.id, event.verb, event.at, event.entity_version) == (change.event_id, "move", NOW, 2)
    assert event.user_id == desk.principal.user_id
    assert event.company_id == desk.world.companies["IT"]
    assert event.before == {"probability_id": desk.world.probabilities[50], "stated_percent": 50}
    assert event.after == {"probability_id": desk.world.probabilities[10], "stated_percent": 10}


def test_a_card_put_back_where_it_was_changes_nothing(desk: Desk) -> None:
    change = desk.move("press", 50)
    assert (change.event_id, change.version) == (None, 1)
    assert desk.read("press").version == 1


@pytest.mark.parametrize("percent", [0, 100])
def test_a_move_cannot_win_or_lose(desk: Desk, percent: int) -> None:
    with pytest.raises(MoveNotAllowed):
        desk.move("press", percent)


def test_a_move_to_a_retired_probability_is_refused(desk: Desk) -> None:
    with desk.database.write() as session:
        session.get_one(Probability, desk.world.probabilities[90]).active = False
    with pytest.raises(MoveNotAllowed):
        desk.move("press", 90)


def test_a_move_to_a_probability_that_does_not_exist_is_refused(desk: Desk) -> None:
    with desk.database.write() as session, pytest.raises(NotFound):
        verbs.move(session, desk.principal, desk.target("press"), 10**12, today=TODAY, now=NOW)


@pytest.mark.parametrize("key", ["won", "cancelled"])
def test_a_closed_opportunity_cannot_be_moved(desk: Desk, key: str) -> None:
    with pytest.raises(MoveNotAllowed):
        desk.move(key, 50)


# ── Whose card it is ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["south", "alpine", "teamless"])
def test_what_a_sales_person_does_not_see_does_not_exist(desk: Desk, key: str) -> None:
    with pytest.raises(NotFound):
        desk.move(key, 10)


def test_a_sales_person_sees_but_does_not_change_a_colleagues_card(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        desk.move("franc", 10)


@pytest.mark.parametrize("login", ["analyst", "executive"])
def test_who_only_looks_cannot_change(database: Database, world: World, login: str) -> None:
    with pytest.raises(NotPermitted):
        Desk(database, world, login).move("press", 10)


@pytest.mark.parametrize(
    ("login", "key"), [("manager", "franc"), ("country_manager", "south"), ("administrator", "yen")]
)
def test_those_above_change_what_they_reach(database: Database, world: World, login: str, key: str) -> None:
    Desk(database, world, login).move(key, 75)


def test_a_manager_with_teams_reaches_no_other_team(database: Database, world: World) -> None:
    with pytest.raises(NotFound):
        Desk(database, world, "manager").move("south", 10)


# ── Two at once ────────────────────────────────────────────────────────────────────────────────────


def test_a_card_that_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    seen = desk.target("press")
    desk.move("press", 75)
    with pytest.raises(Conflict) as refusal:
        desk.move("press", 10, seen)
    assert refusal.value.params["opportunity_id"] == seen.opportunity_id
    assert "Hydraulic press" in str(refusal.value)
    assert desk.read("press").stated_percent == 75


def test_of_two_who_move_the_same_card_exactly_one_wins(database: Database, world: World) -> None:
    people = [Desk(database, world, login) for login in ("sales", "manager", "country_manager", "administrator")]
    for round_ in range(5):
        seen = people[0].target("press")

        def attempt(number: int, seen: Target = seen, round_: int = round_) -> bool:
            try:
                change = people[number].move("press", (10, 25, 75, 90)[(number + round_) % 4], seen)
            except Conflict:
                return False
            return change.event_id is not None  # one may have dropped it where it is

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(attempt, range(4))) == 1
        assert people[0].read("press").version == seen.version + 1


def test_a_request_sent_twice_is_one_move(desk: Desk) -> None:
    target = desk.target("press", str(uuid4()))
    first = desk.move("press", 75, target)
    again = desk.move("press", 75, target)
    assert (again.event_id, again.version, again.repeated) == (first.event_id, first.version, True)
    assert desk.read("press").version == 2


def test_a_request_sent_twice_at_once_is_one_move(desk: Desk) -> None:
    target = desk.target("press", str(uuid4()))
    with ThreadPoolExecutor(4) as pool:
        changes = list(pool.map(lambda _: desk.move("press", 75, target), range(4)))
    assert len({change.event_id for change in changes}) == 1
    assert desk.read("press").version == 2


def test_a_request_key_belongs_to_one_person_and_one_card(desk: Desk) -> None:
    key = str(uuid4())
    desk.move("press", 75, desk.target("press", key))
    with pytest.raises(MalformedInput):
        desk.move("robot", 75, desk.target("robot", key))
    with pytest.raises(MalformedInput):
        Desk(desk.database, desk.world, "manager").move("press", 10, desk.target("press", key))


@pytest.mark.parametrize("key", ["", "x" * 81])
def test_a_request_key_has_a_sensible_length(desk: Desk, key: str) -> None:
    with pytest.raises(MalformedInput):
        desk.move("press", 75, desk.target("press", key))


# ── Winning and losing ─────────────────────────────────────────────────────────────────────────────


def test_winning_sets_outcome_day_reason_stage_and_the_companys_probability(desk: Desk) -> None:
    desk.win("press", closed_on=TODAY - timedelta(days=2), note=" signed ")
    press = desk.read("press")
    assert (press.outcome, press.closed_on, press.closing_note) == ("won", TODAY - timedelta(days=2), "signed")
    assert press.closing_reason_id == desk.world.reasons["BEST"]
    assert (press.probability_id, press.stated_percent) == (desk.world.probabilities[100], 100)
    assert press.stage_id == desk.world.stages["new", "won"]
    assert press.net_minor == 12_000_000


def test_losing_keeps_the_amount_and_sets_the_companys_probability(desk: Desk) -> None:
    desk.lose("press", final_minor=1)
    press = desk.read("press")
    assert (press.outcome, press.net_minor, press.stated_percent) == ("lost", 12_000_000, 0)
    assert press.probability_id == desk.world.probabilities[0]
    assert press.stage_id == desk.world.stages["new", "lost"]


def test_the_probability_of_winning_is_the_one_the_company_names(desk: Desk) -> None:
    with desk.database.write() as session:
        company = session.get_one(Company, desk.world.companies["IT"])
        company.won_probability_id = desk.world.probabilities[90]
    desk.win("press")
    assert desk.read("press").stated_percent == 90


def test_a_company_without_parameters_gets_the_certain_probability(desk: Desk) -> None:
    with desk.database.write() as session:
        session.get_one(Company, desk.world.companies["IT"]).won_probability_id = None
    desk.win("press")
    press = desk.read("press")
    assert (press.stated_percent, press.probability_id) == (100, desk.world.probabilities[100])


def test_a_pipeline_without_a_won_stage_keeps_the_stage(desk: Desk) -> None:
    with desk.database.write() as session:
        session.get_one(Stage, desk.world.stages["new", "won"]).kind = "open"
    desk.win("press")
    assert desk.read("press").stage_id == desk.world.stages["new", 3]


def test_closing_needs_a_reason_of_the_right_sign(desk: Desk) -> None:
    with pytest.raises(ReasonNeeded):
        desk.win("press", reason_id=None)
    with pytest.raises(ReasonNeeded):
        desk.win("press", reason_id=10**12)
    with pytest.raises(WrongReason):
        desk.win("press", reason_id=desk.world.reasons["PRICE"])
    with pytest.raises(WrongReason):
        desk.lose("press", reason_id=desk.world.reasons["BEST"])
    assert desk.read("press").version == 1


@pytest.mark.parametrize("days", [-61, 1])
def test_the_closing_day_lies_between_creation_and_today(desk: Desk, days: int) -> None:
    with pytest.raises(BadClosingDate):
        desk.win("press", closed_on=TODAY + timedelta(days=days))


@pytest.mark.parametrize("days", [-60, 0])
def test_both_ends_of_that_span_are_allowed(desk: Desk, days: int) -> None:
    desk.win("press", closed_on=TODAY + timedelta(days=days))


def test_a_final_amount_below_zero_is_refused(desk: Desk) -> None:
    with pytest.raises(NegativeAmount):
        desk.win("press", final_minor=-1)


def test_the_final_amount_becomes_the_net_amount(desk: Desk) -> None:
    desk.win("press", final_minor=11_000_050)
    press = desk.read("press")
    assert (press.net_minor, press.gross_minor, press.discount_minor) == (11_000_050, 11_000_050, 0)
    assert press.net_base_minor == 11_000_050


def test_a_final_amount_in_francs_orders_cards_in_euros(database: Database, world: World) -> None:
    desk = Desk(database, world, "foreign")
    desk.win("alpine", final_minor=7_500_000)
    assert desk.read("alpine").net_base_minor == 8_000_000


def test_a_final_amount_of_zero_is_an_amount(desk: Desk) -> None:
    desk.win("press", final_minor=0)
    assert (desk.read("press").net_minor, desk.read("press").amount_known) == (0, True)


@pytest.mark.parametrize(("final", "adjustment"), [(8_500_000, -500_000), (9_250_000, 250_000)])
def test_with_lines_one_more_line_holds_the_difference(desk: Desk, final: int, adjustment: int) -> None:
    before = desk.lines("lines")
    desk.win("lines", final_minor=final)
    after = desk.lines("lines")
    assert after == [*before, (4, adjustment)]
    assert desk.read("lines").net_minor == final == sum(net for _, net in after)


def test_the_same_final_amount_adds_no_line(desk: Desk) -> None:
    desk.win("lines", final_minor=9_000_000)
    assert len(desk.lines("lines")) == 3


@pytest.mark.parametrize("key", ["won", "cancelled"])
def test_what_is_closed_cannot_be_closed_again(desk: Desk, key: str) -> None:
    with pytest.raises(MoveNotAllowed):
        desk.lose(key)
    with pytest.raises(MoveNotAllowed):
        desk.win(key)


def test_closing_ends_the_stay_in_the_stage_and_begins_one_in_the_last(desk: Desk) -> None:
    desk.win("press")
    with desk.database.read() as session:
        check_stays(session, desk.read("press"))
        columns = (StageHistory.entered_at, StageHistory.stated_percent, StageHistory.user_id)
        stay = session.execute(select(*columns).order_by(StageHistory.id.desc())).first()
    assert stay == (NOW, 100, desk.principal.user_id)


# ── Reopening ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["press", "lines", "silent"])
def test_a_lost_opportunity_can_be_reopened_as_it_was(desk: Desk, key: str) -> None:
    before = desk.fields(key)
    desk.lose(key)
    desk.reopen(key)
    assert desk.fields(key) == before


@pytest.mark.parametrize("key", ["press", "lines", "silent"])
def test_reopening_a_won_one_takes_the_final_amount_and_its_line_back(desk: Desk, key: str) -> None:
    before, lines = desk.fields(key), desk.lines(key)
    desk.win(key, final_minor=123)
    desk.reopen(key)
    assert desk.fields(key) == before
    assert desk.lines(key) == lines
    with desk.database.read() as session:
        check_stays(session, desk.read(key))


def test_reopening_keeps_amounts_that_were_corrected_after_closing(desk: Desk) -> None:
    desk.win("press", final_minor=100)
    with desk.database.write() as session:
        press = session.get_one(Opportunity, desk.world.opportunities["press"])
        press.gross_minor = press.net_minor = press.net_base_minor = 777
    desk.reopen("press")
    assert (desk.read("press").net_minor, desk.read("press").stated_percent) == (777, 50)


def test_one_closed_before_it_came_here_starts_in_the_first_stage(desk: Desk) -> None:
    desk.reopen("won")
    won = desk.read("won")
    assert (won.outcome, won.closed_on, won.closing_reason_id) == ("open", None, None)
    assert won.stage_id == desk.world.stages["new", 0]
    assert won.stated_percent == 10
    assert won.net_minor == 5_000_000


def test_a_second_round_restores_the_second_state(desk: Desk) -> None:
    desk.win("press")
    desk.reopen("press")
    desk.move("press", 90)
    desk.lose("press")
    desk.reopen("press")
    assert desk.read("press").stated_percent == 90


@pytest.mark.parametrize("key", ["press", "cancelled"])
def test_only_a_closed_one_can_be_reopened(desk: Desk, key: str) -> None:
    with pytest.raises(MoveNotAllowed):
        desk.reopen(key)


# ── Undo ───────────────────────────────────────────────────────────────────────────────────────────


def test_undo_takes_back_a_move_with_an_event_that_says_so(desk: Desk) -> None:
    before = desk.fields("press")
    change = desk.move("press", 90)
    undone = desk.undo(change)
    assert desk.fields("press") == before
    assert undone.version == 3
    with desk.database.read() as session:
        event = events_of(session, change.opportunity_id)[-1]
    assert (event.verb, event.undoes_event_id) == ("undo", change.event_id)
    assert (event.before, event.after) == (change.after, change.before)


@pytest.mark.parametrize("key", ["press", "lines"])
def test_undo_takes_back_a_win_with_its_amount(desk: Desk, key: str) -> None:
    before, lines = desk.fields(key), desk.lines(key)
    desk.undo(desk.win(key, final_minor=10))
    assert desk.fields(key) == before
    assert desk.lines(key) == lines
    with desk.database.read() as session:
        check_stays(session, desk.read(key))


def test_undo_of_reopening_closes_again_with_day_reason_amount_and_line(desk: Desk) -> None:
    desk.win("lines", final_minor=10, closed_on=TODAY - timedelta(days=1), note="done")
    before, lines = desk.fields("lines"), desk.lines("lines")
    desk.undo(desk.reopen("lines"))
    assert desk.fields("lines") == before
    assert desk.lines("lines") == lines


def test_after_undoing_a_reopening_one_can_still_reopen(desk: Desk) -> None:
    before, lines = desk.fields("lines"), desk.lines("lines")
    desk.win("lines", final_minor=10)
    desk.undo(desk.reopen("lines"))
    desk.reopen("lines")
    assert desk.fields("lines") == before
    assert desk.lines("lines") == lines


def test_an_undo_cannot_be_undone_nor_done_twice(desk: Desk) -> None:
    change = desk.move("press", 90)
    undone = desk.undo(change)
    with pytest.raises(CannotUndo):
        desk.undo(undone)
    with pytest.raises(CannotUndo):
        desk.undo(change)


def test_an_undo_sent_twice_is_one_undo(desk: Desk) -> None:
    key = str(uuid4())
    change = desk.move("press", 90)
    assert desk.undo(change, key).event_id == desk.undo(change, key).event_id
    assert desk.read("press").version == 3


def test_nobody_undoes_what_another_did(desk: Desk) -> None:
    change = desk.move("press", 90)
    with pytest.raises(CannotUndo):
        Desk(desk.database, desk.world, "manager").undo(change)


def test_undo_is_over_when_the_card_changed_since(desk: Desk) -> None:
    change = desk.move("press", 90)
    desk.move("press", 10)
    with pytest.raises(CannotUndo):
        desk.undo(change)


@pytest.mark.parametrize(("seconds", "possible"), [(60, True), (61, False)])
def test_undo_is_over_after_a_minute(desk: Desk, seconds: int, possible: bool) -> None:  # noqa: FBT001  pytest passes it by name
    change = desk.move("press", 90)
    desk.now = NOW + timedelta(seconds=seconds)
    if possible:
        desk.undo(change)
    else:
        with pytest.raises(CannotUndo):
            desk.undo(change)


def test_undo_of_what_one_does_not_see_or_what_never_happened_is_refused(desk: Desk) -> None:
    change = desk.move("press", 90)
    with pytest.raises(NotFound):
        Desk(desk.database, desk.world, "other_team").undo(change)
    with desk.database.write() as session, pytest.raises(NotFound):
        verbs.undo(session, desk.principal, 10**12, today=TODAY, now=NOW)


def test_what_made_the_opportunity_cannot_be_undone(desk: Desk) -> None:
    with desk.database.read() as session:
        made = events_of(session, desk.world.opportunities["press"])[0]
    with desk.database.write() as session, pytest.raises(CannotUndo):
        verbs.undo(session, desk.principal, made.id, today=TODAY, now=made.at)


# ── Dropping ───────────────────────────────────────────────────────────────────────────────────────


def dropped(desk: Desk, key: str, column: str, closing: Closing | None = None) -> Change:
    with desk.database.write() as session:
        return verbs.drop(
            session, desk.principal, desk.target(key), ColumnKey.parse(column), closing, today=TODAY, now=NOW
        )


def test_a_card_dropped_on_a_column_is_moved_won_lost_or_reopened(desk: Desk) -> None:
    wins, loses = desk.closing("BEST"), desk.closing("PRICE")
    column = f"p{desk.world.probabilities[75]}"
    assert dropped(desk, "press", column).verb == "move"
    assert dropped(desk, "press", "won", wins).verb == "win"
    assert dropped(desk, "press", column).verb == "reopen"
    assert dropped(desk, "press", "lost", loses).verb == "lose"
    assert dropped(desk, "press", f"p{desk.world.probabilities[10]}").verb == "reopen"
    assert desk.read("press").stated_percent == 75, "reopened as it was, whatever column it was dropped on"


def test_a_won_card_dropped_on_lost_has_to_be_reopened_first(desk: Desk) -> None:
    with pytest.raises(MoveNotAllowed):
        dropped(desk, "won", "lost", desk.closing("PRICE"))


def test_a_card_dropped_on_won_without_answers_asks_for_the_reason(desk: Desk) -> None:
    with pytest.raises(ReasonNeeded):
        dropped(desk, "press", "won")


@pytest.mark.parametrize("column", ["p99999", "p0", "p-1", "open", "", "p1 ", "cancelled"])
def test_a_column_that_is_none_is_refused(desk: Desk, column: str) -> None:
    with pytest.raises((NotFound, MalformedInput)):
        dropped(desk, "press", column)


def test_a_foreign_card_cannot_be_dropped_anywhere(desk: Desk) -> None:
    for column in ("won", "lost", f"p{desk.world.probabilities[10]}"):
        with pytest.raises(NotFound):
            dropped(desk, "south", column, desk.closing("BEST"))


# ── Whatever happens ───────────────────────────────────────────────────────────────────────────────


def test_a_refused_change_leaves_no_trace(desk: Desk) -> None:
    with desk.database.read() as session:
        before = session.scalar(select(func.count()).select_from(Event))
    refused: tuple[Callable[[], Change], ...] = (
        lambda: desk.win("press", final_minor=-1),
        lambda: desk.lose("press", reason_id=None),
        lambda: desk.move("franc", 10),
        lambda: desk.reopen("press"),
    )
    for attempt in refused:
        with pytest.raises(SalesError):
            attempt()
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == before
    assert desk.read("press").version == 1


def test_every_outcome_has_a_day_when_and_only_when_it_is_closed(desk: Desk) -> None:
    for verb in (desk.win, desk.reopen, desk.lose):
        verb("press")
        press = desk.read("press")
        assert (press.closed_on is None) == (press.outcome == Outcome.OPEN)
