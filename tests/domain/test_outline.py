"""An outline on the map holds what is inside of it, also where the map was turned around the earth."""

import pytest

from domain.errors import BadFilter
from domain.outline import MOST, Outline

SQUARE = Outline.from_text("9,45;10,45;10,46;9,46")


def test_a_place_is_held_when_it_is_inside() -> None:
    assert SQUARE.holds(9.5, 45.5)
    assert not SQUARE.holds(8.9, 45.5)
    assert not SQUARE.holds(9.5, 46.1)


def test_a_hollow_between_two_arms_is_outside() -> None:
    horseshoe = Outline.of([(0, 0), (6, 0), (6, 6), (4, 6), (4, 2), (2, 2), (2, 6), (0, 6)])
    assert horseshoe.holds(1, 5)
    assert not horseshoe.holds(3, 5)


def test_the_date_line_is_no_edge() -> None:
    across = Outline.from_text("170,-10;190,-10;190,10;170,10")
    assert across.holds(175, 0)
    assert across.holds(-175, 0)
    assert not across.holds(-165, 0)
    assert across.longitudes == [(-190, -170), (170, 190)]


@pytest.mark.parametrize("text", ["", "9,45", "9,45;10,45;x,46", "9,45;10,45;10", "9,45;10,95;1,4", "nan,4;5,6;7,8"])
def test_what_is_no_outline_is_refused(text: str) -> None:
    with pytest.raises(BadFilter):
        Outline.from_text(text)


def test_an_outline_has_no_more_corners_than_an_address_carries() -> None:
    with pytest.raises(BadFilter):
        Outline.of([(0.0, 0.0)] * (MOST + 1))
