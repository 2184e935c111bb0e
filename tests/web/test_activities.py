"""What the dialog of activities is asked and sends is read strictly, and answered with a sentence; the bell reminds."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from components.language import use_locale
from data.schema.activity import Activity, ActivityType
from data.session import Database
from domain import clock
from domain.errors import BadFilter, MalformedInput, NotFound, NotPermitted
from tests.components.test_activities import fields, said
from tests.components.tree import parts
from tests.world import World
from web import chrome
from web.activities import acting, asking, page
from web.activities.acting import Action
from web.activities.asking import Asked


@pytest.fixture
def call(sqlite_database: Database, sqlite_world: World) -> str:
    """Return the number of the type "Call"."""
    with sqlite_database.read() as session:
        return str(session.scalars(select(ActivityType.id).where(ActivityType.code == "CALL")).one())


def send(database: Database, world: World, what: Any, login: str = "sales", **values: Any) -> dict[str, Any]:
    action = Action(1, what, uuid4().hex, **values)
    return acting.perform(database, world.principal(login), action)


def about_press(world: World) -> dict[str, Any]:
    return {"opportunity": world.opportunities["press"]}


def planned(database: Database, subject: str = "Ask for the order") -> Activity:
    with database.read() as session:
        found = session.scalars(select(Activity).where(Activity.subject == subject)).one()
        session.expunge(found)
        return found


def test_a_filled_in_form_is_done_on_the_clock_of_the_person(
    sqlite_database: Database, sqlite_world: World, call: str
) -> None:
    rome = replace(sqlite_world.principal("sales"), time_zone="Europe/Rome")
    form = {
        "type": call, "subject": "Called", "done_on": "2026-07-01", "done_time": "00:30", "minutes": "15", "outcome": "Yes",
    }  # fmt: skip
    action = Action(7, "log", uuid4().hex, **about_press(sqlite_world), form=form)
    answer = acting.perform(sqlite_database, rome, action)
    assert (answer["seq"], answer["ok"], answer["title"], answer["text"]) == (7, True, "Logged", "Called")
    logged = planned(sqlite_database, "Called")
    assert logged.done_at is not None
    assert (logged.done_at.isoformat(), logged.duration_minutes) == ("2026-06-30T22:30:00+00:00", 15)

    undone = send(sqlite_database, sqlite_world, "undo", event_id=answer["event_id"])
    assert (undone["ok"], undone["event_id"]) == (True, None)


def test_a_moment_ago_is_now_so_that_nothing_is_done_before_it_was_planned(
    sqlite_database: Database, sqlite_world: World, call: str
) -> None:
    now = clock.now()
    form = {"type": call, "subject": "Now", "done_on": now.date().isoformat(), "done_time": now.strftime("%H:%M")}
    assert send(sqlite_database, sqlite_world, "log", **about_press(sqlite_world), form=form)["ok"]
    done_at = planned(sqlite_database, "Now").done_at
    assert done_at is not None
    assert abs(done_at - now) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"subject": ""}, "Say in 1 to 200 characters"),
        ({"type": "x"}, "could not be read"),
        ({"type": "１"}, "could not be read"),
        ({"type": "9" * 5_000}, "could not be read"),
        ({"type": "99999"}, "no longer offered"),
        ({"due_on": ""}, "Choose the day"),
        ({"due_on": "tomorrow"}, "could not be read"),
        ({"due_on": "1066-10-14"}, "is no date between"),
        ({"due_time": "noon"}, "could not be read"),
        ({"due_time": "12:00+02:00"}, "could not be read"),
        ({"remind": "sometimes"}, "could not be read"),
        ({"person": "99999"}, "no longer offered"),
        ({"note": "x" * 5_000}, "too long"),
    ],
)
def test_what_cannot_be_is_refused_in_the_dialog(
    sqlite_database: Database, sqlite_world: World, call: str, form: dict[str, str], message: str
) -> None:
    whole = {"type": call, "subject": "Call", "due_on": "2026-12-01", "person": "", "remind": "never"} | form
    answer = send(sqlite_database, sqlite_world, "plan", **about_press(sqlite_world), form=whole)
    assert (answer["ok"], answer["stale"]) == (False, False)
    assert message in answer["message"]


def test_an_old_version_is_stale_and_the_page_is_drawn_anew(sqlite_database: Database, sqlite_world: World) -> None:
    ask = planned(sqlite_database)
    known: dict[str, Any] = {"activity": ask.id, "version": 1}
    moved = send(sqlite_database, sqlite_world, "reschedule", **known, on="2026-12-01")
    assert (moved["ok"], moved["text"]) == (True, "1 December 2026")
    answer = send(sqlite_database, sqlite_world, "complete", **known, form={})
    assert (answer["ok"], answer["stale"]) == (False, True)
    with use_locale("it"):
        assert "Ask for the order" in send(sqlite_database, sqlite_world, "complete", **known, form={})["message"]


@pytest.mark.parametrize("what", ["complete", "change", "reschedule", "delete", "undo"])
def test_nothing_is_done_to_nothing(sqlite_database: Database, sqlite_world: World, what: str) -> None:
    assert not send(sqlite_database, sqlite_world, what, on="2026-12-01")["ok"]


def ask(database: Database, world: World, login: str = "sales", **values: Any) -> Any:
    with database.read() as session:
        return asking.form(session, world.principal(login), Asked(1, **values))


def test_the_form_fits_what_is_asked_for(sqlite_database: Database, sqlite_world: World, call: str) -> None:
    press = about_press(sqlite_world)
    log = ask(sqlite_database, sqlite_world, mode="log", **press, type=int(call))
    assert said(log).startswith("Log an activity Officine Alfa, Hydraulic press")
    assert fields(log)["type"] == call
    contact = ask(sqlite_database, sqlite_world, mode="plan", contact=sqlite_world.contacts["Beta Meccanica"])
    assert "Beta Meccanica" in said(contact)
    anywhere = ask(sqlite_database, sqlite_world, mode="plan", on="2026-12-01")
    assert fields(anywhere)["due_on"] == "2026-12-01"
    assert "about" in fields(anywhere)
    known: dict[str, Any] = {"activity": planned(sqlite_database).id}
    assert said(ask(sqlite_database, sqlite_world, mode="open", **known)).startswith("Change what is planned")
    assert said(ask(sqlite_database, sqlite_world, mode="complete", **known)).startswith("Complete")
    seen = ask(sqlite_database, sqlite_world, "analyst", mode="complete", **known)
    assert said(seen).startswith("Ask for the order Officine Alfa")


def test_a_form_is_not_drawn_for_what_is_out_of_reach(sqlite_database: Database, sqlite_world: World) -> None:
    press = about_press(sqlite_world)
    with pytest.raises(NotPermitted):
        ask(sqlite_database, sqlite_world, "analyst", mode="log", **press)
    for values in (press, {"contact": sqlite_world.contacts["Officine Alfa"]}):
        with pytest.raises(NotFound):
            ask(sqlite_database, sqlite_world, "foreign", mode="log", **values)
    with pytest.raises(NotFound):
        ask(sqlite_database, sqlite_world, "foreign", mode="open", activity=planned(sqlite_database).id)
    broken_ones: tuple[dict[str, Any], ...] = ({"mode": "open"}, {"mode": "plan", "on": "tomorrow"})
    for broken in broken_ones:
        with pytest.raises(MalformedInput):
            ask(sqlite_database, sqlite_world, **broken)


def test_the_calendar_of_somebody_elses_is_only_for_who_leads_them(
    sqlite_database: Database, sqlite_world: World
) -> None:
    sara = {"person": str(sqlite_world.users["sales"]), "on": "2026-07-15"}

    def look(login: str, query: dict[str, str]) -> str:
        with sqlite_database.read() as session:
            return said(page.page(session, sqlite_world.principal(login), query).body())

    assert "Ask for the order" in look("manager", sara)
    assert "Ask for the order" in look("sales", sara)  # her own
    for login in ("colleague", "other_team", "foreign"):
        with pytest.raises(NotFound):
            look(login, sara)
    with pytest.raises(BadFilter):
        look("manager", {"view": "decade"})


def test_the_bell_rings_when_it_is_time(sqlite_database: Database, sqlite_world: World, call: str) -> None:
    with sqlite_database.write() as session:
        ring = session.scalars(select(Activity).where(Activity.subject == "Ask for the order")).one()
        ring.remind_at = clock.now() - timedelta(minutes=5)
    with sqlite_database.read() as session:
        notices = chrome.unread(session, sqlite_world.principal("sales"))
        assert (notices[0].title, notices[0].text) == (
            "It is time for “Ask for the order”.", "Officine Alfa, Hydraulic press",
        )  # fmt: skip
        assert notices[0].href == f"/opportunity/{sqlite_world.opportunities['press']}"
        assert len(chrome.unread(session, sqlite_world.principal("manager"))) == 0


def test_who_does_things_in_a_company_is_offered_and_nobody_else(
    sqlite_database: Database, sqlite_world: World
) -> None:
    form = ask(sqlite_database, sqlite_world, mode="plan", **about_press(sqlite_world))
    options = next(part.options for part in of_name(form, "person"))
    assert [each["label"] for each in options] == [
        "I myself", "Ada Root", "Chiara Intera", "Marco Guida", "Nico Vicino", "Olga Meridione",
    ]  # fmt: skip


def of_name(tree: Any, name: str) -> list[Any]:
    return [part for part in parts(tree) if getattr(part, "name", None) == name]
