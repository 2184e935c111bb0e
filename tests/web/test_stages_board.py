"""The Stages board's door: what an address is answered with, what a drop brings along, and what is remembered."""

import uuid
from typing import Any

import pytest
from sqlalchemy import delete

from components.board_stages import STAGE_CARD_FIELDS
from data.queries.preferences import preference
from data.schema.opportunity import Opportunity
from data.schema.pipeline import Pipeline, Stage, StageMove, StageRole, StageTask
from data.session import Database
from domain.access import Role
from domain.errors import BadFilter
from tests.world import World
from web import boards
from web.boards import HABIT, Action, PageRequest, StagesView
from workflow.preferences import prefer

PERCENT, TASKS = STAGE_CARD_FIELDS.index("percent"), STAGE_CARD_FIELDS.index("open_tasks")


def board_of(database: Database, world: World, login: str = "country_manager", query: str = "") -> dict[str, Any]:
    """Return what the board is drawn from."""
    with database.read() as reading:
        return boards.payload(reading, StagesView.of(reading, world.principal(login), query))


def column(payload: dict[str, Any], key: str) -> dict[str, Any]:
    """Return one column."""
    found: dict[str, Any] = next(one for one in payload["columns"] if one["key"] == key)
    return found


def key_of(world: World, place: int, pipeline: str = "new") -> str:
    """Return the name of the column of a stage."""
    return f"s{world.stages[pipeline, place]}"


def dropped(database: Database, world: World, to: str, login: str = "sales", **answers: Any) -> dict[str, Any]:
    """Let the press go on a column and return what the browser is answered."""
    with database.read() as reading:
        version = reading.get_one(Opportunity, world.opportunities["press"]).version
    action = Action(
        seq=1, request_key=str(uuid.uuid4()), kind="move", card=world.opportunities["press"], version=version, to=to,
        **answers,
    )  # fmt: skip
    query = f"?pipeline={world.pipelines['new']}"
    return boards.perform(database, world.principal(login), query, action, StagesView)[0]


def a_task(database: Database, world: World, place: int) -> int:
    """Give a stage a mandatory task."""
    with database.write() as session:
        task = StageTask(stage_id=world.stages["new", place], name="Technical review", mandatory=True)
        session.add(task)
        session.flush()
        return task.id


def test_the_board_shows_one_pipeline_by_stage_with_what_its_cards_say(
    sqlite_database: Database, sqlite_world: World
) -> None:
    task = a_task(sqlite_database, sqlite_world, 3)
    payload = board_of(sqlite_database, sqlite_world, query=f"?pipeline={sqlite_world.pipelines['new']}")
    assert payload["fields"] == list(STAGE_CARD_FIELDS)
    assert payload["sort"] == "stay"
    assert [one["label"] for one in payload["columns"]] == [
        "Lost", "First contact", "Visit", "Budget", "Detailed offer", "Final offer", "Accepted", "Won",
    ]  # fmt: skip
    stage = column(payload, key_of(sqlite_world, 3))
    assert (stage["colour"], stage["glyph"], stage["usual_percent"]) == ("detailed", 3, 75)
    assert {(row[PERCENT], row[TASKS]) for row in stage["cards"]} == {(50, str(task))}
    assert stage["facts"]["onward"] is None  # too few stays to say
    assert payload["flow"]["tasks"] == {str(sqlite_world.stages["new", 3]): [[task, "Technical review"]]}


def test_the_address_chooses_the_pipeline_and_without_it_the_usual_one_is_shown(
    sqlite_database: Database, sqlite_world: World
) -> None:
    with sqlite_database.read() as reading:
        principal = sqlite_world.principal("country_manager")  # who owns one renewal and nothing else
        usual = StagesView.of(reading, principal, "")
        other = StagesView.of(reading, principal, f"?pipeline={sqlite_world.pipelines['new']}")
        assert usual.choice.chosen == usual.choice.usual == str(sqlite_world.pipelines["renewal"])
        assert (other.choice.chosen, other.choice.usual) == (str(sqlite_world.pipelines["new"]), usual.choice.usual)
        assert [(one.label, one.count) for one in usual.choice.choices] == [("New business", 5), ("Renewals", 3)]
        with pytest.raises(BadFilter):
            StagesView.of(reading, principal, "?pipeline=99")


def test_an_order_of_the_other_board_is_the_usual_one_here(sqlite_database: Database, sqlite_world: World) -> None:
    assert board_of(sqlite_database, sqlite_world, query="?sort=age")["sort"] == "stay"
    assert board_of(sqlite_database, sqlite_world, query="?sort=net")["sort"] == "net"
    with pytest.raises(BadFilter):
        board_of(sqlite_database, sqlite_world, query="?sort=name")


def test_listed_moves_travel_by_column_and_none_listed_means_all(
    sqlite_database: Database, sqlite_world: World
) -> None:
    query = f"?pipeline={sqlite_world.pipelines['new']}"
    assert board_of(sqlite_database, sqlite_world, query=query)["flow"]["moves"] is None
    here, there, won = (sqlite_world.stages["new", place] for place in (0, 1, "won"))
    with sqlite_database.write() as session:
        session.add_all(StageMove(from_stage_id=here, to_stage_id=target) for target in (there, won))
    moves = board_of(sqlite_database, sqlite_world, query=query)["flow"]["moves"]
    assert sorted(moves[f"s{here}"]) == sorted([f"s{there}", "won"])
    assert moves[f"s{there}"] == []
    with sqlite_database.write() as session:
        session.execute(delete(StageMove).where(StageMove.to_stage_id == won))
    assert board_of(sqlite_database, sqlite_world, query=query)["flow"]["moves"][f"s{here}"] == [f"s{there}"]


