"""The map's rules: views wound around the world, and marks gathered where they would overlap."""

import pytest

from domain.board import Totals
from domain.map import CELL, Bounds, Mark, Share, View, gathered, pixels, position, together


def mark(latitude: float, longitude: float, id_: int = 1, net: int = 100) -> Mark:
    box = Bounds(longitude, latitude, longitude, latitude)
    return Mark(latitude, longitude, 1, Totals(1, net, net // 2), box, id_, (Share("7", 1, net),))


def test_a_view_beyond_the_antimeridian_holds_both_sides_of_it() -> None:
    bounds = View.of(170, -20, 190, 20, 3).bounds
    assert bounds.holds(0, 175)
    assert bounds.holds(0, -175)
    assert not bounds.holds(0, 0)
    assert bounds.spans == ((170, 180), (-180, -170))


def test_a_view_wider_than_the_world_holds_all_of_it() -> None:
    assert View.of(-300, -95, 300, 95, -1) == View()


@pytest.mark.parametrize("place", [(0.0, 0.0), (45.07, 7.69), (-33.9, 151.2), (84.0, -179.9)])
def test_pixels_and_positions_are_each_others_inverse(place: tuple[float, float]) -> None:
    assert position(*pixels(*place, 5), 5) == pytest.approx(place)


def test_marks_that_would_overlap_are_one_and_no_amount_is_lost() -> None:
    marks = [mark(45 + n / 50, 9 + n / 40, n + 1, n + 1) for n in range(30)]
    for zoom in range(14):
        found = gathered(marks, zoom)
        assert sum((one.totals for one in found), Totals()) == sum((one.totals for one in marks), Totals())
        assert sum(one.contacts for one in found) == len(marks)
        assert all(one.bounds.holds(one.latitude, one.longitude) for one in found)
    assert len(gathered(marks, 0)) == 1
    assert gathered(marks, 13) == sorted(marks, key=lambda one: -one.totals.net_minor)


def test_marks_do_not_regroup_when_the_map_moves_or_zooms_a_little() -> None:
    marks = [mark(45, 9), mark(45, 9.0001, 2)]
    assert gathered(marks, 5.0) == gathered(marks, 5.9)
    assert pixels(45, 9.0001, 5)[0] - pixels(45, 9, 5)[0] < CELL


def test_contacts_on_one_spot_are_shared_and_those_beside_it_are_not() -> None:
    assert together([mark(45, 9), mark(45, 9, 2)]).is_shared
    assert not together([mark(45, 9), mark(45.1, 9, 2)]).is_shared
    assert together([mark(45, 9), mark(45, 9, 2)]).shares == (Share("7", 2, 200),)
