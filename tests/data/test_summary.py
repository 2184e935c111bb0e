"""The summary tables equal what they sum up, after any history of changes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity, OpportunityTotal
from data.session import Database
from data.summary import Difference, differences, rebuild, without_triggers
from tests.world import World

Change = tuple[Any, ...]


class LoadFailed(Exception):
    """What may go wrong in the middle of a load."""


def rows_for(world: World, count: int, **values: object) -> list[dict[str, object]]:
    return [
        {
            "company_id": world.companies["IT"],
            "number": f"X-{number}",
            "title": f"Trial {number}",
            "opportunity_type_id": world.types["new"],
            "owner_id": world.users["sales"],
            "team_id": world.teams["NORTH"],
            "pipeline_id": world.pipelines["new"],
            "stage_id": world.stages["new", 0],
            "probability_id": world.probabilities[25],
            "stated_percent": 25,
            "outcome": "open",
            "currency_code": "EUR",
            "gross_minor": 1_000 + number,
            "net_minor": 1_000 + number,
            "created_on": date(2026, 1, 1),
        }
        | values
        for number in range(count)
    ]


def test_the_known_company_is_summed_up_truly(database: Database, world: World) -> None:
    with database.read() as session:
        assert differences(session) == []
        assert session.scalar(select(func.sum(OpportunityTotal.row_count))) == len(world.opportunities)


AMOUNTS = st.integers(min_value=-(10**15), max_value=10**15)
PLACES = st.integers(min_value=0, max_value=4)
CHANGES = st.one_of(
    st.tuples(st.just("insert"), AMOUNTS, PLACES, st.integers(0, 100)),
    st.tuples(st.just("move"), PLACES, st.sampled_from([0, 10, 25, 50, 75, 90, 100])),
    st.tuples(st.just("amount"), PLACES, AMOUNTS),
    st.tuples(st.just("close"), PLACES, st.sampled_from(["won", "lost", "cancelled"])),
    st.tuples(st.just("reopen"), PLACES),
    st.tuples(st.just("team"), PLACES, st.sampled_from(["NORTH", "SOUTH", None])),
    st.tuples(st.just("owner"), st.sampled_from(["sales", "colleague", "manager"])),
    st.tuples(st.just("currency"), PLACES, st.sampled_from(["EUR", "CHF", "JPY"])),
    st.tuples(st.just("delete"), PLACES),
    st.tuples(st.just("delete all")),
)


def apply(session: Session, world: World, number: int, change: Change) -> None:
    """Change what the example says: one row in five by its place, or all at once."""
    verb, *details = change
    some = Opportunity.number.like("X-%") & (func.length(Opportunity.title) % 5 == details[0] if details else True)
    changed: dict[str, Callable[[], dict[str, object]]] = {
        "move": lambda: {"probability_id": world.probabilities[details[1]], "stated_percent": details[1]},
        "amount": lambda: {"gross_minor": details[1], "net_minor": details[1]},
        "close": lambda: {"outcome": details[1], "closed_on": date(2026, 2, 1)},
        "reopen": lambda: {"outcome": "open", "closed_on": None},
        "team": lambda: {"team_id": world.teams[details[1]] if details[1] else None},
        "owner": lambda: {"owner_id": world.users[details[0]]},
        "currency": lambda: {"currency_code": details[1]},
    }
    if verb == "insert":
        amount, place, percent = details
        row = {"number": f"X-{number}", "title": "t" * (5 + place), "stated_percent": percent}
        session.execute(insert(Opportunity), rows_for(world, 1, **row, gross_minor=amount, net_minor=amount))
    elif verb == "delete":
        session.execute(delete(Opportunity).where(some), execution_options={"synchronize_session": False})
    elif verb == "delete all":
        session.execute(
            delete(Opportunity).where(Opportunity.number.like("X-%")), execution_options={"synchronize_session": False}
        )
    else:
        where = Opportunity.number.like("X-%") if verb == "owner" else some
        session.execute(
            update(Opportunity).where(where).values(**changed[verb]()), execution_options={"synchronize_session": False}
        )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGES, max_size=25))
def test_after_any_history_the_summary_equals_the_opportunities(
    database: Database, world: World, changes: list[Change]
) -> None:
    with database.read() as session:  # which leaves nothing behind
        for number, change in enumerate(changes):
            apply(session, world, number, change)
        assert differences(session) == []
        assert session.scalar(select(func.count()).where(OpportunityTotal.row_count <= 0)) == 0


def test_a_difference_is_found_and_a_rebuild_cures_it(database: Database, world: World) -> None:
    with database.write() as session:
        first = session.execute(select(OpportunityTotal).limit(1)).scalar_one()
        kept = (first.row_count, first.net_minor, first.net_percent_minor)
        first.net_minor += 1
        session.flush()
        (found,) = differences(session)
        assert isinstance(found, Difference)
        assert found.true == kept
        rebuild(session)
        assert differences(session) == []


def test_a_bulk_load_rests_the_triggers_and_leaves_true_totals(database: Database, world: World) -> None:
    with database.write() as session, without_triggers(session):
        before = session.scalar(select(func.sum(OpportunityTotal.row_count)))
        session.execute(insert(Opportunity), rows_for(world, 500))
        assert session.scalar(select(func.sum(OpportunityTotal.row_count))) == before
    with database.write() as session:
        assert differences(session) == []
        session.execute(update(Opportunity).where(Opportunity.number == "X-7").values(net_minor=5, gross_minor=5))
        assert differences(session) == [], "the triggers are back"


def test_a_bulk_load_that_fails_leaves_everything_as_it_was(database: Database, world: World) -> None:
    def load() -> None:
        with database.write() as session, without_triggers(session):
            session.execute(insert(Opportunity), rows_for(world, 5))
            raise LoadFailed

    with pytest.raises(LoadFailed):
        load()
    with database.write() as session:
        assert session.scalar(select(func.count()).select_from(Opportunity)) == len(world.opportunities)
        session.execute(insert(Opportunity), rows_for(world, 2))
        assert differences(session) == []


@pytest.mark.parametrize("log", ["event", "audit"])
@pytest.mark.parametrize("change", ["UPDATE {log} SET at = at", "DELETE FROM {log}"])
def test_the_logs_only_grow(database: Database, world: World, log: str, change: str) -> None:
    with database.write() as session:
        session.execute(
            text("INSERT INTO audit (id, at, action, previous_hash, hash) VALUES (1, '2026-01-01', 'a', 'x', 'y')")
        )
    with database.read() as session, pytest.raises(DBAPIError, match=f"the {log} log only grows"):
        session.execute(text(change.format(log=log)))


def test_a_first_load_makes_the_indexes_afterwards_and_all_of_them(database: Database) -> None:
    def indexes(session: Session) -> set[str]:
        # Asked of the engine itself: the inspector passes over indexes on expressions.
        sqlite = session.get_bind().dialect.name == "sqlite"
        names = "SELECT name FROM sqlite_master WHERE type = 'index'" if sqlite else "SELECT indexname FROM pg_indexes"
        return set(session.scalars(text(names)))

    with database.read() as session:
        before = indexes(session)
    with database.write() as session, without_triggers(session):
        assert "ix_opportunity_board_net" not in indexes(session)
    with database.read() as session:
        assert indexes(session) == before