def test_an_export_of_the_board_holds_its_stages_and_nothing_else(
    sqlite_database: Database, sqlite_world: World
) -> None:
    with sqlite_database.write() as session:
        session.add(StageRole(stage_id=sqlite_world.stages["new", 5], role=Role.ADMINISTRATOR.value))
    query = board_of(sqlite_database, sqlite_world, query=f"?pipeline={sqlite_world.pipelines['new']}")["flow"]["query"]
    shown = [str(sqlite_world.stages["new", place]) for place in (0, 1, 2, 3, 4, "won", "lost")]
    assert query == f"stage={','.join(sorted(shown, key=int))}"


def test_more_cards_say_as_much_as_the_first(sqlite_database: Database, sqlite_world: World) -> None:
    request = PageRequest(seq=1, rev=1, column=key_of(sqlite_world, 3), cursor=["first"])
    with sqlite_database.read() as reading:
        view = StagesView.of(reading, sqlite_world.principal("sales"), f"?pipeline={sqlite_world.pipelines['new']}")
        page = boards.more(reading, view, request)
    assert [row[PERCENT] for row in page["cards"]] == [50, 50]


def test_a_drop_answers_with_the_fresh_card_and_all_facts(sqlite_database: Database, sqlite_world: World) -> None:
    ack = dropped(sqlite_database, sqlite_world, key_of(sqlite_world, 4))
    assert (ack["ok"], ack["column"], ack["card"][PERCENT]) == (True, key_of(sqlite_world, 4), 50)
    assert ack["event_id"]
    assert all("facts" in one for one in ack["columns"] if one["key"] not in {"won", "lost"})


def test_an_open_task_refuses_the_drop_and_names_it_until_it_comes_ticked_off(
    sqlite_database: Database, sqlite_world: World
) -> None:
    task = a_task(sqlite_database, sqlite_world, 3)
    refused = dropped(sqlite_database, sqlite_world, key_of(sqlite_world, 4))
    assert (refused["ok"], refused["column"]) == (False, key_of(sqlite_world, 3))
    assert "Technical review" in refused["message"]
    assert dropped(sqlite_database, sqlite_world, key_of(sqlite_world, 4), tasks=[task])["ok"]


def test_more_tasks_than_a_stage_can_have_are_refused(sqlite_database: Database, sqlite_world: World) -> None:
    ack = dropped(sqlite_database, sqlite_world, key_of(sqlite_world, 4), tasks=list(range(51)))
    assert (ack["ok"], ack["column"]) == (False, key_of(sqlite_world, 3))


@pytest.mark.parametrize(
    ("habit", "answers", "percent", "afterwards"),
    [
        ("", {}, 75, ""),
        ("", {"probability": "set"}, 90, ""),
        ("", {"probability": "keep"}, 75, ""),
        ("", {"probability": "set", "remember": True}, 90, "always"),
        ("", {"probability": "keep", "remember": True}, 75, "never"),
        ("always", {}, 90, "always"),
        ("never", {}, 75, "never"),
        ("always", {"probability": "keep"}, 75, "always"),
    ],
)
def test_the_stage_sets_its_usual_probability_as_answered_or_as_remembered(
    sqlite_database: Database, sqlite_world: World, habit: str, answers: dict[str, Any], percent: int, afterwards: str
) -> None:
    principal = sqlite_world.principal("sales")
    with sqlite_database.write() as session:
        press = session.get_one(Opportunity, sqlite_world.opportunities["press"])
        press.probability_id, press.stated_percent = sqlite_world.probabilities[75], 75  # as is usual in its stage
        if habit:
            prefer(session, principal, HABIT, habit)
    ack = dropped(sqlite_database, sqlite_world, key_of(sqlite_world, 4), **answers)
    assert (ack["ok"], ack["card"][PERCENT]) == (True, percent)
    with sqlite_database.read() as reading:
        assert preference(reading, principal, HABIT) == afterwards
    told = board_of(sqlite_database, sqlite_world, "sales")["flow"]["habit"]
    assert told == (afterwards or "ask")


def test_a_probability_that_a_person_typed_stays_whatever_the_habit(
    sqlite_database: Database, sqlite_world: World
) -> None:
    ack = dropped(sqlite_database, sqlite_world, key_of(sqlite_world, 4), probability="set", remember=True)
    assert (ack["ok"], ack["card"][PERCENT]) == (True, 50)


def test_a_pipeline_without_opportunities_shows_its_empty_columns_and_no_first_run(
    sqlite_database: Database, sqlite_world: World
) -> None:
    with sqlite_database.write() as session:
        pipeline = Pipeline(code="PROJECTS", description="Projects")
        session.add(pipeline)
        session.flush()
        session.add(Stage(pipeline_id=pipeline.id, code="IDEA", name="Idea", sort_order=1))
        query = f"?pipeline={pipeline.id}"
    with sqlite_database.read() as reading:
        view = StagesView.of(reading, sqlite_world.principal("country_manager"), query)
        assert view.is_new_pipeline
        found = StagesView.of(reading, sqlite_world.principal("country_manager"), f"{query}&q=press")
        assert not found.is_new_pipeline, "a filter may hide something"
