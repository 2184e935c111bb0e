"""A trip: what its address says, and that the visiting order is a short one."""

from datetime import date
from itertools import pairwise, permutations

import pytest

from domain.errors import BadFilter
from domain.geography import distance_km
from domain.trip import TripWish, visiting_order

TODAY = date(2026, 7, 15)
MILANO = (45.46, 9.19)
# Bergamo, Brescia, Como, Lodi, Pavia, Piacenza, Cremona.
TOWNS = [(45.69, 9.67), (45.54, 10.22), (45.81, 9.09), (45.31, 9.50), (45.19, 9.16), (45.05, 9.70), (45.13, 10.02)]


def test_the_visiting_order_of_seven_towns_is_nearly_the_shortest_of_all() -> None:
    def length(order: tuple[int, ...] | list[int]) -> float:
        return sum(distance_km(*pair) for pair in pairwise([MILANO, *(TOWNS[one] for one in order)]))

    order = visiting_order(MILANO, TOWNS)
    assert sorted(order) == list(range(len(TOWNS)))
    assert length(order) <= 1.05 * min(map(length, permutations(range(len(TOWNS)))))


def test_places_at_one_spot_and_no_places_at_all_have_an_order_too() -> None:
    assert visiting_order(MILANO, []) == []
    assert visiting_order(MILANO, [MILANO, MILANO]) == [0, 1]


def test_an_address_says_where_when_and_how_far() -> None:
    wish = TripWish.from_query({"at": "45.4,9.1,7.5", "km": "100", "on": "2026-08-01"}, TODAY)
    assert (wish.at, wish.km, wish.on, wish.asked) == ((45.4, 9.1), 100, date(2026, 8, 1), True)
    assert TripWish.from_query({}, TODAY) == TripWish(date(2026, 7, 16))


@pytest.mark.parametrize(
    "query",
    [{"at": "45"}, {"at": "91,0"}, {"at": "nan,1"}, {"km": "0"}, {"km": "9999"}, {"on": "soon"}, {"start": "-1"}],
)
def test_what_cannot_be_read_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(BadFilter):
        TripWish.from_query(query, TODAY)
