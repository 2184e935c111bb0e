"""Text search finds what people type, on both engines alike."""

import pytest
from sqlalchemy import insert, select, text, update

from data import text_search
from data.check import check
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.session import Database
from data.summary import without_triggers
from data.text_search import found_opportunities, matching_contacts, matching_opportunities
from tests.world import World


def found(database: Database, words: str) -> set[str]:
    """Search in every way there is: all must agree."""
    answers = []
    with database.read() as session:
        ways = [matching_opportunities(database.dialect, words), found_opportunities(session, words)]
        ways += [found_opportunities(session, words, in_order=True), text_search._row_holds(database.dialect, words)]
        for way in ways:
            query = select(Opportunity.title).outerjoin(Contact, Contact.id == Opportunity.contact_id).where(way)
            answers.append(sorted(session.scalars(query)))
    assert answers == answers[:1] * len(ways)
    return set(answers[0])


def named(database: Database, words: str) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Contact.name).where(matching_contacts(database.dialect, words))))


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("cutter", {"Swiss cutter", "Cutter, lost"}),
        ("CUTTER", {"Swiss cutter", "Cutter, lost"}),
        ("swiss cut", {"Swiss cutter"}),
        ("ff", set()),
        ("hy", {"Hydraulic press"}),
        ("of", {"Hydraulic press", "Robot cell", "Conveyor"}),
        ("officine robot", {"Robot cell"}),
        ("beta", {"Silent pump", "Amount unknown", "Old lathe"}),
        ("100%", set()),
        ("%", set()),
        ("_", set()),
        ('"', set()),
        ('"quo"te*', set()),
        ("body's", {"Nobody's team"}),
        ("title:cutter", set()),
        ("a AND b", set()),
        ("alpen cab", {"Cable car"}),
        ("al ca werk", {"Cable car"}),
        ("delta sud south", {"South line"}),
    ],
)
def test_every_word_must_occur_in_title_number_or_contact(
    database: Database, world: World, words: str, titles: set[str]
) -> None:
    assert found(database, words) == titles


def test_the_empty_text_narrows_nothing(database: Database, world: World) -> None:
    assert len(found(database, "  ")) == len(world.opportunities)


def test_numbers_are_found_by_their_beginning_and_their_middle(database: Database, world: World) -> None:
    with database.read() as session:
        number, title = session.execute(select(Opportunity.number, Opportunity.title).limit(1)).one()
    assert title in found(database, number[:2])
    assert title in found(database, number[1:])


def test_letters_beyond_ascii_are_found_in_either_case(database: Database, world: World) -> None:
    with database.write() as session:
        session.execute(
            update(Opportunity).where(Opportunity.title == "Robot cell").values(title="Äolische Maschine Ørsted")
        )
    for words in ("äo", "Äo", "äolisch", "ÄOLISCH", "ørst"):
        assert found(database, words) == {"Äolische Maschine Ørsted"}, words


def test_a_renamed_contact_is_found_by_its_new_name_only(database: Database, world: World) -> None:
    with database.write() as session:
        session.execute(update(Contact).where(Contact.name == "Alpen Werk").values(name="Gletscher AG"))
    assert found(database, "alpen") == set()
    assert "Cable car" in found(database, "gletscher")
    assert named(database, "gl tsche") == ["Gletscher AG"]
    assert named(database, "ag glet") == [], "a short word is a beginning, and “ag” begins no name"


def test_an_opportunity_that_changes_its_contact_is_found_by_the_new_one(database: Database, world: World) -> None:
    with database.write() as session:
        moved = update(Opportunity).where(Opportunity.title == "Robot cell")
        session.execute(moved.values(contact_id=world.contacts["Alpen Werk"]))
        session.execute(update(Opportunity).where(Opportunity.title == "Silent pump").values(contact_id=None))
    assert found(database, "alpen robot") == {"Robot cell"}
    assert found(database, "officine robot") == set()
    assert found(database, "silent") == {"Silent pump"}
    assert found(database, "silent beta") == set()
    with database.read() as session:
        assert check(session) == []


def test_a_frequent_word_is_not_fetched_whole(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = found(database, "officine")
    monkeypatch.setattr(text_search, "FEW", 2)
    assert found(database, "officine") == rare
    with database.read() as session:
        found_opportunities(session, "officine")
        assert session.info["found_opportunities"] == {"officine": None}


def test_what_a_bulk_load_brought_is_found(database: Database, world: World) -> None:
    with database.write() as session, without_triggers(session):
        session.execute(
            insert(Contact),
            [{"company_id": world.companies["IT"], "name": f"Zephyr {number}"} for number in range(3)],
        )
        session.execute(update(Opportunity).where(Opportunity.title == "Robot cell").values(title="Windmill"))
    assert found(database, "windmill") == {"Windmill"}
    assert found(database, "robot") == set()
    assert len(named(database, "zephyr")) == 3


def test_searching_on_sqlite_reads_no_table_whole(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        for words in ("hy", "hydraulic"):
            condition = matching_opportunities("sqlite", words)
            statement = (
                select(Opportunity.id)
                .where(condition)
                .compile(sqlite_database.engine, compile_kwargs={"literal_binds": True})
            )
            plan = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
            assert not [step for step in plan if step.startswith("SCAN") and "VIRTUAL" not in step], plan
