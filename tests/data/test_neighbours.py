"""What stands before and after an opportunity in a list, and at which place: on both engines the same."""

from decimal import Decimal

import pytest

from data.queries.neighbours import MOST_COUNTED, Around, around
from data.session import Database
from domain.grid import GridView, Narrowing, Shown, Sort
from domain.outcome import Outcome
from tests.world import DEALS, TODAY, World

OF_NORTH = [deal for deal in DEALS if deal.company == "IT" and deal.team == "NORTH"]


def found(database: Database, world: World, view: GridView, key: str, *, by_stay: bool = False) -> Around:
    with database.read() as session:
        return around(
            session, world.principal("manager"), view, world.opportunities[key], currency="EUR", today=TODAY, by_stay=by_stay
        )  # fmt: skip


def walked(database: Database, world: World, view: GridView, *, by_stay: bool = False) -> list[str]:
    """Return the keys of a list, walked from one of its opportunities to both ends."""
    names = {id_: key for key, id_ in world.opportunities.items()}
    start = world.opportunities["press"]
    before: list[str] = []
    after: list[str] = []
    key = names[start]
    while (near := found(database, world, view, key, by_stay=by_stay)).before:
        key = names[near.before]
        before.insert(0, key)
    key = names[start]
    while (near := found(database, world, view, key, by_stay=by_stay)).after:
        key = names[near.after]
        after.append(key)
    return [*before, "press", *after]


def test_a_list_is_walked_in_its_order_and_every_place_is_told(database: Database, world: World) -> None:
    view = GridView(sorts=(Sort("created_on"),))
    wanted = [deal.key for deal in sorted(OF_NORTH, key=lambda deal: -deal.created) if deal.outcome == Outcome.OPEN]
    assert walked(database, world, view) == wanted
    for place, key in enumerate(wanted, start=1):
        near = found(database, world, view, key)
        assert (near.place, near.count) == (place, len(wanted))


def test_the_column_of_a_board_is_a_list_of_its_own(database: Database, world: World) -> None:
    half = Narrowing(low=Decimal(50), high=Decimal(50))
    assert set(walked(database, world, GridView(narrowed={"probability": half}))) == {"press", "franc"}
    stage = Narrowing(ids=frozenset({world.stages["new", 3]}))
    assert set(walked(database, world, GridView(narrowed={"stage": stage}), by_stay=True)) == {"press", "franc"}


def test_what_left_the_list_keeps_its_neighbours_but_has_no_place(database: Database, world: World) -> None:
    near = found(database, world, GridView(sorts=(Sort("created_on"),)), "won")
    assert near.after == world.opportunities["robot"]
    assert (near.place, near.count) == (None, None)


def test_what_is_gone_or_out_of_reach_is_no_neighbour(database: Database, world: World) -> None:
    names = {id_: key for key, id_ in world.opportunities.items()}
    everything = GridView(shown=Shown.ALL)
    around_it = found(database, world, everything, "press")
    assert {names[id_] for id_ in (around_it.before, around_it.after) if id_} <= {deal.key for deal in OF_NORTH}
    with database.read() as session:
        nobody = around(session, world.principal("manager"), everything, 10**9, currency="EUR", today=TODAY)
    assert nobody == Around()


def test_a_long_list_is_not_counted(database: Database, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.queries.neighbours.MOST_COUNTED", 2)
    near = found(database, world, GridView(), "press")
    assert (near.place, near.count) == (None, None)
    assert near.before or near.after
    assert MOST_COUNTED > 2
