"""Summary tables: kept by triggers, compared with what they sum up, rebuilt, and set aside for bulk loads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, cast, delete, except_, func, insert, select, text
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity, OpportunityTotal

KEY = (
    OpportunityTotal.company_id,
    OpportunityTotal.outcome,
    OpportunityTotal.probability_id,
    OpportunityTotal.opportunity_type_id,
    OpportunityTotal.owner_id,
    OpportunityTotal.team_id,
    OpportunityTotal.stage_id,
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

    Meant for loads that are large beside what is there. All in the session's transaction: an error leaves the session
    to be rolled back, which brings everything back as it was.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    triggers = _drop_sqlite(session, "trigger") if sqlite else []
    if not sqlite:
        _switch_postgresql(session, "DISABLE")
    yield
    session.flush()
    rebuild(session)
    if sqlite:
        for table in LOADED:
            session.execute(text(f"INSERT INTO {table}_text({table}_text) VALUES ('rebuild')"))  # noqa: S608  a constant
        for statement in triggers:
            session.connection().exec_driver_sql(statement)
    else:
        _switch_postgresql(session, "ENABLE")
    refresh_statistics(session)


def refresh_statistics(session: Session) -> None:
    """Let the planner look at the data again; wise after anything large."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA analysis_limit=1000"))
    session.execute(text("ANALYZE"))


def _drop_sqlite(session: Session, kind: str) -> list[str]:
    found = session.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = :kind AND tbl_name IN ('opportunity', 'contact')"),
        {"kind": kind},
    ).all()
    for name, _ in found:
        session.execute(text(f'DROP {kind} "{name}"'))
    return [sql for _, sql in found]


def _switch_postgresql(session: Session, what: str) -> None:
    for table in LOADED:
        session.execute(text(f"ALTER TABLE {table} {what} TRIGGER USER"))


def _rows(session: Session, statement: Any) -> list[Row]:
    return [tuple(row) for row in session.execute(statement)]
