"""Summary tables: kept by triggers, compared with what they sum up, rebuilt, and set aside for bulk loads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, cast, delete, except_, func, insert, select, text
from sqlalchemy.orm import Session

from data.schema import Base
from data.schema.opportunity import Opportunity, OpportunityTotal

KEY = (
    OpportunityTotal.company_id,
    OpportunityTotal.outcome,
    OpportunityTotal.probability_id,
    OpportunityTotal.opportunity_type_id,
    OpportunityTotal.owner_id,
    OpportunityTotal.team_id,
    OpportunityTotal.stage_id,
    OpportunityTotal.stated_percent,
    OpportunityTotal.currency_code,
)
SUMS = (OpportunityTotal.row_count, OpportunityTotal.net_minor, OpportunityTotal.net_percent_minor)
LOADED = ("opportunity", "contact")
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A key whose sums are not those of the opportunities; None where there is no row."""

    key: Row
    kept: Row | None
    true: Row | None


def rebuild(session: Session) -> None:
    """Fill the totals anew from the opportunities."""
    session.execute(delete(OpportunityTotal))
    session.execute(insert(OpportunityTotal).from_select([column.key for column in (*KEY, *SUMS)], true_totals()))


def differences(session: Session) -> list[Difference]:
    """Return every key at which the totals differ from the opportunities; none is how it must be."""
    kept = select(*KEY, *SUMS)
    true = true_totals()
    wrong = {row[: len(KEY)]: row[len(KEY) :] for row in _rows(session, except_(kept, true))}
    right = {row[: len(KEY)]: row[len(KEY) :] for row in _rows(session, except_(true, kept))}
    return [Difference(key, wrong.get(key), right.get(key)) for key in sorted(wrong.keys() | right.keys())]


def true_totals() -> Select[*tuple[Any, ...]]:
    """Return the query that computes the totals from the opportunities themselves."""
    key = (
        Opportunity.company_id,
        Opportunity.outcome,
        Opportunity.probability_id,
        Opportunity.opportunity_type_id,
        Opportunity.owner_id,
        func.coalesce(Opportunity.team_id, 0),
        Opportunity.stage_id,
        Opportunity.stated_percent,
        Opportunity.currency_code,
    )
    return select(
        *key,
        func.count(),
        # PostgreSQL sums 64-bit numbers into NUMERIC.
        cast(func.sum(Opportunity.net_minor), BigInteger),
        cast(func.sum(Opportunity.net_minor * Opportunity.stated_percent), BigInteger),
    ).group_by(*key)


@contextmanager
def without_triggers(session: Session) -> Iterator[None]:
    """Load many opportunities or contacts: triggers rest within, then totals, text and statistics are made anew.

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
    triggers = session.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('opportunity', 'contact')")
    ).all()
    for name, _ in triggers:
        session.execute(text(f'DROP TRIGGER "{name}"'))
    learn = [f"INSERT INTO {table}_text({table}_text) VALUES ('rebuild')" for table in LOADED]  # noqa: S608  names of our own tables
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


def _rows(session: Session, statement: Any) -> list[Row]:
    return [tuple(row) for row in session.execute(statement)]
