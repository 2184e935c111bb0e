"""What stands before and after an opportunity in a list, and at which place: on both engines the same."""

from collections.abc import Callable

import pytest

from data.queries.neighbours import MOST_COUNTED, Around, in_column, in_grid
from data.session import Database
from domain.board import BoardSort, ColumnKey
from domain.filter import PipelineFilter
from domain.grid import GridView, Shown, Sort
from domain.outcome import Outcome
from tests.world import DEALS, TODAY, World

OF_NORTH = [deal for deal in DEALS if deal.company == "IT" and deal.team == "NORTH"]


Look = Callable[[str], Around]


def grid(database: Database, world: World, view: GridView) -> Look:
    """Return a look around in a list."""

    def look(key: str) -> Around:
        with database.read() as session:
            person, id_ = world.principal("manager"), world.opportunities[key]
            return in_grid(session, person, view, id_, currency="EUR", today=TODAY)

    return look


def board(database: Database, world: World, column: ColumnKey, sort: BoardSort) -> Look:
    """Return a look around in the column of a board."""

    def look(key: str) -> Around:
        with database.read() as session:
            person, id_ = world.principal("manager"), world.opportunities[key]
            return in_column(session, person, PipelineFilter(), column, sort, id_)

    return look


def walked(world: World, look: Look, start: str = "press") -> list[str]:
    """Return the keys of a list, walked from one of its opportunities to both ends."""
    names = {id_: key for key, id_ in world.opportunities.items()}
    above: list[str] = []
    below: list[str] = []
    key = start
    while before := look(key).before:
        key = names[before]
        above.insert(0, key)
    key = start
    while following := look(key).after:
        key = names[following]
        below.append(key)
    return [*above, start, *below]


def test_a_list_is_walked_in_its_order_and_every_place_is_told(database: Database, world: World) -> None:
    view = GridView(sorts=(Sort("created_on"),))
    wanted = [deal.key for deal in sorted(OF_NORTH, key=lambda deal: -deal.created) if deal.outcome == Outcome.OPEN]
    look = grid(database, world, view)
    assert walked(world, look) == wanted
    for place, key in enumerate(wanted, start=1):
        near = look(key)
        assert (near.place, near.count) == (place, len(wanted))


@pytest.mark.parametrize("sort", BoardSort)
def test_the_column_of_a_board_is_a_list_of_its_own(database: Database, world: World, sort: BoardSort) -> None:
    half = ColumnKey(Outcome.OPEN, world.probabilities[50])
    assert sorted(walked(world, board(database, world, half, sort))) == ["franc", "press"]
    stage = ColumnKey.of_stage(world.stages["new", 3])
    assert sorted(walked(world, board(database, world, stage, sort))) == ["franc", "press"]


def test_the_cards_stand_as_on_the_board(database: Database, world: World) -> None:
    half = ColumnKey(Outcome.OPEN, world.probabilities[50])
    assert walked(world, board(database, world, half, BoardSort.NET)) == ["press", "franc"]
    assert walked(world, board(database, world, half, BoardSort.IDLE)) == ["franc", "press"]
    lost = ColumnKey(Outcome.LOST)
    assert walked(world, board(database, world, lost, BoardSort.NET), "lost") == ["lost"]


def test_what_left_the_list_keeps_its_neighbours_but_has_no_place(database: Database, world: World) -> None:
    near = grid(database, world, GridView(sorts=(Sort("created_on"),)))("won")
    assert near.after == world.opportunities["robot"]
    assert (near.place, near.count) == (None, None)


def test_what_is_gone_or_out_of_reach_is_no_neighbour(database: Database, world: World) -> None:
    names = {id_: key for key, id_ in world.opportunities.items()}
    everything = GridView(shown=Shown.ALL)
    around_it = grid(database, world, everything)("press")
    assert {names[id_] for id_ in (around_it.before, around_it.after) if id_} <= {deal.key for deal in OF_NORTH}
    with database.read() as session:
        nobody = in_grid(session, world.principal("manager"), everything, 10**9, currency="EUR", today=TODAY)
    assert nobody == Around()


def test_a_long_list_is_not_counted(database: Database, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.queries.neighbours.MOST_COUNTED", 2)
    near = grid(database, world, GridView())("press")
    assert (near.place, near.count) == (None, None)
    assert near.before or near.after
    assert MOST_COUNTED > 2
