"""Finds the position of an address in the gazetteer: city within province, city, province, country."""

import os
import threading
from functools import lru_cache
from math import cos, radians
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from data.gazetteer.store import connect, unpacked
from domain.geography import (
    NOWHERE,
    GeoPrecision,
    Place,
    country_code,
    country_name,
    distance_km,
    fold,
    is_position,
    spellings,
)

CACHED_ADDRESSES: Final = 50_000
# A main name beats another place's alternate name, unless that other place is this many times larger.
MAIN_NAME_WEIGHT: Final = 50
# A province reaches this far from its capital; a place of the right name beyond it is probably another one.
PROVINCE_KM: Final = 80.0
# How far outside the named region any city of the name may still lie; farther off it must be unmistakable.
STRAY_KM: Final = 150.0
FAMOUS_POPULATION: Final = 100_000
FAMOUS_RATIO: Final = 10
ONLY_POPULATION: Final = 5_000
# What people leave out before the name of a town of some size: Westminster for New Westminster.
LEFT_OUT: Final = ("new", "port", "fort", "mount", "saint", "san", "bad", "villa")
KM_PER_DEGREE: Final = 111.2
NEAR_A_POLE: Final = 0.05


class City(NamedTuple):
    """A town for drawing up addresses: province is the local short form (MI, Bizkaia, Bayern)."""

    name: str
    province: str
    latitude: float
    longitude: float
    population: int


class _Candidate(NamedTuple):
    place_id: int
    name: str
    region: str
    latitude: float
    longitude: float
    population: int
    main: int

    @property
    def weight(self) -> int:
        return max(self.population, 1) * (MAIN_NAME_WEIGHT if self.main else 1)


class _Division(NamedTuple):
    region: str  # empty when the province was only recognised as a town of that name
    name: str
    latitude: float
    longitude: float
    level: str


_CANDIDATES: Final = """SELECT p.id, p.name, p.region, p.latitude, p.longitude, p.population, a.main
  FROM alias a JOIN place p ON p.id = a.place_id WHERE a.country = ? AND a.folded = ?"""
_DIVISION: Final = """SELECT region, name, latitude, longitude, level FROM division
  WHERE country = ? AND folded = ? ORDER BY level"""  # province before region: the narrower one
_COUNTRY: Final = "SELECT place_id, latitude, longitude FROM country WHERE code = ?"
_CITIES: Final = """SELECT p.name, COALESCE(NULLIF(p.province, ''), p.region), p.latitude, p.longitude, p.population
  FROM place p WHERE p.country = ? AND p.population >= ? AND p.town = 1 ORDER BY p.population DESC, p.id"""
_AROUND: Final = """SELECT p.name, COALESCE(NULLIF(p.province, ''), p.region), p.latitude, p.longitude, p.population
  FROM place p WHERE p.latitude BETWEEN ? AND ? AND p.longitude BETWEEN ? AND ? AND p.town = 1
  ORDER BY p.population DESC, p.id LIMIT ?"""
_PROVINCE_WORDS: Final = (
    "provincia di ", "provincia de ", "provincia del ", "province of ", "provincia ", "prov ", "citta metropolitana di ",
    "county of ", "county ", "co ", "state of ", "land ", "region ", "regione ", "estado de ", "kanton ", "canton de ",
)  # fmt: skip


