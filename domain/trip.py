"""A trip: what was asked for, which stops are worth a visit, and in what order to make them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Self

from domain.board import Totals
from domain.errors import BadFilter
from domain.geography import distance_km, is_position
from domain.staleness import STALE_AFTER_DAYS

KEYS: Final = ("start", "at", "town", "country", "on", "km")
RADII: Final = (25, 50, 100, 200, 400)
NORMAL_KM: Final = 50
MOST_STOPS: Final = 20
LONGEST: Final = 60
LONGEST_NUMBER: Final = 18
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TripWish:
    """Where a trip starts (a contact, a position, or else a town), the day, and the radius in kilometres."""

    on: date
    start_id: int | None = None
    at: Point | None = None
    town: str = ""
    country: str = ""
    km: int = NORMAL_KM

    @classmethod
    def from_query(cls, query: Mapping[str, str], today: date) -> Self:
        """Read the keys of an address, the day after `today` where none is given; raise BadFilter."""
        country = query.get("country", "").upper()
        if country and not (len(country) == len("IT") and country.isascii() and country.isalpha()):
            raise BadFilter(key="country", value=country[:LONGEST])
        return cls(
            on=_day(query.get("on", "")) or today + timedelta(days=1),
            start_id=_number("start", query.get("start", "")),
            at=_point(query.get("at", "")),
            town=" ".join(query.get("town", "").split())[:LONGEST],
            country=country,
            km=_radius(query.get("km", "")),
        )

    @property
    def asked(self) -> bool:
        """Tell whether a start was named."""
        return bool(self.start_id or self.at or self.town)


@dataclass(frozen=True, slots=True)
class Stop:
    """A contact with opportunities that wait; `km` from the stop before, the sums in the reporting currency.

    `days` since anybody last spoke about the longest forgotten one; `late` of them are past their expected order date.
    """

    contact_id: int
    name: str
    city: str
    country: str
    latitude: float
    longitude: float
    days: int
    late: int
    totals: Totals
    km: float = 0.0

    @property
    def point(self) -> Point:
        """Latitude and longitude in degrees."""
        return self.latitude, self.longitude


@dataclass(frozen=True, slots=True)
class Trip:
    """A planned trip: where it starts, its stops in order, and how many more wait there."""

    wish: TripWish
    start: str
    point: Point
    stops: tuple[Stop, ...]
    left_out: int
    currency: str
    rates_on: date | None


def forgotten_before(today: date) -> date:
    """Return the first day of last contact on which an opportunity is not stale yet (domain/staleness.py)."""
    return today - timedelta(days=STALE_AFTER_DAYS)


def planned(start: Point, stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """Return the stops in visiting order, each with the kilometres from the one before (great circle)."""
    found: list[Stop] = []
    here = start
    for number in visiting_order(start, [stop.point for stop in stops]):
        stop = stops[number]
        found.append(replace(stop, km=distance_km(here, stop.point)))
        here = stop.point
    return tuple(found)


def visiting_order(start: Point, points: Sequence[Point]) -> list[int]:
    """Return the order in which to visit the points from a start without coming back.

    Nearest neighbour, then 2-opt: a stretch of the way is turned round as long as that makes it shorter
    (G. A. Croes, "A method for solving traveling-salesman problems", Operations Research 6, 1958).
    """
    order = _nearest_next(start, points)
    improved = True
    while improved:
        improved = False
        for first in range(len(order) - 1):
            for last in range(first + 1, len(order)):
                if _gain(start, points, order, first, last) > 1e-9:
                    order[first : last + 1] = reversed(order[first : last + 1])
                    improved = True
    return order


def _nearest_next(start: Point, points: Sequence[Point]) -> list[int]:
    left, here, order = list(range(len(points))), start, []
    while left:
        number = min(left, key=lambda one: (distance_km(here, points[one]), one))
        left.remove(number)
        order.append(number)
        here = points[number]
    return order


def _gain(start: Point, points: Sequence[Point], order: Sequence[int], first: int, last: int) -> float:
    """Return the kilometres saved by visiting the stops from `first` to `last` the other way round."""
    before = points[order[first - 1]] if first else start
    head, tail = points[order[first]], points[order[last]]
    gain = distance_km(before, head) - distance_km(before, tail)
    if last + 1 < len(order):
        after = points[order[last + 1]]
        gain += distance_km(tail, after) - distance_km(head, after)
    return gain


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadFilter(key="on", value=text[:LONGEST]) from None


def _number(key: str, text: str) -> int | None:
    if text and not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise BadFilter(key=key, value=text[:LONGEST])
    return int(text) if text else None


def _radius(text: str) -> int:
    number = _number("km", text)
    if number is not None and not 1 <= number <= RADII[-1]:
        raise BadFilter(key="km", value=text[:LONGEST])
    return number or NORMAL_KM


def _point(text: str) -> Point | None:
    """Read latitude and longitude; what stands behind them, as the zoom of a view, is let be."""
    if not text:
        return None
    try:
        latitude, longitude = map(float, text.split(",")[:2])
    except ValueError:
        raise BadFilter(key="at", value=text[:LONGEST]) from None
    if not is_position(latitude, longitude):
        raise BadFilter(key="at", value=text[:LONGEST])
    return latitude, longitude
