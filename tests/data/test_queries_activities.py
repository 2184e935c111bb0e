"""Activities as people see them: timelines, somebody's days, reminders, and what a dialog offers, on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from data.queries import activities, diary
from data.queries.activities import Span
from data.schema.activity import Activity, ActivityType
from data.session import Database
from domain.access import Principal
from domain.activity import Plan, Report
from domain.detail import ActivityRow
from domain.errors import NotFound
from tests.world import NOW, TODAY, World
from workflow import activities as verbs
from workflow import notifications
from workflow.activities import About

JULY = Span(date(2026, 7, 1), date(2026, 7, 31), "Europe/Rome")


def call(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(ActivityType.id).where(ActivityType.code == "CALL")).one()


def plan(database: Database, who: Principal, about: About, now: datetime = NOW, **values: object) -> int:
    wish = Plan(**{"activity_type_id": call(database), "subject": "Call back", "due_on": TODAY} | values)  # type: ignore[arg-type]  # typed by the test
    return database.run(lambda unit: verbs.plan(unit, who, about, wish, now=now)).activity_id


def log(database: Database, who: Principal, about: About, at: datetime, subject: str) -> int:
    report = Report(call(database), subject, at)
    return database.run(lambda unit: verbs.log(unit, who, about, report, now=NOW)).activity_id


def days_of(
    database: Database, who: Principal, user_id: int, span: Span = JULY, kinds: tuple[str, ...] = ()
) -> list[str]:
    with database.read() as session:
        return [row.subject for row in activities.of_person(session, who, user_id, span, kinds)]


def test_a_timeline_begins_with_the_latest_of_the_late_ones_and_ends_with_the_first_thing_done(
    database: Database, world: World
) -> None:
    sales = world.principal("sales")
    about = About(world.opportunities["press"])
    plan(database, sales, about, subject="Late", due_on=TODAY - timedelta(days=2))
    log(database, sales, about, NOW, "Just now")
    with database.read() as session:
        rows = activities.of_opportunity(session, sales, world.opportunities["press"])
    assert [row.subject for row in rows] == [
        "Late",
        "Ask for the order",
        "Show the press",
        "Just now",
        "Presented the offer",
    ]
    assert {row.changeable for row in rows} == {True}
    assert (rows[0].contact, rows[0].opportunity, rows[0].user) == ("Officine Alfa", "Hydraulic press", "Sara Vendi")


def test_a_contact_shows_what_the_person_may_see_of_all_its_opportunities(database: Database, world: World) -> None:
    manager = world.principal("country_manager")
    south, teamless = (About(world.opportunities[key]) for key in ("south", "teamless"))
    for about, subject in ((south, "South"), (teamless, "Teamless")):
        log(database, manager, about, NOW, subject)
    log(
        database, manager, About(contact_id=world.contacts["Delta Sud"]), NOW - timedelta(hours=1), "The contact itself"
    )

    def seen(login: str) -> list[str]:
        with database.read() as session:
            return [
                row.subject
                for row in activities.of_contact(session, world.principal(login), world.contacts["Delta Sud"])
            ]

    assert sorted(seen("country_manager")) == ["South", "Teamless", "The contact itself"]
    assert sorted(seen("other_team")) == ["South", "The contact itself"]
    assert seen("sales") == ["The contact itself"]
    assert seen("foreign") == []
    with database.read() as session:  # the world's own activities name only their opportunities
        alfa = activities.of_contact(session, world.principal("sales"), world.contacts["Officine Alfa"])
    assert {row.subject for row in alfa} >= {"Show the press", "Call back", "Thanked"}


def test_somebodys_days_hold_what_is_planned_and_done_there_on_the_readers_calendar(
    database: Database, world: World
) -> None:
    sales = world.principal("sales")
    assert days_of(database, sales, sales.user_id) == [
        "Call back", "Presented the offer", "Signed?", "Ask for the order", "Show the press",
    ]  # fmt: skip
    about = About(world.opportunities["press"])
    tokyo = replace(sales, time_zone="Asia/Tokyo")
    plan(database, tokyo, about, subject="Early in Tokyo", due_on=date(2026, 8, 1), due_time=time(6))
    assert "Early in Tokyo" in days_of(database, sales, sales.user_id)
    assert "Early in Tokyo" not in days_of(database, sales, sales.user_id, replace(JULY, zone="Asia/Tokyo"))
    log(database, sales, about, datetime(2026, 6, 30, 22, 30, tzinfo=UTC), "Late in June")
    assert "Late in June" in days_of(database, sales, sales.user_id)
    assert "Late in June" not in days_of(database, sales, sales.user_id, replace(JULY, zone="UTC"))


def test_kinds_and_lateness_narrow_the_days(database: Database, world: World) -> None:
    sales = world.principal("sales")
    assert days_of(database, sales, sales.user_id, kinds=("visit",)) == ["Show the press"]
    with database.read() as session:
        late = activities.late_of_person(session, sales, sales.user_id, TODAY)
        assert [row.subject for row in late] == ["Call back"]
        assert activities.late_of_person(session, sales, sales.user_id, TODAY, ("visit",)) == ()


@pytest.mark.parametrize("login", ["manager", "colleague", "country_manager"])
def test_one_activity_is_there_for_whoever_sees_its_opportunity(shelf: Database, stock: World, login: str) -> None:
    with shelf.read() as session:
        ask = session.scalars(select(Activity.id).where(Activity.subject == "Ask for the order")).one()
        row = activities.one(session, stock.principal(login), ask)
    assert row.changeable == (login != "colleague")


@pytest.mark.parametrize("login", ["other_team", "foreign"])
def test_it_does_not_exist_for_others(shelf: Database, stock: World, login: str) -> None:
    with shelf.read() as session:
        ask = session.scalars(select(Activity.id).where(Activity.subject == "Ask for the order")).one()
        with pytest.raises(NotFound):
            activities.one(session, stock.principal(login), ask)


@pytest.mark.parametrize(
    ("login", "names"),
    [
        ("sales", ["Sara Vendi"]),
        ("manager", ["Marco Guida", "Nico Vicino", "Sara Vendi"]),
        (
            "country_manager",
            ["Ada Root", "Chiara Intera", "Marco Guida", "Nico Vicino", "Olga Meridione", "Sara Vendi"],
        ),
        (
            "analyst",
            [
                "Ada Root",
                "Anna Liste",
                "Chiara Intera",
                "Franz Berg",
                "Marco Guida",
                "Nico Vicino",
                "Olga Meridione",
                "Sara Vendi",
            ],
        ),
    ],
)
def test_whose_days_one_may_look_at(shelf: Database, stock: World, login: str, names: list[str]) -> None:
    with shelf.read() as session:
        assert [person.name for person in diary.watched(session, stock.principal(login))] == names


def test_what_the_dialog_offers(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        assert [each.kind for each in diary.types(session)] == ["call", "visit"]
        doers = [each.name for each in diary.doers(session, stock.companies["CH"])]
        assert doers == ["Ada Root", "Franz Berg"]
        mine = [each.title for each in diary.subjects(session, stock.principal("sales"))]
        assert mine == ["Silent pump", "Service contract", "Hydraulic press", "Robot cell"]
        assert diary.subjects(session, stock.principal("foreign"))[0].contact == "Alpen Werk"


def reminded(database: Database, who: Principal, now: datetime) -> list[str]:
    with database.read() as session:
        return [row.subject for row in diary.unread_reminders(session, who, now)]


def test_a_reminder_shows_when_its_time_comes_until_it_is_read_moved_or_done(database: Database, world: World) -> None:
    sales, about = world.principal("sales"), About(world.opportunities["press"])
    id_ = plan(database, sales, about, subject="Ring me", due_time=time(12), remind_minutes=60)
    eleven = datetime(2026, 7, 15, 11, tzinfo=UTC)
    assert reminded(database, sales, eleven - timedelta(minutes=1)) == []
    assert reminded(database, sales, eleven) == ["Ring me"]
    assert reminded(database, world.principal("manager"), eleven) == []

    assert database.run(lambda unit: notifications.mark_all_read(unit, sales, now=eleven)) == 2  # with the world's own
    assert database.run(lambda unit: notifications.mark_all_read(unit, sales, now=eleven)) == 0
    assert reminded(database, sales, eleven) == []

    target = verbs.Target(id_, 1)
    tomorrow = TODAY + timedelta(days=1)
    database.run(lambda unit: verbs.reschedule(unit, sales, target, tomorrow, now=NOW))
    assert reminded(database, sales, eleven + timedelta(days=1)) == ["Ring me"]
    again = verbs.Target(id_, 2)
    database.run(lambda unit: verbs.complete(unit, sales, again, now=NOW))
    assert reminded(database, sales, eleven + timedelta(days=1)) == []


def test_the_feed_holds_what_is_planned_for_a_day_and_what_was_done_in_the_last_90(
    database: Database, world: World
) -> None:
    sales, about = world.principal("sales"), About(world.opportunities["press"])
    log(database, sales, about, NOW - timedelta(days=89), "Lately")
    log(database, sales, about, NOW - timedelta(days=91), "Long ago")
    with database.write() as session:
        session.add(
            Activity(
                company_id=world.companies["IT"], activity_type_id=1, subject="Some day", assigned_user_id=sales.user_id,
                opportunity_id=about.opportunity_id,
            )
        )  # fmt: skip
    with database.read() as session:
        subjects = {row.subject for row in activities.of_feed(session, sales, NOW)}
    assert {"Lately", "Ask for the order", "Show the press", "Signed?", "Call back"} <= subjects
    assert not {"Long ago", "Some day", "Visit the station"} & subjects


def test_an_activity_without_any_day_is_on_none() -> None:
    row = ActivityRow(1, "call", "Call", "Some day", None, None, None, None, None, None)
    assert activities.on_day(row, "UTC") is None
    assert not JULY.holds(row)
