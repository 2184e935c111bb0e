"""Changes of many opportunities at once, told on both databases."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.session import Database
from domain.errors import MalformedInput, MoveNotAllowed, NotFound, NotPermitted, OtherPipeline, TooManyAtOnce
from domain.outcome import Outcome
from tests.world import NOW, TODAY, World
from workflow.opportunities import Closing
from workflow.opportunities.bulk import MOST, Report, What, Wish, change_all, rehearse, undo_all

LATER = TODAY + timedelta(days=100)
OWN = ("press", "robot", "silent")


def targets(database: Database, world: World, keys: Sequence[str]) -> list[tuple[int, int]]:
    with database.read() as session:
        return [
            (world.opportunities[key], session.get_one(Opportunity, world.opportunities[key]).version) for key in keys
        ]


def change(
    database: Database, world: World, keys: Sequence[str], wish: Wish, login: str = "sales", key: str = ""
) -> Report:
    rows = targets(database, world, keys)
    return database.run(
        lambda session: change_all(
            session, world.principal(login), rows, wish, request_key=key or uuid4().hex, today=TODAY, now=NOW
        )
    )


def held(database: Database, world: World, key: str) -> Opportunity:
    with database.read() as session:
        found = session.get_one(Opportunity, world.opportunities[key])
        session.expunge(found)
        return found


def days(database: Database, world: World, keys: Sequence[str] = OWN) -> list[date | None]:
    return [held(database, world, key).expected_order_on for key in keys]


def test_a_date_is_given_to_all_of_them_and_one_undo_takes_it_back_from_all(database: Database, world: World) -> None:
    before = days(database, world)
    report = change(database, world, OWN, Wish(What.ORDER_ON, on=LATER))
    assert (len(report.changes), report.unchanged, report.refused) == (3, 0, ())
    assert days(database, world) == [LATER] * 3
    undone = database.run(
        lambda session: undo_all(
            session, world.principal("sales"), report.event_ids, request_key="back", today=TODAY, now=NOW
        )
    )
    assert len(undone.changes) == 3
    assert days(database, world) == before


def test_what_is_beyond_reach_is_refused_with_its_reason_and_the_others_change(
    database: Database, world: World
) -> None:
    report = change(database, world, ["press", "south", "alpine"], Wish(What.ORDER_ON, on=LATER))
    assert [one.opportunity_id for one in report.changes] == [world.opportunities["press"]]
    assert [(type(each.refusal), each.count) for each in report.refused] == [(NotFound, 2)]
    assert held(database, world, "south").expected_order_on != LATER


def test_what_is_closed_already_is_refused(database: Database, world: World) -> None:
    report = change(database, world, ["press", "won"], Wish(What.DELIVERY_ON, on=LATER))
    assert [(type(each.refusal), each.count) for each in report.refused] == [(MoveNotAllowed, 1)]
    assert held(database, world, "press").expected_delivery_on == LATER


def test_another_owner_is_refused_where_the_person_cannot_own(database: Database, world: World) -> None:
    report = change(database, world, ["press", "robot"], Wish(What.OWNER, owner_id=world.users["foreign"]), "manager")
    assert not report.changes
    assert [each.count for each in report.refused] == [2]
    report = change(database, world, ["press", "robot"], Wish(What.OWNER, owner_id=world.users["colleague"]), "manager")
    assert len(report.changes) == 2
    assert held(database, world, "robot").owner_id == world.users["colleague"]


def test_a_stage_is_given_only_within_its_pipeline(database: Database, world: World) -> None:
    stage_id = world.stages["new", 2]
    report = change(database, world, ["silent", "robot", "lines"], Wish(What.STAGE, stage_id=stage_id))
    assert [one.opportunity_id for one in report.changes] == [world.opportunities["silent"]]
    assert report.unchanged == 1, "one stands there already"
    assert [(type(each.refusal), each.count) for each in report.refused] == [(OtherPipeline, 1)]


def test_many_are_lost_for_one_reason(database: Database, world: World) -> None:
    closing = Closing(world.reasons["PRICE"], TODAY, note="Budget cut")
    report = change(database, world, ["press", "robot", "lost"], Wish(What.LOSE, closing=closing))
    assert len(report.changes) + report.unchanged + sum(each.count for each in report.refused) == 3
    for key in ("press", "robot"):
        lost = held(database, world, key)
        assert (lost.outcome, lost.closing_note) == (Outcome.LOST, "Budget cut")


def test_a_rehearsal_tells_the_same_and_changes_nothing(database: Database, world: World) -> None:
    before = days(database, world)
    rows = targets(database, world, [*OWN, "south"])
    report = rehearse(
        database,
        lambda session: change_all(
            session,
            world.principal("sales"),
            rows,
            Wish(What.ORDER_ON, on=LATER),
            request_key="try",
            today=TODAY,
            now=NOW,
        ),
    )
    assert (len(report.changes), [each.count for each in report.refused]) == (3, [1])
    assert days(database, world) == before
    with database.read() as session:
        assert session.scalars(select(Event).where(Event.request_key.startswith("try"))).all() == []


def test_the_same_request_twice_is_one_change(database: Database, world: World) -> None:
    wish = Wish(What.ORDER_ON, on=LATER)
    first = change(database, world, OWN, wish, key="once")
    again = change(database, world, OWN, wish, key="once")
    assert first.event_ids == again.event_ids
    assert all(one.repeated for one in again.changes)


def test_an_old_version_is_no_obstacle_for_a_date_but_is_for_a_stage(
    sqlite_database: Database, sqlite_world: World
) -> None:
    stage_id = sqlite_world.stages["new", 1]
    rows = [(sqlite_world.opportunities["silent"], 99)]
    with sqlite_database.write() as session:
        report = change_all(
            session, sqlite_world.principal("sales"), rows, Wish(What.STAGE, stage_id=stage_id),
            request_key="old", today=TODAY, now=NOW,
        )  # fmt: skip
    assert [each.count for each in report.refused] == [1]


def test_so_many_at_once_are_refused_in_words(sqlite_database: Database, sqlite_world: World) -> None:
    rows = [(id_, 1) for id_ in range(1, MOST + 2)]
    with sqlite_database.write() as session, pytest.raises(TooManyAtOnce, match=f"{MOST + 1}"):
        change_all(
            session, sqlite_world.principal("sales"), rows, Wish(What.ORDER_ON), request_key="k", today=TODAY, now=NOW
        )


@pytest.mark.parametrize("wish", [Wish(What.OWNER), Wish(What.STAGE), Wish(What.LOSE)])
def test_a_wish_without_its_value_is_none(sqlite_database: Database, sqlite_world: World, wish: Wish) -> None:
    with pytest.raises(MalformedInput):
        change(sqlite_database, sqlite_world, OWN, wish)


@pytest.mark.parametrize("key", ["", "x" * 41])
def test_a_request_needs_a_key_of_some_length(sqlite_database: Database, sqlite_world: World, key: str) -> None:
    with sqlite_database.write() as session, pytest.raises(MalformedInput):
        change_all(
            session, sqlite_world.principal("sales"), [], Wish(What.ORDER_ON), request_key=key, today=TODAY, now=NOW
        )


def test_people_who_only_look_change_nothing(sqlite_database: Database, sqlite_world: World) -> None:
    with pytest.raises(NotPermitted):
        change(sqlite_database, sqlite_world, OWN, Wish(What.ORDER_ON, on=LATER), "analyst")
    with sqlite_database.write() as session, pytest.raises(NotPermitted):
        undo_all(session, sqlite_world.principal("analyst"), [1], request_key="k", today=TODAY, now=NOW)


def test_a_stage_that_is_not_there_is_refused_for_all(sqlite_database: Database, sqlite_world: World) -> None:
    with pytest.raises(NotFound):
        change(sqlite_database, sqlite_world, OWN, Wish(What.STAGE, stage_id=10**6))


def test_what_somebody_else_did_is_not_taken_back(sqlite_database: Database, sqlite_world: World) -> None:
    report = change(sqlite_database, sqlite_world, OWN, Wish(What.ORDER_ON, on=LATER), "manager")
    with sqlite_database.write() as session:
        undone = undo_all(
            session, sqlite_world.principal("sales"), report.event_ids, request_key="k", today=TODAY, now=NOW
        )
    assert (undone.changes, [each.count for each in undone.refused]) == ((), [3])
