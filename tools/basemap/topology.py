"""TopoJSON, read: its lines simplified once for both neighbours, and its shapes cut where the world's edge is."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import copysign
from pathlib import Path
from typing import Any

from shapely import box, make_valid, set_precision
from shapely.affinity import translate
from shapely.geometry import LineString, MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

GRID = 0.001  # degrees, a hundred metres: what is finer cannot be seen at the nearest zoom that shows shapes
HALF_WORLD = 180.0
WORLD = box(-180.0, -90.0, 180.0, 90.0)
Line = list[tuple[float, float]]


class Topology:
    """A TopoJSON file whose lines are known; borders are in it once, whoever shares them."""

    def __init__(self, path: Path, tolerance: float) -> None:
        """Read a file and simplify its lines (Douglas–Peucker) within a tolerance in degrees."""
        self._held = json.loads(path.read_text(encoding="utf-8"))
        self.arcs = [simplified(line, tolerance) for line in self._lines()]

    def shapes(self, name: str) -> Iterator[tuple[Mapping[str, Any], BaseGeometry]]:
        """Yield each shape of a collection with its own facts and its `id`; what is empty is left out."""
        for geometry in self._held["objects"][name]["geometries"]:
            parts = self._polygons(geometry)
            if parts:
                facts = {**geometry.get("properties", {}), "id": geometry.get("id", "")}
                yield facts, cut(parts)

    def borders(self, name: str) -> list[Line]:
        """Return the lines that two shapes of a collection share: borders without coasts."""
        uses: dict[int, int] = {}
        for geometry in self._held["objects"][name]["geometries"]:
            for arc in _numbers(geometry.get("arcs", [])):
                uses[arc] = uses.get(arc, 0) + 1
        return [self.arcs[arc] for arc, count in sorted(uses.items()) if count > 1]

    def _lines(self) -> Iterator[Line]:
        """Yield the lines in degrees: each point is kept as its distance from the one before."""
        (scale_x, scale_y), (left, low) = (self._held["transform"][key] for key in ("scale", "translate"))
        for arc in self._held["arcs"]:
            x = y = 0
            line: Line = []
            for across, up in arc:
                x, y = x + across, y + up
                line.append((x * scale_x + left, y * scale_y + low))
            yield line

    def _polygons(self, geometry: Mapping[str, Any]) -> list[list[Line]]:
        parts = {"Polygon": lambda arcs: [arcs], "MultiPolygon": lambda arcs: arcs}.get(geometry.get("type") or "")
        found = [[self._ring(ring) for ring in part] for part in parts(geometry["arcs"])] if parts else []  # type: ignore[no-untyped-call]  # shapely ships no types
        kept = [[ring for ring in part if len(ring) >= 4] for part in found if part and len(part[0]) >= 4]
        return [part for part in kept if part]

    def _ring(self, arcs: Sequence[int]) -> Line:
        ring: Line = []
        for arc in arcs:
            line = self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]
            ring.extend(line[1:] if ring else line)
        return ring


def simplified(line: Line, tolerance: float) -> Line:
    """Return a line with fewer points; its ends stay, so that neighbours still meet."""
    return list(LineString(line).simplify(tolerance).coords) if len(line) > 2 else line


def cut(parts: Sequence[Sequence[Line]]) -> BaseGeometry:
    """Return polygons cut at ±180°, valid, on the grid: uncut, what crosses it would fill the world from side to side."""
    whole = set_precision(unary_union([make_valid(unwound(rings)) for rings in parts]), GRID)
    return MultiPolygon([part for part in polygons(whole) if part.area > 0])


def unwound(rings: Sequence[Line]) -> BaseGeometry:
    """Return a polygon as it is, or cut at ±180° where a side of it would be longer than half the world."""
    if not any(abs(one[0] - other[0]) > HALF_WORLD for one, other in pairwise(rings[0])):
        return Polygon(rings[0], rings[1:])
    line = walked(rings[0])
    if abs(line[0][0] - line[-1][0]) > HALF_WORLD:  # it goes around a pole
        pole = copysign(90.0, line[0][1])
        line += [(line[-1][0], pole), (line[0][0], pole)]
    whole = make_valid(Polygon(line))
    pieces = [translate(whole, turn) & WORLD for turn in (-360.0, 0.0, 360.0)]
    return unary_union(pieces) - unary_union([make_valid(Polygon(hole)) for hole in rings[1:]])


def walked(ring: Line) -> Line:
    """Return a ring as one who walks it counts the longitudes: on past 180 instead of back to −180."""
    turned = 0.0
    line = [ring[0]]
    for one, other in pairwise(ring):
        if abs(other[0] - one[0]) > HALF_WORLD:
            turned += copysign(360.0, one[0] - other[0])
        line.append((other[0] + turned, other[1]))
    return line


def polygons(geometry: BaseGeometry) -> Iterator[Polygon]:
    """Yield the polygons of a shape; the lines and points that mending leaves are dropped."""
    if isinstance(geometry, Polygon):
        yield geometry
    for part in getattr(geometry, "geoms", ()):
        yield from polygons(part)


def written(geometry: BaseGeometry) -> dict[str, Any]:
    """Return a shape as GeoJSON with three decimals."""
    found = mapping(geometry)
    return {"type": found["type"], "coordinates": rounded(found["coordinates"])}


def rounded(coordinates: Any) -> Any:
    """Return coordinates, however deep, to the thousandth of a degree."""
    if isinstance(coordinates, float | int):
        return round(coordinates, 3)
    return [rounded(one) for one in coordinates]


def _numbers(arcs: Any) -> Iterator[int]:
    """Yield the number of every line of a shape, whichever way it is walked."""
    for one in arcs:
        if isinstance(one, int):
            yield one if one >= 0 else ~one
        else:
            yield from _numbers(one)