class Gazetteer:
    """The place list, opened read-only; safe to share between threads and across a fork."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: Any = None
        self._process = 0
        self._find = lru_cache(CACHED_ADDRESSES)(self._find_uncached)

    @classmethod
    def open(cls, folder: Path | None = None) -> Self:
        """Open the list unpacked in `folder` (default: the user's cache); the first time takes some seconds."""
        return cls(unpacked(folder))

    def locate(
        self,
        city: str | None,
        province: str | None,
        country: str | None,
        latitude: float | None = None,
        longitude: float | None = None,
    ) -> Place:
        """Return where an address lies (degrees) and how precisely; usable given coordinates are kept untouched.

        `country` is a code or a name in any of our languages; without one nothing is guessed (precision none).
        """
        if is_position(latitude, longitude):
            return Place(latitude, longitude, GeoPrecision.EXACT, (city or "").strip())
        code = country_code(country)
        return NOWHERE if code is None else self._find((city or "").strip(), (province or "").strip(), code)

    def cities(self, country: str, min_population: int = 5_000) -> list[City]:
        """Return the towns of a country, the largest first, without quarters and composite districts."""
        return [City(*row) for row in self._rows(_CITIES, country_code(country) or "", min_population)]

    def around(self, latitude: float, longitude: float, kilometres: float, limit: int) -> list[City]:
        """Return the largest towns within a square of twice `kilometres` around a position, the largest first."""
        high = kilometres / KM_PER_DEGREE
        wide = high / max(cos(radians(latitude)), NEAR_A_POLE)
        box = latitude - high, latitude + high, longitude - wide, longitude + wide
        return [City(*row) for row in self._rows(_AROUND, *box, limit)]

    def close(self) -> None:
        """Close the file; the next look-up opens it again."""
        with self._lock:
            if self._connection is not None and self._process == os.getpid():
                self._connection.close()
            self._connection = None

    def _rows(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._connection is None or self._process != os.getpid():
                self._connection, self._process = connect(self._path), os.getpid()
            return list(self._connection.execute(statement, parameters))

    def _find_uncached(self, city: str, province: str, country: str) -> Place:
        division = self._division(province, country)
        town = self._town(city, country, division)
        if town:
            return Place(town.latitude, town.longitude, GeoPrecision.CITY, town.name, town.place_id)
        division = division or self._listed(city, country)  # a region typed in the city's field
        if division:
            return Place(division.latitude, division.longitude, GeoPrecision.REGION, division.name)
        return self._centre(country)

    def _town(self, city: str, country: str, division: _Division | None) -> _Candidate | None:
        for spelling in spellings(city):
            found = _choose(self._candidates(country, spelling), division)
            if found:
                return found
        whole, hyphen, _ = city.partition("-")  # Stuttgart-Vaihingen: a quarter behind its city
        known = self._candidates(country, fold(whole)) if hyphen else []
        return _choose(_sizeable(known), division) or self._shortened(fold(city), country, division)

    def _shortened(self, folded: str, country: str, division: _Division | None) -> _Candidate | None:
        """Return the only town of some size in the region whose name goes on before the one typed."""
        if not folded or division is None or not division.region:
            return None
        longer = (self._candidates(country, f"{word} {folded}") for word in LEFT_OUT)
        inside = [each for found in longer for each in _sizeable(found) if each.region == division.region]
        return inside[0] if len(inside) == 1 else None

    def _candidates(self, country: str, folded: str) -> list[_Candidate]:
        return [_Candidate(*row) for row in self._rows(_CANDIDATES, country, folded)]

    def _division(self, province: str, country: str) -> _Division | None:
        if not province:
            return None
        listed = self._listed(province, country)
        if listed or len(province) < 3:  # a code that is not listed says nothing
            return listed
        town = max(self._candidates(country, _bare(fold(province))), key=lambda each: each.weight, default=None)
        return _Division("", town.name, town.latitude, town.longitude, "province") if town else None

    def _listed(self, name: str, country: str) -> _Division | None:
        for folded in spellings(name):
            for row in self._rows(_DIVISION, country, _bare(folded)):
                return _Division(*row)
        return None

    def _centre(self, country: str) -> Place:
        for place_id, latitude, longitude in self._rows(_COUNTRY, country):
            return Place(latitude, longitude, GeoPrecision.COUNTRY, country_name(country), place_id)
        return NOWHERE


def _bare(folded: str) -> str:
    return next((folded.removeprefix(word) for word in _PROVINCE_WORDS if folded.startswith(word)), folded)


def _choose(candidates: list[_Candidate], division: _Division | None) -> _Candidate | None:
    """Return the likeliest place of one spelling, or None when it cannot be in the province given."""
    if division is None or not candidates:
        return _likeliest(candidates)
    if not division.region:
        return _likeliest(_near(division, candidates, PROVINCE_KM) or candidates)
    inside = [each for each in candidates if each.region == division.region]
    if division.level == "province":
        inside = _near(division, inside, PROVINCE_KM) or inside
    return _likeliest(inside) or _likeliest(_near(division, candidates, STRAY_KM)) or _unmistakable(candidates)


def _sizeable(candidates: list[_Candidate]) -> list[_Candidate]:
    return [each for each in candidates if each.main and each.population >= ONLY_POPULATION]


def _likeliest(candidates: list[_Candidate]) -> _Candidate | None:
    return max(candidates, key=lambda each: each.weight, default=None)


def _near(division: _Division, candidates: list[_Candidate], kilometres: float) -> list[_Candidate]:
    centre = (division.latitude, division.longitude)
    return [each for each in candidates if distance_km(centre, (each.latitude, each.longitude)) <= kilometres]


def _unmistakable(candidates: list[_Candidate]) -> _Candidate | None:
    """Return the one place that everybody means by this name, whatever province was typed beside it."""
    named = [each for each in candidates if each.main] or candidates
    largest, *others = sorted(named, key=lambda each: -each.population)
    if not others:
        return largest if largest.main and largest.population >= ONLY_POPULATION else None
    famous = largest.population >= max(FAMOUS_POPULATION, FAMOUS_RATIO * others[0].population)
    return largest if famous else None
