"""Reminders ring when their time comes: once, in the browsers of the person alone, again when they are moved."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from components.language import use_locale
from data.schema.activity import ActivityType
from data.schema.notice import Outbox
from data.session import Database
from domain import clock
from domain.activity import Plan
from tests.world import NOW, TODAY, World
from web import chrome
from workflow import activities as verbs
from workflow import live
from workflow.activities import About
from workflow.reminding import ring_reminders

ELEVEN = datetime(2026, 7, 15, 11, tzinfo=UTC)
DAY = timedelta(days=1)


def plan(database: Database, world: World, subject: str, login: str = "sales") -> int:
    """Plan something for noon, reminded of at eleven."""
    with database.read() as session:
        call = session.scalars(select(ActivityType.id).where(ActivityType.code == "CALL")).one()
    wish = Plan(activity_type_id=call, subject=subject, due_on=TODAY, due_time=time(12), remind_minutes=60)
    about = About(world.opportunities["press"])
    return database.run(lambda unit: verbs.plan(unit, world.principal(login), about, wish, now=NOW)).activity_id


def rung(database: Database) -> list[str]:
    """Return for whom what rang, in the order in which browsers hear it."""
    database.run(live.number)
    with database.read() as session:
        query = select(Outbox.payload, Outbox.user_id).where(Outbox.user_id.is_not(None)).order_by(Outbox.sequence)
        return [f"{row.payload['key']} for {row.user_id}" for row in session.execute(query)]


def test_a_reminder_rings_once_at_its_time_for_the_person_alone(database: Database, world: World) -> None:
    id_ = plan(database, world, "Ring me")
    sales = world.users["sales"]
    ring_reminders(database, ELEVEN - timedelta(seconds=1), "")
    assert rung(database) == []
    for minutes in (0, 1, 1):
        ring_reminders(database, ELEVEN + timedelta(minutes=minutes), "")
    key = f"reminder:{id_}:{int(ELEVEN.timestamp())}"
    assert rung(database) == [f"{key} for {sales}"]
    with database.read() as session:
        (heard,) = [entry for entry in live.after(session, 0) if entry.payload.get("key")]
        assert live.hears(world.principal("sales"), heard)
        assert not live.hears(world.principal("manager"), heard)
    assert heard.payload == {"about": "notice", "severity": "warning", "key": key}


def test_moved_it_rings_again_and_done_or_long_ago_it_rings_no_more(database: Database, world: World) -> None:
    sales = world.principal("sales")
    moved, done, _late = (plan(database, world, subject) for subject in ("Moved", "Done", "Late"))
    ring_reminders(database, ELEVEN, "")
    assert len(rung(database)) == 3
    database.run(lambda unit: verbs.reschedule(unit, sales, verbs.Target(moved, 1), TODAY + DAY, now=NOW))
    database.run(lambda unit: verbs.complete(unit, sales, verbs.Target(done, 1), now=NOW))
    ring_reminders(database, ELEVEN + DAY, "")
    assert [line.split(":")[1] for line in rung(database)[3:]] == [str(moved)]
    plan(database, world, "Nobody was working")
    ring_reminders(database, ELEVEN + DAY, "")
    assert len(rung(database)) == 4, "what came due a day before any worker looked is in the bell, and rings no more"


def test_the_toast_says_what_it_is_time_for_as_the_list_does(
    sqlite_database: Database, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = plan(sqlite_database, sqlite_world, "Ring me")
    key = f"reminder:{id_}:{int(ELEVEN.timestamp())}"
    sales = sqlite_world.principal("sales")
    monkeypatch.setattr(clock, "now", lambda: ELEVEN)
    with use_locale("en"), sqlite_database.read() as session:
        (told,) = chrome.news(session, sales, [key])
        assert told == chrome.unread(session, sales)[0]
        assert chrome.news(session, sqlite_world.principal("manager"), [key]) == []
    assert (told.title, told.href) == (
        "It is time for “Ring me”.",
        f"/opportunity/{sqlite_world.opportunities['press']}",
    )
