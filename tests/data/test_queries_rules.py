"""Rules tried on the past, on both databases: the cases are those that a person counts by hand."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from data.queries.rules import try_on_past
from data.schema.activity import Activity, ActivityType
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity, StageHistory
from data.session import Database
from domain.rules import Fact, Operator, Rule, Tell, Test, Trigger, When, Who
from domain.rules.actions import Role
from tests.selling import Seller
from tests.world import NOW, TODAY, World

Test.__test__ = False  # type: ignore[attr-defined]  # a noun of the domain, no test class
TELL = Tell((Who(role=Role.OWNER),), "Look")


def tried(database: Database, world: World, when: When, *groups: tuple[Test, ...]) -> list[tuple[str, int]]:
    """Return the opportunities on which a rule would have acted, with how many days ago, the latest first."""
    keys = {id_: key for key, id_ in world.opportunities.items()}
    with database.read() as session:
        found = try_on_past(session, Rule(when, groups, (TELL,)), today=TODAY)
    assert found.count == len(found.cases)
    return [(keys[case.opportunity_id], (TODAY - case.on).days) for case in found.cases]


def only(world: World, key: str) -> tuple[Test, ...]:
    """Return the condition that it is one opportunity."""
    titles = {"robot": "Robot", "won": "Conveyor", "press": "Hydraulic", "south": "South"}
    return (Test(Fact.TITLE, Operator.CONTAINS, titles[key]),)


def test_each_silence_between_contacts_counts_once(database: Database, world: World) -> None:
    with database.write() as session:
        session.execute(delete(Activity).where(Activity.done_at.is_not(None)))
        call = session.scalars(select(ActivityType.id).where(ActivityType.code == "CALL")).one()
        session.add_all(
            Activity(
                company_id=world.companies["IT"], activity_type_id=call, opportunity_id=world.opportunities["robot"],
                subject="Call", due_on=TODAY - timedelta(days=days), done_at=NOW - timedelta(days=days),
            )
            for days in (100, 90, 60, 43, 20)
        )  # fmt: skip
    # Created 120 days ago. From 100 and from 20 days ago fewer than 16 pass, from 60 sixteen do, from 43 too.
    found = tried(database, world, When(Trigger.NO_ACTIVITY, days=16), only(world, "robot"))
    assert found == [("robot", 4), ("robot", 27), ("robot", 44), ("robot", 74)]
    assert tried(database, world, When(Trigger.NO_ACTIVITY, days=17), only(world, "robot"))[2:] == [("robot", 73)]
    closed = tried(database, world, When(Trigger.NO_ACTIVITY, days=30), only(world, "won"))
    assert closed == [], "its contact was 31 days ago, it was won 20 days ago"


def test_a_change_counts_when_the_conditions_held_then(database: Database, world: World) -> None:
    seller = Seller(database, world)
    for days, net in ((40, 9_000_000), (30, 20_000_000), (20, 21_000_000)):
        seller.now = NOW - timedelta(days=days)
        seller.edit("press", gross_minor=net)
    when = When(Trigger.AMOUNT_CHANGED, percent=20)
    assert tried(database, world, when) == [("press", 30), ("press", 40)]
    large = (Test(Fact.NET, Operator.AT_LEAST, 15_000_000),)
    assert tried(database, world, when, large) == [("press", 30)]
    small = (Test(Fact.NET, Operator.AT_MOST, 9_000_000),)
    assert tried(database, world, when, small) == [("press", 40)]
    assert tried(database, world, when, large, small) == [("press", 30), ("press", 40)]


def test_stays_expected_dates_and_documents_count_as_they_were(database: Database, world: World) -> None:
    seller = Seller(database, world)
    seller.now = NOW - timedelta(days=5)
    seller.edit("robot", expected_order_on=TODAY + timedelta(days=90))
    assert tried(database, world, When(Trigger.EXPECTED_PASSED, days=3), only(world, "robot")) == [("robot", 7)]
    assert tried(database, world, When(Trigger.EXPECTED_PASSED, days=6), only(world, "robot")) == []
    assert tried(database, world, When(Trigger.STAY_OVER, world.stages["new", 5], days=80)) == [("south", 20)]
    assert ("won", 20) in tried(database, world, When(Trigger.ORDER_CONFIRMED))
    assert ("won", 5) in tried(database, world, When(Trigger.INVOICE_ISSUED))
    with database.write() as session:
        session.execute(
            update(Invoice).values(due_on=TODAY - timedelta(days=9), opportunity_id=world.opportunities["won"])
        )
    assert tried(database, world, When(Trigger.INVOICE_OVERDUE, days=7))[:1] == [("won", 2)]
    assert tried(database, world, When(Trigger.TASK_DUE, days=0)) == [("robot", 4)]


def test_what_time_would_have_set_off_is_what_a_look_each_day_finds(database: Database, world: World) -> None:
    """Count the stays anew, day by day, from the rows themselves."""
    days = 11
    with database.read() as session:
        rows: list[Any] = list(
            session.execute(
                select(StageHistory.opportunity_id, StageHistory.entered_at, StageHistory.left_at, Opportunity.closed_on)
                .join(Opportunity, Opportunity.id == StageHistory.opportunity_id)
            )
        )  # fmt: skip
    keys = {id_: key for key, id_ in world.opportunities.items()}
    expected = []
    for ago in range(91):
        on = TODAY - timedelta(days=ago)
        for id_, entered, left, closed in rows:
            lasts = (left is None or left.date() > on) and (closed is None or closed > on)
            if lasts and entered.date() + timedelta(days=days) == on:
                expected.append((keys[id_], ago))
    assert sorted(tried(database, world, When(Trigger.STAY_OVER, days=days))) == sorted(expected)
    assert len(expected) > 3
