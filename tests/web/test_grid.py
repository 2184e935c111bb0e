"""The doors of the grid: blocks of rows, files that hold what is seen, and what the browser is told beside them."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest

from components.formats import NBSP
from components.grid.words import outcome_names
from components.language import use_locale
from data.session import Database
from domain.errors import BadFilter, MalformedInput
from domain.grid import COLUMNS, GridView
from tests.web.conftest import Enter
from tests.world import TODAY, World
from web.grid import bulk, profiles
from web.grid.export import read_columns
from web.grid.payload import payload, result_text
from web.grid.rows import MOST_BLOCKS, MOST_ROWS, read_blocks
from web.grid.view import View
from workflow import grid_profiles
from workflow.grid_profiles import ColumnLayout, Draft, Layout
from workflow.opportunities.bulk import What

LAYOUT = Layout([ColumnLayout("title", 200), ColumnLayout("net", 120)], sort="title", group="stage")


def rows(enter: Enter, query: str, login: str = "executive") -> list[dict[str, Any]]:
    answer = enter(login).get(f"/grid/opportunities?{query}")
    assert answer.status_code == 200, answer.text
    found = answer.get_json()
    return [dict(zip(found["fields"], row, strict=True)) for row in found["rows"]]


def lines(enter: Enter, query: str, login: str = "executive") -> list[list[str]]:
    text = enter(login).get(f"/export/grid.csv?{query}", buffered=True).text
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def told(database: Database, world: World, search: str, login: str = "executive") -> dict[str, Any]:
    with database.read() as reading, use_locale("en"):
        found = payload(reading, View.of(reading, world.principal(login), search))
    json.dumps(found)
    return found


# ── Rows ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_block_holds_the_rows_of_its_place_in_order(enter: Enter) -> None:
    everything = rows(enter, "sort=title&blocks=0:100:11")
    assert [row["title"] for row in everything] == sorted((row["title"] for row in everything), key=str.lower)
    middle = rows(enter, "sort=title&blocks=3:4:11")
    assert [row["id"] for row in middle] == [row["id"] for row in everything[3:7]]
    last = rows(enter, "sort=title&blocks=9:2:11&near=" + f"8:{everything[8]['id']}")
    assert [row["id"] for row in last] == [row["id"] for row in everything[9:11]]


def test_several_groups_come_in_one_answer(enter: Enter, sqlite_world: World) -> None:
    first, second = (sqlite_world.users[login] for login in ("sales", "foreign"))
    found = rows(enter, f"group=owner&sort=title&blocks=0:2:4:={first};0:3:3:={second}")
    assert [row["owner"] for row in found] == [first] * 2 + [second] * 3


def test_the_ids_of_a_block_come_with_their_names(enter: Enter, sqlite_world: World) -> None:
    names = enter("sales").get("/grid/opportunities").get_json()["names"]
    assert names["owner"][str(sqlite_world.users["sales"])] == "Sara Vendi"
    assert str(sqlite_world.users["foreign"]) not in names["owner"], "nobody is named whom one does not see"


@pytest.mark.parametrize(
    "query",
    [
        "blocks=x", "blocks=0:100", "blocks=-1:100:100", f"blocks=0:{MOST_ROWS + 1}:1", "blocks=0:10:10:=1", "near=1:x",
        "blocks=" + ";".join(["0:1:1"] * (MOST_BLOCKS + 1)), "blocks=0:10:99999999999999999999",
    ],
)  # fmt: skip
def test_what_is_no_block_is_refused(query: str) -> None:
    with pytest.raises(MalformedInput):
        read_blocks(dict(part.split("=", 1) for part in query.split("&")), GridView())


def test_a_block_of_a_grouped_list_names_its_group() -> None:
    with pytest.raises(MalformedInput):
        read_blocks({"blocks": "0:10:10"}, GridView(group="stage"))


# ── Files ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_file_holds_the_columns_that_are_seen_in_their_order_with_the_rows_in_theirs(enter: Enter) -> None:
    query = "columns=title*,net,stage,owner&sort=-net&outcome=all&f.title=cutter"
    heading, *found = lines(enter, query)
    assert heading == ["Opportunity", "Net", "Stage", "Owner", "Currency"]
    seen = rows(enter, query.partition("&")[2] + "&blocks=0:2:2")
    assert [line[0] for line in found] == [row["title"] for row in seen] == ["Swiss cutter", "Cutter, lost"]
    assert found[0] == ["Swiss cutter", "33333.33", "Detailed offer", "Nico Vicino", "CHF"]


def test_the_workbook_holds_the_same(enter: Enter) -> None:
    query = "columns=title,probability,net,expected_order_on,idle&sort=title"
    answer = enter("executive").get(f"/export/grid.xlsx?{query}", buffered=True)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    heading, *found = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert heading == lines(enter, query)[0]
    assert [row[0] for row in found] == [line[0] for line in lines(enter, query)[1:]]
    assert all(isinstance(row[2], int | float) for row in found)


def test_groups_leave_the_file_as_it_is(enter: Enter) -> None:
    assert lines(enter, "group=owner&sort=title") == lines(enter, "sort=title")
    assert len(lines(enter, "")[0]) == len(COLUMNS)


@pytest.mark.parametrize("text", ["title,title", "password", "title,-net"])
def test_what_is_no_column_is_refused(text: str) -> None:
    with pytest.raises(BadFilter):
        read_columns(text)


# ── What is told beside the rows ───────────────────────────────────────────────────────────────────


def test_sums_groups_and_funnel_add_up(sqlite_database: Database, sqlite_world: World) -> None:
    found = told(sqlite_database, sqlite_world, "?group=stage")
    total = found["total"]
    for part in (found["groups"], found["funnel"]):
        assert sum(row["count"] for row in part) == total["count"] == 11
        assert abs(sum(row["net"] for row in part) - total["net"]) <= len(part)
    assert [group["label"] for group in found["groups"]][:2] == ["First contact", "Visit"]


def test_groups_of_probability_begin_with_the_surest(sqlite_database: Database, sqlite_world: World) -> None:
    labels = [group["label"] for group in told(sqlite_database, sqlite_world, "?group=probability")["groups"]]
    assert labels == ["90", "75", "50", "25", "10"]


def test_groups_by_month_follow_the_calendar(sqlite_database: Database, sqlite_world: World) -> None:
    groups = told(sqlite_database, sqlite_world, "?group=expected_order_on")["groups"]
    labels = [group["label"].replace(NBSP, " ") for group in groups]
    assert labels == ["Jul 2026", "Aug 2026", "Sept 2026", "Oct 2026", ""]


def test_the_address_comes_back_in_one_form(sqlite_database: Database, sqlite_world: World) -> None:
    found = told(sqlite_database, sqlite_world, "?f.title=pump&sort=-net&outcome=all&columns=title&profile=9")
    assert found["query"] == "outcome=all&sort=-net&f.title=pump"
    assert found["narrowed"]["title"]["text"] == "pump"


def test_how_many_are_said_in_words() -> None:
    with use_locale("en"):
        assert [result_text(count) for count in (1, 1234)] == ["1 opportunity", "1,234 opportunities"]


def test_a_default_profile_opens_the_grid_and_the_address_weighs_more(
    sqlite_database: Database, sqlite_world: World
) -> None:
    person = sqlite_world.principal("executive")
    with sqlite_database.write() as session:
        kept = grid_profiles.save(session, person, Draft("opportunities", "Mine", "me", LAYOUT, is_default=True))
    opened = told(sqlite_database, sqlite_world, "")
    assert (opened["profile"]["id"], opened["group"], opened["sorts"]) == (kept, "stage", [["title", False]])
    other = told(sqlite_database, sqlite_world, "?group=none&sort=-net")
    assert (other["group"], other["groups"], other["sorts"]) == ("", None, [["net", True]])
    assert told(sqlite_database, sqlite_world, "?profile=0")["profile"] is None


# ── Profiles and changes of many, as the browser asks ──────────────────────────────────────────────


def test_a_profile_that_is_refused_says_why(sqlite_database: Database, sqlite_world: World) -> None:
    with use_locale("en"):
        wish = profiles.Action(1, "save", name="Ours", audience="everyone", layout=LAYOUT)
        refused = profiles.perform(sqlite_database, sqlite_world.principal("sales"), wish)
        kept = profiles.perform(sqlite_database, sqlite_world.principal("manager"), wish)
        assert (refused["ok"], bool(refused["message"]), kept["ok"]) == (False, True, True)
        gone = profiles.Action(2, "delete", id=kept["id"])
        assert profiles.perform(sqlite_database, sqlite_world.principal("manager"), gone)["ok"]


def act(database: Database, world: World, kind: Any, search: str = "", **more: Any) -> dict[str, Any]:
    action = bulk.Action(1, f"key of {kind}", kind, What.ORDER_ON, on=TODAY, **more)
    with use_locale("en"):
        return bulk.perform(database, world.principal("sales"), search, action)


def test_a_change_of_many_is_told_done_and_taken_back(sqlite_database: Database, sqlite_world: World) -> None:
    ids = [sqlite_world.opportunities[key] for key in ("press", "robot", "south")]
    chosen = [(id_, 1) for id_ in ids]
    preview = act(sqlite_database, sqlite_world, "preview", rows=chosen)
    assert preview["lines"][0] == "2 opportunities change."
    assert preview["lines"][1].startswith("1 refused:")
    done = act(sqlite_database, sqlite_world, "change", rows=chosen)
    assert (done["ok"], done["lines"][0], len(done["event_ids"])) == (True, "2 opportunities changed.", 2)
    undone = act(sqlite_database, sqlite_world, "undo", event_ids=done["event_ids"])
    assert undone["lines"] == ["2 opportunities are as before."]


def test_all_of_a_list_are_those_of_its_address(sqlite_database: Database, sqlite_world: World) -> None:
    narrowed = act(sqlite_database, sqlite_world, "preview", "?f.title=press")
    assert (narrowed["count"], narrowed["lines"]) == (1, ["1 opportunity changes."])


def test_a_change_that_is_refused_for_all_is_no_change(sqlite_database: Database, sqlite_world: World) -> None:
    refused = act(sqlite_database, sqlite_world, "change", rows=[(sqlite_world.opportunities["alpine"], 1)])
    assert refused["ok"] is False
    assert refused["message"].startswith("1 refused:")


@pytest.mark.parametrize(("code", "said"), [("en", "Open"), ("es", "Abierta"), ("it", "Aperta")])
def test_open_is_a_state_here_and_no_command(code: str, said: str) -> None:
    with use_locale(code):
        assert outcome_names()["open"] == said
