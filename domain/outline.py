"""Outline: the line that somebody draws on the map, and which places are inside of it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.errors import BadFilter

KEY: Final = "outline"
FEWEST, MOST = 3, 100  # points
FARTHEST: Final = 540.0  # degrees of longitude: a map may be turned once around beyond the date line
TURN: Final = 360.0


@dataclass(frozen=True, slots=True)
class Outline:
    """The corners as (longitude, latitude) in degrees, in order; the last one is joined to the first."""

    corners: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, corners: Iterable[tuple[float, float]]) -> "Outline":
        """Return the outline of these corners; raise BadFilter for too few, too many, or none of this earth."""
        found = tuple((float(longitude), float(latitude)) for longitude, latitude in corners)
        if not FEWEST <= len(found) <= MOST or not all(map(_is_on_earth, found)):
            raise BadFilter(key=KEY, value="")
        return cls(found)

    @classmethod
    def from_text(cls, text: str) -> "Outline":
        """Read "9.1,45.4;9.3,45.4;…" of an address; raise BadFilter."""
        try:
            pairs = [tuple(map(float, part.split(","))) for part in text.split(";")]
            return cls.of((longitude, latitude) for longitude, latitude in pairs)
        except ValueError:
            raise BadFilter(key=KEY, value=text[:40]) from None

    @property
    def longitudes(self) -> list[tuple[float, float]]:
        """From where to where it reaches, said for each turn in which a longitude may be written."""
        west, east = min(x for x, _ in self.corners), max(x for x, _ in self.corners)
        return [(west + turn, east + turn) for turn in (-TURN, 0.0, TURN) if west + turn <= 180 and east + turn >= -180]

    @property
    def latitudes(self) -> tuple[float, float]:
        """From where to where it reaches."""
        return min(y for _, y in self.corners), max(y for _, y in self.corners)

    def holds(self, longitude: float, latitude: float) -> bool:
        """Tell whether a place is inside, in whichever turn its longitude is written."""
        return any(self._crossed(longitude + turn, latitude) % 2 for turn in (-TURN, 0.0, TURN))

    def _crossed(self, x: float, y: float) -> int:
        """Return how many sides a line from the place to the east crosses (Jordan curve theorem)."""
        sides = zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True)
        return sum(
            (one[1] > y) != (other[1] > y) and x < one[0] + (y - one[1]) * (other[0] - one[0]) / (other[1] - one[1])
            for one, other in sides
        )


def _is_on_earth(corner: tuple[float, float]) -> bool:
    longitude, latitude = corner
    return math.isfinite(longitude) and abs(longitude) <= FARTHEST and abs(latitude) <= 90
