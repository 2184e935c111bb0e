"""Every order of the board, every strip and every sum is read from an index, in order, without the table."""

import pytest
from sqlalchemy import Select, text
from sqlalchemy.orm import Session

from data.queries.cards import ORDERS, Cards
from data.session import Database
from domain.board import OF_PROBABILITIES, OF_STAGES, BoardSort, ColumnKey
from domain.filter import PipelineFilter
from domain.outcome import Outcome
from tests.world import TODAY, World

INDEX_OF = {
    BoardSort.WEIGHTED: "ix_opportunity_board_weighted",
    BoardSort.NET: "ix_opportunity_board_net",
    BoardSort.EXPECTED: "ix_opportunity_board_expected",
    BoardSort.AGE: "ix_opportunity_board_age",
    BoardSort.IDLE: "ix_opportunity_board_idle",
}


def plan(session: Session, statement: Select[*tuple[object, ...]]) -> list[str]:
    compiled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    return [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]


@pytest.mark.parametrize("sort", OF_PROBABILITIES)
@pytest.mark.parametrize("login", ["executive", "manager"])
def test_cards_come_from_the_index_of_their_order(crowded: Database, crowd: World, sort: BoardSort, login: str) -> None:
    column = ColumnKey(Outcome.OPEN, crowd.probabilities[25])
    order = ORDERS[sort]
    cursor = (TODAY.isoformat() if order.of_dates else 1000, 7)
    with crowded.read() as session:
        cards = Cards(session, crowd.principal(login), PipelineFilter(), currency="EUR", as_of=TODAY)
        for place in (None, cursor):
            steps = plan(session, cards.query(column, sort, place, 51))
            assert any(INDEX_OF[sort] in step for step in steps), steps
            assert not [step for step in steps if "TEMP B-TREE" in step or step.startswith("SCAN")], steps


@pytest.mark.parametrize("sort", OF_STAGES)
@pytest.mark.parametrize("login", ["executive", "manager"])
def test_cards_of_a_stage_come_from_the_index_of_their_order(
    crowded: Database, crowd: World, sort: BoardSort, login: str
) -> None:
    stage_id = crowd.stages["new", 2]
    wanted = PipelineFilter(stage_ids=frozenset(crowd.stages.values()))  # as the board narrows it to a pipeline
    order = ORDERS[sort]
    cursor = (TODAY.isoformat() if order.of_dates else 1000, 7)
    with crowded.read() as session:
        cards = Cards(session, crowd.principal(login), wanted, currency="EUR", as_of=TODAY)
        for place in (None, cursor):
            steps = plan(session, cards.query(ColumnKey.of_stage(stage_id), sort, place, 51))
            assert any(f"ix_opportunity_stage_{sort}" in step for step in steps), steps
            assert not [step for step in steps if "TEMP B-TREE" in step or step.startswith("SCAN")], steps


@pytest.mark.parametrize("outcome", [Outcome.WON, Outcome.LOST])
def test_closed_cards_come_latest_first_from_their_index(crowded: Database, crowd: World, outcome: Outcome) -> None:
    with crowded.read() as session:
        cards = Cards(session, crowd.principal("executive"), PipelineFilter(), currency="EUR", as_of=TODAY)
        steps = plan(session, cards.query(ColumnKey(outcome), BoardSort.NET, ("first",), 51))
    assert any("ix_opportunity_closed" in step for step in steps), steps
    assert not [step for step in steps if "TEMP B-TREE" in step], steps
