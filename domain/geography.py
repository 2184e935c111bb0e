"""Places on the map: how sure a position is, and how place names are compared."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import asin, cos, radians, sin, sqrt

from domain.countries import COUNTRY_NAMES

EARTH_RADIUS_KM = 6371.0

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ʻ": "", "ʼ": "'"}
)
_NOT_A_LETTER = re.compile(r"[\W_]+")
_WORDS = {"st": "saint", "ste": "sainte", "sankt": "saint", "mt": "mount", "ft": "fort"}
_FIRST_WORDS = {
    "s": ("san", "santa", "santo", "sant", "saint", "south"),
    "n": ("north", "new"),
    "e": ("east",),
    "w": ("west",),
}
_RIVERS = {"a m": "am main", "a d": "an der", "i br": "im breisgau", "b": "bei"}
_NOISE = re.compile(r"\b(?:cedex|city of|comune di|stadt)\b|[^\s]*\d[^\s]*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_PARTS = re.compile(r"\s*/\s*|\s+[-–]\s+")
_UMLAUTS = re.compile(r"([aou])e")


class GeoPrecision(StrEnum):
    """What a position stands for, from a measured point down to nothing."""

    EXACT = "exact"
    POSTAL = "postal"
    CITY = "city"
    REGION = "region"
    COUNTRY = "country"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """A position in degrees (WGS 84), how precise it is, and the gazetteer's name and id for it."""

    latitude: float | None
    longitude: float | None
    precision: GeoPrecision
    name: str = ""
    place_id: int | None = None


NOWHERE = Place(None, None, GeoPrecision.NONE)


def fold(text: str) -> str:
    """Return the name as it is compared: no case, no marks, no punctuation, Saint written out."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _NOT_A_LETTER.sub(" ", plain).split()
    return " ".join(_WORDS.get(word, word) for word in words)


def spellings(name: str) -> Iterator[str]:
    """Yield the folded ways to read a typed place name, the most faithful first, none twice."""
    seen = {""}
    readings: list[str] = []
    for reading in map(fold, _readings(name)):
        if reading not in seen:
            seen.add(reading)
            readings.append(reading)
            yield reading
    for reading in readings:
        for expansion in _expansions(reading):
            if expansion not in seen:
                seen.add(expansion)
                yield expansion


def _readings(name: str) -> Iterator[str]:
    yield name
    bare = _BRACKETS.sub(" ", name)
    yield bare
    before_comma = bare.split(",")[0].split(";")[0]
    yield before_comma
    yield from _PARTS.split(before_comma)
    without_noise = _NOISE.sub(" ", before_comma)
    yield without_noise
    yield _DIGITS.sub(" ", before_comma)  # a postal code grown into the name
    words = without_noise.split()
    if len(words) > 1 and len(words[-1]) == 2 and words[-1].isupper():  # Milano MI, Portland OR
        yield " ".join(words[:-1])


def _expansions(folded: str) -> Iterator[str]:
    first, _, rest = folded.partition(" ")
    if rest:
        yield from (f"{full} {rest}" for full in _FIRST_WORDS.get(first, ()))
    for short, full in _RIVERS.items():
        if f" {short} " in f"{folded} ":
            yield f"{folded} ".replace(f" {short} ", f" {full} ").strip()
    if _UMLAUTS.search(folded):  # Koeln, Muenchen, Duesseldorf
        yield _UMLAUTS.sub(r"\1", folded)


@cache
def _countries() -> tuple[dict[str, str], dict[str, str]]:
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for line in COUNTRY_NAMES.splitlines():
        code, iso3, name, *others = line[:2], *line[3:].split("|")
        names[code] = name
        codes.update((fold(known), code) for known in (code, iso3, name, *others))
    return codes, names


def country_code(text: str | None) -> str | None:
    """Return the ISO 3166 two-letter code of a country's code or name in any of our languages."""
    codes, _ = _countries()
    folded = fold(text or "")
    return codes.get(folded) or codes.get(folded.removeprefix("the "))


def country_name(code: str) -> str:
    """Return the English name of a two-letter code, or the code itself when it is unknown."""
    return _countries()[1].get(code, code)


def is_position(latitude: float | None, longitude: float | None) -> bool:
    """Tell whether two numbers are a usable position; 0, 0 is what systems export for "not known"."""
    if latitude is None or longitude is None:
        return False
    return abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)


def distance_km(from_: tuple[float, float], to: tuple[float, float]) -> float:
    """Return the great-circle distance in kilometres between two (latitude, longitude) pairs."""
    south, west, north, east = map(radians, (*from_, *to))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))
