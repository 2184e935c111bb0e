"""The check finds what is wrong, says it in a sentence, and is silent when all is well."""

import pytest
from sqlalchemy import text

from data.check import MOST, check
from data.engine import sqlite_path
from data.session import Database
from tests.world import World

WRONGS = [
    (
        "UPDATE opportunity SET amounts_from_lines = true WHERE title = 'Hydraulic press'",
        "its lines add up to",
    ),
    (
        "UPDATE opportunity SET stage_id = (SELECT max(id) FROM stage) WHERE title = 'Hydraulic press'",
        "which belongs to another pipeline",
    ),
    (
        "UPDATE opportunity SET closed_on = '2020-01-31' WHERE title = 'Old lathe'",
        "was closed on 2020-01-31, before it was created on",
    ),
    (
        ("UPDATE opportunity SET closing_reason_id = (SELECT id FROM closing_reason WHERE sign = -1 LIMIT 1)"
        " WHERE title = 'Conveyor'"),
        "explains the opposite",
    ),
    (
        ("INSERT INTO stage_history (id, opportunity_id, pipeline_id, stage_id, stated_percent, net_minor, entered_at)"
        " SELECT 9000 + n, o.id, o.pipeline_id, o.stage_id, 10, 0, '2026-01-01'"
        " FROM opportunity o, (SELECT 1 AS n UNION ALL SELECT 2) numbers WHERE title = 'Robot cell'"),
        "stages at once",
    ),
    (
        "UPDATE opportunity SET number = ' ' WHERE title = 'Robot cell'",
        "The opportunity “Robot cell” of IT has no number.",
    ),
    (
        "UPDATE sales_order SET invoiced_minor = net_minor + 1",
        "is invoiced with",
    ),
    (
        "UPDATE opportunity_total SET net_minor = net_minor + 1 WHERE outcome = 'won'",
        "The board's totals for",
    ),
]  # fmt: skip


def test_nothing_is_wrong_with_the_known_company(database: Database, world: World) -> None:
    with database.read() as session:
        assert [str(finding) for finding in check(session)] == []


@pytest.mark.parametrize(("wrong", "said"), WRONGS, ids=[said for _, said in WRONGS])
def test_each_wrong_is_found_and_said(database: Database, world: World, wrong: str, said: str) -> None:
    with database.write() as session:
        session.execute(text(wrong))
    with database.read() as session:
        sentences = [str(finding) for finding in check(session)]
    assert sentences
    assert all(said in sentence for sentence in sentences), sentences


def test_numbers_that_look_the_same_are_found(database: Database, world: World) -> None:
    with database.write() as session:
        session.execute(text("UPDATE opportunity SET number = 'Same-1' WHERE title = 'Robot cell'"))
        session.execute(text("UPDATE opportunity SET number = 'SAME-1 ' WHERE title = 'Silent pump'"))
    with database.read() as session:
        (finding,) = check(session)
    assert str(finding) == "Two opportunities of IT have the same number, written “Same-1” and “SAME-1 ”."


def test_many_of_a_kind_are_counted(database: Database, world: World) -> None:
    with database.write() as session:
        session.execute(
            text("UPDATE opportunity SET created_on = '2030-01-01', closed_on = '2029-01-01' WHERE outcome <> 'open'")
        )
        for copy in range(MOST // 4):
            session.execute(
                text(
                    "INSERT INTO opportunity (number, title, opportunity_type_id, owner_id, pipeline_id, stage_id,"
                    " probability_id, stated_percent, outcome, currency_code, gross_minor, discount_minor, net_minor,"
                    " net_base_minor, amounts_from_lines, amount_known, created_on, closed_on, company_id, version,"
                    " created_at, updated_at)"
                    f" SELECT '{copy}/' || number, title, opportunity_type_id, owner_id, pipeline_id, stage_id,"
                    " probability_id, stated_percent, outcome, currency_code, gross_minor, discount_minor, net_minor,"
                    " net_base_minor, false, amount_known, created_on, closed_on, company_id, version,"
                    f" created_at, updated_at FROM opportunity WHERE outcome <> 'open' AND number NOT LIKE '%/%'"
                )
            )
        count = session.execute(text("SELECT count(*) FROM opportunity WHERE outcome <> 'open'")).scalar_one()
    with database.read() as session:
        sentences = [str(finding) for finding in check(session)]
    assert len(sentences) == MOST + 1
    assert sentences[-1] == f"… and {count - MOST} more of this kind."


def test_rows_that_point_nowhere_and_a_text_index_that_lies_are_found(sqlite_database: Database) -> None:
    path = sqlite_path(sqlite_database.url)
    assert path is not None
    with sqlite_database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("INSERT INTO user_team (user_id, team_id) VALUES (41, 42)")
        driver.execute("INSERT INTO contact_text (rowid, name) VALUES (7, 'nobody')")
        connection.invalidate()
    with sqlite_database.read() as session:
        sentences = {str(finding) for finding in check(session)}
    assert sentences == {
        "Row 1 of user_team points to a row of user_account that does not exist.",
        "Row 1 of user_team points to a row of team that does not exist.",
        "The text search of contact does not fit its rows.",
    }


def test_a_damaged_file_is_found(sqlite_database: Database) -> None:
    path = sqlite_path(sqlite_database.url)
    assert path is not None
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_contact_place'"
        ).scalar_one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    sqlite_database.dispose()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : (page - 1) * size + 8] = b"\xff" * 8
    path.write_bytes(content)
    with sqlite_database.read() as session:
        assert any("The database file is damaged" in str(finding) for finding in check(session))
