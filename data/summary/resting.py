"""Bulk loads: triggers and indexes rest while many rows come, then everything they keep is made anew."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.schema import Base
from data.schema.opportunity import Opportunity
from data.summary.keeping import rebuild

SEARCHED = ("opportunity", "contact")
LOADED = (*SEARCHED, "opportunity_line", "stage_history", "sales_order", "invoice", "company")


@contextmanager
def without_triggers(session: Session) -> Iterator[None]:
    """Load many opportunities, contacts or documents: triggers rest within, then totals, text and statistics are made anew.

    Meant for loads that are large beside what is there; where there is nothing yet, indexes are made afterwards too.
    All in the session's transaction: an error leaves the session to be rolled back, which brings back what rested.
    """
    indexes = [] if session.scalar(select(Opportunity.id).limit(1)) else _drop_indexes(session)
    wake = _rest_sqlite(session) if _is_sqlite(session) else _rest_postgresql(session)
    yield
    session.flush()
    for statement in (*indexes, *wake):
        session.connection().exec_driver_sql(statement)
    rebuild(session)
    refresh_statistics(session)


def refresh_statistics(session: Session) -> None:
    """Let the planner look at the data again; wise after anything large."""
    if _is_sqlite(session):
        session.execute(text("PRAGMA analysis_limit=1000"))
    session.execute(text("ANALYZE"))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _rest_sqlite(session: Session) -> list[str]:
    """Drop the triggers and return what makes the text search anew and then brings them back."""
    found = session.execute(text("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'"))
    triggers = [(name, sql) for name, sql, table in found if table in LOADED]
    for name, _ in triggers:
        session.execute(text(f'DROP TRIGGER "{name}"'))
    learn = [f"INSERT INTO {table}_text({table}_text) VALUES ('rebuild')" for table in SEARCHED]  # noqa: S608  names of our own tables
    return [*learn, *(sql for _, sql in triggers)]


def _rest_postgresql(session: Session) -> list[str]:
    session.execute(text("SET LOCAL statement_timeout = 0"))
    for table in LOADED:
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in LOADED]


def _drop_indexes(session: Session) -> list[str]:
    """Drop the indexes that only serve reading and return the statements that make them again."""
    if _is_sqlite(session):
        query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'"
    else:
        query = (
            "SELECT indexname, tablename, indexdef FROM pg_indexes"
            " WHERE schemaname = current_schema() AND indexdef LIKE 'CREATE INDEX%'"
        )
    found = [row for row in session.execute(text(query)).all() if row[1] in Base.metadata.tables]
    for name, _, _ in found:
        session.execute(text(f'DROP INDEX "{name}"'))
    return [sql for _, _, sql in found]
