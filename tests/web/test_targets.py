"""The files of the targets page: the template is harmless and comes back whole, an upload is bounded and writes nothing."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from data.schema.people import Team, UserSession
from data.schema.quota import Quota
from data.session import Database
from domain.errors import NotFound
from tests.web.conftest import Enter
from tests.web.tiny import SAME_ORIGIN
from tests.world import World
from web import targets

TEAMS = "year=2026&measure=billings&level=team"


def token_of(browser: FlaskClient, database: Database) -> str:
    with database.read() as reading:
        return reading.scalars(select(UserSession.csrf_token).order_by(UserSession.id.desc())).first() or ""


def send(browser: FlaskClient, database: Database, content: bytes, query: str = TEAMS, **form: Any) -> Any:
    sent = FileStorage(io.BytesIO(content), "targets.csv")
    boundary, body = encode_multipart({"csrf_token": token_of(browser, database), "file": sent} | form)
    headers = SAME_ORIGIN | {"Sec-Fetch-Dest": "empty"}
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.post(f"/targets/import?{query}", data=body, content_type=kind, headers=headers)


def test_a_template_holds_the_sheet_and_no_formula(
    enter: Enter, sqlite_database: Database, sqlite_world: World
) -> None:
    with sqlite_database.write() as writing:
        writing.get_one(Team, sqlite_world.teams["NORTH"]).name = "=cmd|' /C calc'!A0"
        writing.get_one(Team, sqlite_world.teams["SOUTH"]).code = "+SOUTH"
        writing.add(
            Quota(company_id=sqlite_world.companies["IT"], team_id=sqlite_world.teams["NORTH"], month=2026 * 12,
                  measure="billings", target_minor=1_234_50)
        )  # fmt: skip
    browser = enter("country_manager")
    answer = browser.get(f"/targets/template.csv?{TEAMS}")
    assert "filename=targets-IT-2026-billings-team.csv" in answer.headers["Content-Disposition"]
    header, first, second = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert header[:6] == ["level", "measure", "code", "name", "currency", "2026-01"]
    assert first[2:6] == ["NORTH", "'=cmd|' /C calc'!A0", "EUR", "1234.50"]
    assert second[2:6] == ["'+SOUTH", "Team South", "EUR", ""]
    again = send(browser, sqlite_database, answer.get_data()).get_json()
    assert (again["good"], again["bad"], again["cells"]) == (2, 0, [])


def test_an_upload_is_reported_and_nothing_is_written(
    enter: Enter, sqlite_database: Database, sqlite_world: World
) -> None:
    content = b"code,2026-01,2026-02\nNORTH,100,x\nSOUTH,200,\nWEST,1,1\n"
    found = send(enter("country_manager"), sqlite_database, content).get_json()
    assert found["cells"] == [[sqlite_world.teams["SOUTH"], 2026 * 12, 200_00]]
    assert (found["good"], found["bad"]) == (1, 2)
    assert [(each["row"], each["column"], each["value"]) for each in found["problems"]] == [
        (2, "2026-02", "x"), (4, "code", "WEST"),
    ]  # fmt: skip
    assert "cannot be read as an amount in EUR" in found["problems"][0]["reason"]
    with sqlite_database.read() as reading:
        assert reading.scalar(select(func.count()).select_from(Quota)) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"code,2026-01\n" + b"#" * 600_000, "larger than 512 kB"),
        (b"\x00\x01\x02", "cannot be read as a table"),
        (b"name,amount\n", "needs a column"),
    ],
)
def test_an_unreadable_upload_is_refused_with_a_sentence(
    enter: Enter, sqlite_database: Database, content: bytes, said: str
) -> None:
    answer = send(enter("country_manager"), sqlite_database, content)
    assert answer.status_code == 400
    assert said in answer.get_json()["error"]


def test_an_upload_needs_its_token_a_file_and_the_permission(enter: Enter, sqlite_database: Database) -> None:
    boss = enter("country_manager")
    assert send(boss, sqlite_database, b"code,2026-01\n", csrf_token="guessed").status_code == 403
    assert send(boss, sqlite_database, b"", file="no file").status_code == 400
    assert send(enter("sales"), sqlite_database, b"code,2026-01\n").status_code == 403


def test_a_manager_of_teams_gets_no_others(enter: Enter, sqlite_database: Database, sqlite_world: World) -> None:
    browser = enter("manager")
    text = browser.get(f"/targets/template.csv?company={sqlite_world.companies['CH']}&{TEAMS}").text
    assert "NORTH" in text
    assert not any(word in text for word in ("SOUTH", "ALPS", "CHF"))
    refused = browser.get("/targets/template.csv?level=company", headers={"Sec-Fetch-Dest": "empty"})
    assert refused.status_code == 403


def test_saving_answers_with_the_sheet_as_it_stands(sqlite_database: Database, sqlite_world: World, tiny: Any) -> None:
    boss, sheet = sqlite_world.principal("country_manager"), f"company={sqlite_world.companies['IT']}&{TEAMS}"
    team, month = sqlite_world.teams["NORTH"], 2026 * 12

    def act(text: str, before: int | None) -> dict[str, Any]:
        change = targets.Change(team, month, before, text)
        action = targets.Action(1, f"key {text} {before}", "save", sheet, "set", [change])
        with tiny.server.test_request_context():
            return targets.perform(sqlite_database, boss, action)

    done = act("1,500.50", None)
    assert (done["ok"], done["count"]) == (True, 1)
    assert done["data"]["rows"][0]["targets"][0] == 1_500_50
    assert done["data"]["undo"] == {"event_id": done["event_id"]}
    for text, before, said in (
        ("2", None, "in the meantime"),
        ("-1", 1_500_50, "below zero"),
        ("x", 1_500_50, "amount in EUR"),
    ):
        refused = act(text, before)
        assert (refused["ok"], refused["data"]["rows"][0]["targets"][0]) == (False, 1_500_50)
        assert said in refused["message"]
    assert act("", 1_500_50)["data"]["rows"][0]["targets"][0] is None


def test_people_without_a_company_have_no_targets(sqlite_database: Database, sqlite_world: World) -> None:
    nobody = replace(sqlite_world.principal("country_manager"), company_ids=frozenset())
    with sqlite_database.read() as reading, pytest.raises(NotFound):
        targets.View.of(reading, nobody, "")
