"""Timed rules and pauses, told on both databases: which day sets a rule off, once for each spell, and what rests."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from data.queries.cards import Cards
from data.queries.opportunity import detail
from data.queries.rules import due
from data.queries.rules.usual import usual_of_won
from data.schema.activity import Activity
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity, StageHistory
from data.schema.rule import OpportunityPause, WorkflowRuleRun
from data.schema.sales import Quote
from data.session import Database
from domain.errors import CannotUndo, NotPermitted
from domain.filter import PipelineFilter
from domain.outcome import Outcome
from domain.rules import Fact, Operator, Rule, Tell, Test, Trigger, When, Who
from domain.rules.actions import Role
from domain.rules.errors import BadPauseEnd, PausedClosed, PauseReasonNeeded
from tests.selling import Seller
from tests.world import NOW, TODAY, World
from workflow import opportunities as verbs
from workflow.opportunities import Target
from workflow.rules import keeping, run_timed
from workflow.rules.keeping import Target as OfRule
from workflow.rules.keeping import Written

Test.__test__ = False  # type: ignore[attr-defined]  # a noun of the domain, no test class
TELL = Tell((Who(role=Role.OWNER),), "Look at {title}")


def keep(database: Database, world: World, when: When, since: date | None = None, *tests: Test) -> int:
    """Write a timed rule and switch it on."""
    admin = world.principal("administrator")
    with database.write() as session:
        rule = Rule(when, (tests,) if tests else (), (TELL,))
        kept = keeping.create(session, admin, Written("Timed", admin.user_id, rule), now=NOW)
        keeping.switch_on(session, admin, OfRule(kept.id, kept.version), counts_from_on=since, now=NOW)
        return kept.id


def fired(database: Database) -> list[int | None]:
    """Return the opportunities that rules acted on, in the order of their runs."""
    with database.read() as session:
        query = select(WorkflowRuleRun.opportunity_id).where(WorkflowRuleRun.result == "done")
        return list(session.scalars(query.order_by(WorkflowRuleRun.id)))


def found(database: Database, when: When, since: date | None = None) -> set[int]:
    """Return the opportunities that are due."""
    with database.read() as session:
        return {one.opportunity_id for one in due(session, when, today=TODAY, since=since)}


def test_silence_sets_a_rule_off_once_for_each_spell_and_again_after_a_contact(
    database: Database, world: World
) -> None:
    keep(database, world, When(Trigger.NO_ACTIVITY, days=16))
    run_timed(database, NOW, "")
    with database.read() as session:
        silent = session.scalars(
            select(Opportunity.id)
            .where(Opportunity.outcome == Outcome.OPEN, Opportunity.touched_on <= TODAY - timedelta(days=16))
            .order_by(Opportunity.touched_on, Opportunity.id)
        ).all()
    assert fired(database) == list(silent)
    assert world.opportunities["robot"] in silent
    run_timed(database, NOW, "")
    assert fired(database) == list(silent), "twice does no harm"
    with database.write() as session:
        contact = update(Opportunity).where(Opportunity.id == world.opportunities["robot"])
        session.execute(contact.values(last_activity_on=TODAY))
    run_timed(database, NOW + timedelta(days=15), "")
    assert fired(database).count(world.opportunities["robot"]) == 1
    run_timed(database, NOW + timedelta(days=16), "")
    assert fired(database).count(world.opportunities["robot"]) == 2


def test_only_what_comes_due_after_switching_on_counts_unless_all_shall(database: Database, world: World) -> None:
    keep(database, world, When(Trigger.NO_ACTIVITY, days=16), TODAY)
    run_timed(database, NOW, "")
    assert fired(database) == [world.opportunities["franc"]], "its sixteenth day is today"
    keep(database, world, When(Trigger.NO_ACTIVITY, days=16), TODAY, Test(Fact.NET, Operator.AT_LEAST, 10**9))
    run_timed(database, NOW, "")
    assert len(fired(database)) == 1


def test_each_timed_trigger_finds_what_a_person_would(database: Database, world: World) -> None:
    ids = world.opportunities
    with database.write() as session:
        session.execute(update(Quote).values(status="sent", opportunity_id=ids["press"], valid_until_on=TODAY - timedelta(days=1)))  # fmt: skip
        session.execute(update(Invoice).values(due_on=TODAY - timedelta(days=7), opportunity_id=ids["press"]))
    assert found(database, When(Trigger.EXPECTED_PASSED, days=10)) == {ids["robot"]}
    assert found(database, When(Trigger.EXPECTED_PASSED, days=11)) == set()
    assert found(database, When(Trigger.TASK_DUE, days=0)) == {ids["robot"]}
    assert found(database, When(Trigger.QUOTE_SILENT, days=40)) == {ids["press"]}
    assert found(database, When(Trigger.QUOTE_SILENT, days=41)) == set()
    assert found(database, When(Trigger.QUOTE_EXPIRED)) == {ids["press"]}
    assert found(database, When(Trigger.INVOICE_OVERDUE, days=7)) == {ids["press"]}
    assert found(database, When(Trigger.INVOICE_OVERDUE, days=8)) == set()
    stage = world.stages["new", 5]
    assert found(database, When(Trigger.STAY_OVER, stage, days=100)) == {ids["south"]}
    assert found(database, When(Trigger.STAY_OVER, stage, days=101)) == set()
    assert found(database, When(Trigger.STAY_OVER, days=1), since=TODAY + timedelta(days=1)) == set()


def test_a_stay_is_unusual_when_four_of_five_won_ones_were_shorter(database: Database, world: World) -> None:
    won, stage = world.opportunities["won"], world.stages["new", 2]
    stays = [*range(1, 19), 60, 70]  # the sixteenth of twenty is the 80th percentile
    with database.write() as session:
        pipeline = session.get_one(Opportunity, won).pipeline_id
        session.add_all(
            StageHistory(
                opportunity_id=won, pipeline_id=pipeline, stage_id=stage, stated_percent=25, net_minor=1,
                entered_at=NOW - timedelta(days=200 + days), left_at=NOW - timedelta(days=200),
            )
            for days in stays
        )  # fmt: skip
    with database.read() as session:
        assert usual_of_won(session)[stage] == 16
    assert found(database, When(Trigger.STAY_UNUSUAL, stage)) == {world.opportunities["robot"]}


def test_what_rests_is_left_alone_by_staleness_until_the_day_is_over_but_not_by_tasks(
    database: Database, world: World
) -> None:
    seller, robot = Seller(database, world), world.opportunities["robot"]
    keep(database, world, When(Trigger.NO_ACTIVITY, days=16), None, Test(Fact.TITLE, Operator.CONTAINS, "robot"))
    seller.run(
        lambda session: verbs.pause(
            session, seller.principal, seller.target("robot"), TODAY + timedelta(days=5), " They decide in  autumn. ",
            today=TODAY, now=NOW,
        )
    )  # fmt: skip
    run_timed(database, NOW, "")
    assert fired(database) == []
    assert found(database, When(Trigger.TASK_DUE, days=0)) == {robot}
    run_timed(database, NOW + timedelta(days=5), "")
    assert fired(database) == []
    run_timed(database, NOW + timedelta(days=6), "")
    assert fired(database) == [robot]


def test_a_pause_says_why_and_until_when_and_can_be_ended(database: Database, world: World) -> None:
    seller = Seller(database, world)

    def pause(key: str, until: date | None, because: str) -> verbs.Change:
        return seller.run(
            lambda session: verbs.pause(
                session, seller.principal, seller.target(key), until, because, today=TODAY, now=NOW
            )
        )

    for until in (None, TODAY, TODAY + timedelta(days=400)):
        with pytest.raises(BadPauseEnd):
            pause("robot", until, "Holidays")
    with pytest.raises(PauseReasonNeeded):
        pause("robot", TODAY + timedelta(days=9), "  ")
    with pytest.raises(PausedClosed):
        pause("won", TODAY + timedelta(days=9), "Holidays")
    first = pause("robot", TODAY + timedelta(days=9), "Holidays")
    again = pause("robot", TODAY + timedelta(days=19), "Long holidays")
    assert (first.version, again.version, again.before["paused_because"]) == (2, 3, "Holidays")
    with database.read() as session:
        kept = session.scalars(select(OpportunityPause)).one()
        assert (kept.until_on, kept.because) == (TODAY + timedelta(days=19), "Long holidays")
    with database.read() as session:
        header = detail(session, seller.principal, world.opportunities["robot"], today=TODAY).header
        cards = Cards(session, seller.principal, PipelineFilter(), currency="EUR", as_of=TODAY)
        _column, card = cards.card(world.opportunities["robot"]) or ("", ())
        assert (header.paused_until_on, header.paused_because) == (TODAY + timedelta(days=19), "Long holidays")
        assert card[-1] == "2026-08-03 Long holidays"
        after = detail(session, seller.principal, world.opportunities["robot"], today=TODAY + timedelta(days=20)).header
        assert after.paused_until_on is None, "it is over by itself"
    ended = seller.run(
        lambda session: verbs.end_pause(session, seller.principal, seller.target("robot"), today=TODAY, now=NOW)
    )
    assert (ended.before["paused_because"], ended.after["paused_because"]) == ("Long holidays", None)
    target = Target(world.opportunities["robot"], ended.version)
    with pytest.raises(NotPermitted), database.write() as session:
        verbs.pause(session, world.principal("analyst"), target, TODAY, "No", today=TODAY, now=NOW)


def test_setting_changing_and_ending_a_pause_can_each_be_taken_back(database: Database, world: World) -> None:
    seller = Seller(database, world)
    id_, later = world.opportunities["robot"], NOW + timedelta(minutes=1)

    def pause(days: int, because: str, now: datetime = NOW) -> int:
        until = TODAY + timedelta(days=days)
        return (
            seller.run(
                lambda session: verbs.pause(
                    session, seller.principal, seller.target("robot"), until, because, today=TODAY, now=now
                )
            ).event_id
            or 0
        )

    def undo(event_id: int) -> verbs.Change:
        return seller.run(lambda session: verbs.undo(session, seller.principal, event_id, today=TODAY, now=later))

    def stands() -> tuple[object, ...] | None:
        with database.read() as session:
            found = session.get(OpportunityPause, id_)
            return None if found is None else (found.until_on - TODAY, found.because, found.user_id, found.at)

    assert undo(pause(9, "Holidays")).after == {"paused_until_on": None, "paused_because": None}
    assert stands() is None
    pause(9, "Holidays")
    first = stands()
    undo(pause(19, "Long holidays", later))
    assert stands() == first
    ended = seller.run(
        lambda session: verbs.end_pause(session, seller.principal, seller.target("robot"), today=TODAY, now=later)
    )
    assert stands() is None
    back = undo(ended.event_id or 0)
    assert (stands(), back.after["paused_because"]) == (first, "Holidays")
    with pytest.raises(CannotUndo):
        undo(back.event_id or 0)


def test_an_activity_that_was_done_is_no_longer_due(database: Database, world: World) -> None:
    with database.write() as session:
        session.execute(update(Activity).where(Activity.subject == "Call back").values(done_at=NOW))
    assert found(database, When(Trigger.TASK_DUE, days=0)) == set()
