"""Addresses find their position without a network."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.gazetteer import Gazetteer
from data.gazetteer.store import unpacked
from domain.geography import GeoPrecision, distance_km


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gazetteer")


@pytest.fixture(scope="module")
def gazetteer(folder: Path) -> Iterator[Gazetteer]:
    opened = Gazetteer.open(folder)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("city", "province", "country", "position"),
    [
        ("Milano", "MI", "IT", (45.46, 9.19)),
        ("Milan", "", "Italy", (45.46, 9.19)),
        ("Mailand", None, "Italien", (45.46, 9.19)),
        ("20121 Milano (MI)", "", "Italia", (45.46, 9.19)),
        ("Reggio Emilia", "RE", "IT", (44.70, 10.63)),
        ("Reggio Calabria", "RC", "IT", (38.11, 15.66)),
        ("Castro", "BG", "IT", (45.80, 10.07)),
        ("Castro", "Lecce", "IT", (40.01, 18.43)),
        ("S. Donato Milanese", "MI", "IT", (45.41, 9.27)),
        ("Bozen/Bolzano", "BZ", "IT", (46.50, 11.35)),
        ("L'Aquila", "AQ", "IT", (42.35, 13.40)),
        ("Sevilla", "Sevilla", "ES", (37.39, -5.98)),
        ("Seville", "", "Spain", (37.39, -5.98)),
        ("La Coruña", "A Coruña", "España", (43.37, -8.40)),
        ("San Sebastián", "Guipúzcoa", "ES", (43.31, -1.98)),
        ("Donostia/San Sebastián", "Gipuzkoa", "ES", (43.31, -1.98)),
        ("L'Hospitalet de Llobregat", "Barcelona", "ES", (41.36, 2.10)),
        ("München", "Bayern", "DE", (48.14, 11.58)),
        ("Muenchen", "", "Deutschland", (48.14, 11.58)),
        ("Monaco di Baviera", "", "Germania", (48.14, 11.58)),
        ("Köln", "NRW", "DE", (50.93, 6.95)),
        ("Colonia", "", "Alemania", (50.93, 6.95)),
        ("Frankfurt a.M.", "", "Germany", (50.11, 8.68)),
        ("Stuttgart-Irgendwo", "", "DE", (48.78, 9.18)),
        ("Saint Louis", "", "US", (38.63, -90.20)),
        ("St. Louis", "MO", "USA", (38.63, -90.20)),
        ("Portland", "Maine", "US", (43.66, -70.26)),
        ("Portland", "OR", "US", (45.52, -122.68)),
        ("London", "ON", "Canada", (42.98, -81.25)),
        ("London", "", "UK", (51.51, -0.13)),
        ("Lubiana", "", "Slovenia", (46.05, 14.51)),
        ("Wien", "", "Österreich", (48.21, 16.37)),
        ("東京", "", "Japan", (35.69, 139.69)),
    ],
)
def test_a_city_is_found_by_its_names_at_home_and_abroad(
    gazetteer: Gazetteer, city: str, province: str | None, country: str, position: tuple[float, float]
) -> None:
    place = gazetteer.locate(city, province, country)
    assert place.precision is GeoPrecision.CITY
    assert place.latitude is not None
    assert place.longitude is not None
    assert distance_km((place.latitude, place.longitude), position) < 6


def test_the_place_found_carries_its_local_name_and_an_id(gazetteer: Gazetteer) -> None:
    place = gazetteer.locate("Mailand", "", "IT")
    assert (place.name, place.place_id) == ("Milano", 3173435)


def test_london_in_greece_is_not_london_in_england(gazetteer: Gazetteer) -> None:
    place = gazetteer.locate("London", "", "GR")
    assert (place.precision, place.name) == (GeoPrecision.COUNTRY, "Greece")
    assert place.latitude == pytest.approx(38.5, abs=2)


def test_an_unknown_city_falls_back_to_its_province_then_to_its_country(gazetteer: Gazetteer) -> None:
    in_province = gazetteer.locate("Xyzzy", "MI", "IT")
    assert (in_province.precision, in_province.name) == (GeoPrecision.REGION, "Milano")
    assert gazetteer.locate("", "Lombardia", "IT").precision is GeoPrecision.REGION
    assert gazetteer.locate("Xyzzy", "", "IT").precision is GeoPrecision.COUNTRY
    assert gazetteer.locate(None, None, "IT").precision is GeoPrecision.COUNTRY


def test_nothing_is_guessed_without_a_country(gazetteer: Gazetteer) -> None:
    for country in (None, "", "Freedonia"):
        place = gazetteer.locate("Milano", "MI", country)
        assert (place.precision, place.latitude, place.longitude) == (GeoPrecision.NONE, None, None)


def test_an_unknown_province_is_ignored(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("Bergamo", "??", "IT").name == "Bergamo"
    assert gazetteer.locate("Bergamo", "Nowhereshire", "IT").name == "Bergamo"


def test_a_famous_city_beside_the_wrong_province_is_still_that_city(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("München", "Hessen", "DE").name == "München"


def test_a_town_is_found_without_the_first_word_of_its_name_within_its_region_only(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("Westminster", "British Columbia", "Canada").name == "New Westminster"
    assert gazetteer.locate("Westminster", None, "Canada").precision is GeoPrecision.COUNTRY
    assert gazetteer.locate("Westminster", "Ontario", "Canada").precision is GeoPrecision.REGION


def test_a_common_name_is_not_sought_in_other_regions(gazetteer: Gazetteer) -> None:
    place = gazetteer.locate("Springfield", "Hawaii", "US")
    assert (place.precision, place.name) == (GeoPrecision.REGION, "Hawaii")


def test_given_coordinates_are_kept_untouched(gazetteer: Gazetteer) -> None:
    place = gazetteer.locate("Milano", "MI", "IT", 44.123456, 8.654321)
    assert (place.latitude, place.longitude, place.precision) == (44.123456, 8.654321, GeoPrecision.EXACT)
    assert gazetteer.locate("", "", "", 44.1, 8.6).precision is GeoPrecision.EXACT


def test_zero_zero_and_impossible_coordinates_do_not_count_as_given(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("Milano", "MI", "IT", 0.0, 0.0).precision is GeoPrecision.CITY
    assert gazetteer.locate("Milano", "MI", "IT", 444.0, 9.0).precision is GeoPrecision.CITY


@pytest.mark.parametrize(
    ("country", "largest", "province"), [("IT", "Roma", "RM"), ("ES", "Madrid", "Madrid"), ("DE", "Berlin", "Berlin")]
)
def test_towns_for_drawn_up_addresses_are_real_towns(
    gazetteer: Gazetteer, country: str, largest: str, province: str
) -> None:
    towns = gazetteer.cities(country, 15_000)
    assert (towns[0].name, towns[0].province) == (largest, province)
    assert len(towns) > 300
    assert all(town.population >= 15_000 and town.province for town in towns)
    names = {town.name for town in towns}
    assert not names & {"Acilia-Castel Fusano-Ostia Antica", "Kreuzberg", "Wandsbek", "Eixample", "Hamburg-Nord"}
    for town in towns[:100]:
        place = gazetteer.locate(town.name, town.province, country)
        assert (place.latitude, place.longitude) == (town.latitude, town.longitude)


def test_the_list_is_unpacked_once_and_an_outdated_one_removed(folder: Path, gazetteer: Gazetteer) -> None:
    first = unpacked(folder)
    made_at = first.stat().st_mtime_ns
    assert unpacked(folder) == first
    assert first.stat().st_mtime_ns == made_at
    assert [path.name for path in folder.iterdir()] == [first.name]
    gazetteer.close()
    assert gazetteer.locate("Torino", "TO", "IT").name == "Torino"
