"""The map's picture: drawn from files of our own, in both themes, with names in no foreign font."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from components.map.figure import MODES, figure
from components.map.style import SOURCES, map_style
from components.theme import Mode

GEO = Path(__file__).parents[2] / "assets" / "geo"


@pytest.mark.parametrize("mode", MODES)
def test_the_style_asks_nobody_else(mode: Mode) -> None:
    style = map_style(mode, "/assets/geo/")
    assert {"glyphs", "sprite"}.isdisjoint(style)
    assert {source["data"] for source in style["sources"].values()} == {
        f"/assets/geo/{name}.geojson" for name in SOURCES
    }
    assert "http" not in json.dumps(style)


def test_every_layer_draws_a_source_that_is_there() -> None:
    style = map_style("light", "/assets/geo/")
    names = [layer["id"] for layer in style["layers"]]
    assert len(names) == len(set(names))
    assert {layer.get("source", "land") for layer in style["layers"]} == set(SOURCES)
    assert {path.stem for path in GEO.glob("*.geojson")} == set(SOURCES)


def test_a_city_is_named_by_one_layer_only() -> None:
    filters = [layer["filter"] for layer in map_style("light", "/")["layers"] if layer.get("source") == "cities"]
    for people in (1, 150, 399, 900, 20_000):
        assert sum(all(_holds(condition, people) for condition in one[1:]) for one in filters) == 1


def test_a_style_of_ones_own_takes_the_place_of_ours() -> None:
    assert figure("https://tiles.example/style.json")["layout"]["map"]["style"] == "https://tiles.example/style.json"


@pytest.mark.parametrize("name", ["land", "lakes", "regions"])
def test_no_shape_goes_around_the_world_the_wrong_way(name: str) -> None:
    features = json.loads((GEO / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    rings = [ring for one in features for polygon in _polygons(one["geometry"]) for ring in polygon]
    assert rings
    across = [abs(x - other) for ring in rings for (x, y), (other, at) in pairwise(ring) if min(y, at) > -89]
    assert max(across) < 180
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for ring in rings for x, y in ring)


def test_regions_are_found_by_their_code() -> None:
    features = json.loads((GEO / "regions.geojson").read_text(encoding="utf-8"))["features"]
    codes = {one["properties"]["code"] for one in features}
    assert {"IT-BO", "ES-B", "DE-BY", "FR-33", "US-CA"} <= codes


def _holds(condition: list[Any], people: int) -> bool:
    sign, least = str(condition[0]), int(condition[2])
    return people >= least if sign == ">=" else people < least


def _polygons(geometry: dict[str, Any]) -> list[Any]:
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
