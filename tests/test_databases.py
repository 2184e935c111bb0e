"""The databases of the tests: real, migrated, and of one test alone."""

import pytest
from sqlalchemy import func, insert, inspect, select

from data.migrate import current, head
from data.schema.company import Currency
from data.session import Database


def test_every_test_begins_at_the_newest_migration(database: Database) -> None:
    assert current(database.url) == head()


@pytest.mark.parametrize("_turn", ["first", "second"])
def test_what_one_test_writes_no_other_sees(database: Database, _turn: str) -> None:
    with database.write() as session:
        session.execute(insert(Currency), [{"code": "XTS", "name": "Test", "exponent": 2}])
    with database.read() as session:
        assert session.scalar(select(func.count()).where(Currency.code == "XTS")) == 1


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    fresh = Database(empty_database_url)
    with fresh.read() as session:
        assert inspect(session.connection()).get_table_names() == []
    fresh.dispose()
