"""Doors in the past: what the address says is looked at, by today's rights, and nothing can be changed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from data.past import Shelf
from data.session import Database
from domain import clock
from domain.errors import NoForecastYet
from tests.selling import Seller
from tests.web.conftest import Enter
from tests.web.tiny import SAME_ORIGIN, Tiny
from tests.world import NOW, World
from web import forecast_states, looking_back, session
from workflow.jobs import register
from workflow.past import past_jobs

JUNE = "as_of=2026-06-10"


@pytest.fixture(autouse=True)
def _own_folder(tiny: Tiny, sqlite_database: Database, tmp_path: Path) -> None:
    tiny.server.extensions[session.SHELF] = Shelf(tmp_path / "past", sqlite_database)


def titles(enter: Enter, query: str, login: str = "executive", **headers: str) -> set[str]:
    answer = enter(login).get(f"/grid/opportunities?sort=title&blocks=0:100:100&{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    found = answer.get_json()
    return {dict(zip(found["fields"], row, strict=True))["title"] for row in found["rows"] if row}


def test_a_page_of_an_earlier_day_shows_what_was_there_then(
    enter: Enter, sqlite_database: Database, sqlite_world: World
) -> None:
    seller = Seller(sqlite_database, sqlite_world)
    seller.now = NOW + timedelta(days=1)
    seller.edit("robot", title="Robot cell, larger")
    assert {"Robot cell, larger", "Export machine"} <= titles(enter, "")
    june = titles(enter, JUNE)
    assert "Robot cell" in june, "as it was called then"
    assert "Export machine" not in june, "created in July"


def test_scope_is_that_of_today(enter: Enter) -> None:
    assert titles(enter, JUNE, "other_team") == {"South line", "Cutter, lost"}


def test_the_address_of_the_page_counts_where_a_script_asks(enter: Enter) -> None:
    page = f"http://localhost/opportunities?{JUNE}"
    assert "Export machine" not in titles(enter, "", Referer=page)
    assert "Export machine" in titles(enter, "", Referer="http://elsewhere.example/opportunities?as_of=2026-06-10")
    assert "Export machine" in titles(enter, "", **{"Referer": page, "Sec-Fetch-Mode": "navigate"})


def test_nothing_is_changed_from_there(enter: Enter, sqlite_world: World) -> None:
    page = f"http://localhost/opportunity/1?{JUNE}"
    headers = SAME_ORIGIN | {"Referer": page, "Sec-Fetch-Dest": "empty"}
    browser = enter("sales")
    answer = browser.post("/files/1/delete", json={}, headers=headers)
    assert answer.get_json()["error"] == "You are looking at 10 June 2026. Go back to today to change something."
    assert browser.post("/files/1/delete", json={}, headers=SAME_ORIGIN).status_code == 404
    answer = enter("analyst").post("/files/1/delete", json={}, headers=headers)
    assert answer.get_json()["error"].startswith("Your role does not allow this"), "whatever the day"


@pytest.mark.parametrize(
    ("path", "sent", "day"),
    [
        ("/?as_of=2026-06-10", None, "2026-06-10"),
        ("/?as_of=never", None, None),
        ("/?as_of=2999-01-01", None, None),
        (
            looking_back.CALLBACKS,
            {"inputs": [{"id": "url", "property": "search", "value": "?as_of=2026-06-10"}]},
            "2026-06-10",
        ),
        (looking_back.CALLBACKS, {"inputs": [], "state": [{"id": "url", "property": "search", "value": ""}]}, None),
        (
            looking_back.CALLBACKS,
            {"inputs": [{"id": "field", "property": "search", "value": "?as_of=2026-06-10"}]},
            None,
        ),
        (looking_back.CALLBACKS, {"inputs": 7, "state": [[{"id": {}, "property": "search"}]]}, None),
    ],
)
def test_which_day_a_request_is_about(path: str, sent: object, day: str | None) -> None:
    server = Flask("test")
    with server.test_request_context(path, json=sent, method="POST" if sent else "GET") as context:
        found = looking_back.day_of(context.request, "UTC")
    assert (found.isoformat() if found else None) == day


def test_today_is_the_day_that_is_looked_from() -> None:
    day = clock.present_day() - timedelta(days=100)
    clock.look_from(day)
    try:
        assert clock.today("Europe/Rome") == day
        assert clock.present_day() > day
    finally:
        clock.look_from(None)
    assert clock.today() == clock.present_day()


def test_the_forecast_of_a_day_waits_until_every_company_has_one(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World, tmp_path: Path
) -> None:
    for job in past_jobs(tmp_path / "past"):
        register(job)
    person = replace(sqlite_world.principal("analyst"), looks_from=clock.present_day() - timedelta(days=30))
    with tiny.server.app_context():
        forecast_states.check_whole(person)
        forecast_states.ask_of_the_past(person)
        assert forecast_states.is_waiting(person)
        with pytest.raises(NoForecastYet):
            forecast_states.check_whole(person)
        other = replace(person, looks_from=clock.present_day() - timedelta(days=31))
        assert not forecast_states.is_waiting(other)


def test_every_night_the_day_is_made_that_the_bridge_looks_back_to(
    sqlite_database: Database, sqlite_world: World, tmp_path: Path
) -> None:
    make = past_jobs(tmp_path / "past")[0]
    make.run(sqlite_database, NOW, "")
    make.run(sqlite_database, NOW, "2026-06-10")
    assert {path.stem for path in (tmp_path / "past").glob("*.json")} == {"2026-07-06", "2026-06-10"}
