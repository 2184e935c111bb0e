"""The map: what part of the world is looked at, what stands on it, and how near marks become one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import asinh, atan, degrees, floor, pi, radians, sinh, tan
from typing import Final

from domain.board import Totals

TILE: Final = 512  # pixels that the whole world is wide at zoom 0, as MapLibre counts them
CELL: Final = 48  # pixels between marks that stay apart
NEAREST: Final = 34  # pixels between the middles of two rings that do not cover each other
MOST_LATITUDE: Final = 85.0511287798066  # the edge of Web Mercator: 2·atan(e^π) − π/2
MOST_ZOOM: Final = 22.0
WORLD: Final = 360.0
AGES: Final = (30, 90, 180)  # days: the last of each class of ages but the oldest


class Ring(StrEnum):
    """What the ring of a mark is coloured by."""

    STAGE = "stage"
    PROBABILITY = "probability"
    AGE = "age"
    OWNER = "owner"


class RowSort(StrEnum):
    """Orders of the list beside the map, the greatest (or longest untouched) first."""

    NET = "net"
    WEIGHTED = "weighted"
    STALE = "stale"


class Layer(StrEnum):
    """What can be shown besides the open opportunities."""

    REGIONS = "regions"
    CLOSED = "closed"
    WHITE = "white"
    VISITS = "visits"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box in degrees (WGS 84); `west` is greater than `east` where it crosses ±180."""

    west: float
    south: float
    east: float
    north: float

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """The longitudes inside as one or two ranges between −180 and 180."""
        return ((self.west, self.east),) if self.west <= self.east else ((self.west, 180.0), (-180.0, self.east))

    def holds(self, latitude: float, longitude: float) -> bool:
        """Tell whether a position lies inside or on the edge."""
        return self.south <= latitude <= self.north and any(low <= longitude <= high for low, high in self.spans)


EVERYWHERE: Final = Bounds(-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class View:
    """What part of the world is seen, at what zoom (512 pixels of world at zoom 0, doubled by each step)."""

    bounds: Bounds = EVERYWHERE
    zoom: float = 0.0

    @classmethod
    def of(cls, west: float, south: float, east: float, north: float, zoom: float) -> "View":
        """Return the view of any four numbers a map reports: wound around the world and cut to it."""
        south, north = sorted((_cut(south, 90.0), _cut(north, 90.0)))
        wide = east - west >= WORLD
        bounds = Bounds(-180.0 if wide else wound(west), south, 180.0 if wide else wound(east), north)
        return cls(bounds, min(max(zoom, 0.0), MOST_ZOOM))


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a mark's ring: a class of the chosen switch, with its count and net in minor units."""

    key: str
    opportunities: int
    net_minor: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One contact, or several that are near each other; amounts in minor units of the reporting currency.

    `contact_id` is 0 for several. `is_shared` tells that they stand on the very same spot, so that no zoom parts them.
    """

    latitude: float
    longitude: float
    contacts: int
    totals: Totals
    bounds: Bounds
    contact_id: int = 0
    shares: tuple[Share, ...] = ()

    @property
    def is_shared(self) -> bool:
        """Whether several contacts stand on one spot."""
        return self.contacts > 1 and (self.bounds.west, self.bounds.south) == (self.bounds.east, self.bounds.north)


def wound(longitude: float) -> float:
    """Return the longitude between −180 and 180."""
    return longitude if -180.0 <= longitude <= 180.0 else (longitude + 180.0) % WORLD - 180.0


def pixels(latitude: float, longitude: float, zoom: float) -> tuple[float, float]:
    """Return the place on the whole world's picture at a zoom, from its north-west corner (Web Mercator, EPSG:3857)."""
    size = TILE * 2.0**zoom
    north = asinh(tan(radians(_cut(latitude, MOST_LATITUDE))))
    return (longitude + 180.0) / WORLD * size, (1 - north / pi) / 2 * size


def position(x: float, y: float, zoom: float) -> tuple[float, float]:
    """Return latitude and longitude of a place on the world's picture, the inverse of `pixels`."""
    size = TILE * 2.0**zoom
    return degrees(atan(sinh(pi * (1 - 2 * y / size)))), x / size * WORLD - 180.0


def gathered(marks: Iterable[Mark], zoom: float) -> list[Mark]:
    """Return the marks with those of one cell made into one, and neighbours that would still overlap; largest first.

    The cells are fixed on the globe at each whole zoom, so that moving the map does not regroup what stays in view.
    """
    level = floor(zoom)
    cells: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        x, y = pixels(mark.latitude, mark.longitude, level)
        cells.setdefault((floor(x / CELL), floor(y / CELL)), []).append(mark)
    merged = {cell: together(group) for cell, group in cells.items()}
    for cell in sorted(merged):
        _absorb(merged, cell, level)
    return sorted(merged.values(), key=lambda mark: (-mark.totals.net_minor, -mark.contacts, mark.contact_id))


def together(marks: Sequence[Mark]) -> Mark:
    """Return one mark for several, in the middle of their contacts."""
    if len(marks) == 1:
        return replace(marks[0], shares=added(marks[0].shares))
    contacts = sum(mark.contacts for mark in marks)
    return Mark(
        latitude=sum(mark.latitude * mark.contacts for mark in marks) / contacts,
        longitude=sum(mark.longitude * mark.contacts for mark in marks) / contacts,
        contacts=contacts,
        totals=sum((mark.totals for mark in marks), Totals()),
        bounds=_around([mark.bounds for mark in marks]),
        shares=added(share for mark in marks for share in mark.shares),
    )


def added(shares: Iterable[Share]) -> tuple[Share, ...]:
    """Return one share per class, the largest first."""
    found: dict[str, tuple[int, int]] = {}
    for share in shares:
        opportunities, net_minor = found.get(share.key, (0, 0))
        found[share.key] = (opportunities + share.opportunities, net_minor + share.net_minor)
    largest_first = sorted(found.items(), key=lambda one: (-one[1][1], one[0]))
    return tuple(Share(key, opportunities, net_minor) for key, (opportunities, net_minor) in largest_first)


def _absorb(merged: dict[tuple[int, int], Mark], cell: tuple[int, int], level: int) -> None:
    """Join a cell's mark with those of its neighbours that would be covered."""
    for aside, below in ((1, 0), (0, 1), (1, 1), (1, -1)):
        mark, other = merged.get(cell), merged.get((cell[0] + aside, cell[1] + below))
        if mark is not None and other is not None and _overlap(mark, other, level):
            merged[cell] = together((mark, other))
            del merged[cell[0] + aside, cell[1] + below]


def _overlap(one: Mark, other: Mark, level: int) -> bool:
    (x, y), (x2, y2) = (pixels(mark.latitude, mark.longitude, level) for mark in (one, other))
    return (x - x2) ** 2 + (y - y2) ** 2 < NEAREST**2


def _around(boxes: Sequence[Bounds]) -> Bounds:
    return Bounds(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
    )


def _cut(value: float, most: float) -> float:
    return min(max(value, -most), most)
