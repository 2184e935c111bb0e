"""Names of places and countries as people type them."""

import pytest

from domain.geography import GeoPrecision, country_code, country_name, distance_km, fold, is_position, spellings


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("KÖLN", "koln"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("København", "kobenhavn"),
        ("L'Aquila", "l aquila"),
        ("St. Louis", "saint louis"),
        ("Sankt Gallen", "saint gallen"),
        ("Castrop-Rauxel", "castrop rauxel"),
        ("  ", ""),
    ],
)
def test_names_are_compared_without_case_marks_and_punctuation(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("S. Donato Milanese", "san donato milanese"),
        ("S. Maria Capua Vetere", "santa maria capua vetere"),
        ("Milano (MI)", "milano"),
        ("20121 Milano MI", "milano"),
        ("Bozen/Bolzano", "bolzano"),
        ("Sesto San Giovanni, Milano", "sesto san giovanni"),
        ("Muenchen", "munchen"),
        ("Frankfurt a.M.", "frankfurt am main"),
        ("Marseille Cedex 5", "marseille"),
        ("12Rio de Janeiro", "rio de janeiro"),
        ("N. Vancouver", "north vancouver"),
    ],
)
def test_a_typed_city_is_read_in_several_ways(typed: str, reading: str) -> None:
    assert reading in spellings(typed)


def test_the_faithful_reading_comes_first_and_none_comes_twice() -> None:
    readings = list(spellings("Bozen/Bolzano (BZ)"))
    assert readings[0] == "bozen bolzano bz"
    assert len(readings) == len(set(readings))
    assert list(spellings("")) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("IT", "IT"),
        ("ita", "IT"),
        ("Italia", "IT"),
        ("Italien", "IT"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("Stati Uniti", "US"),
        ("EE. UU.", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        ("Regno Unito", "GB"),
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("Alemania", "DE"),
        ("Germania", "DE"),
        ("ESPAÑA", "ES"),
        ("Spagna", "ES"),
        ("The Netherlands", "NL"),
        ("Côte d'Ivoire", "CI"),
        ("Österreich", "AT"),
        ("GR", "GR"),
        ("Freedonia", None),
        ("", None),
        (None, None),
    ],
)
def test_a_country_is_known_by_code_and_by_its_names(typed: str | None, code: str | None) -> None:
    assert country_code(typed) == code


def test_every_country_has_an_english_name_that_leads_back_to_it() -> None:
    for code in ("IT", "ES", "DE", "US", "GB", "CH", "KR", "CZ"):
        assert country_code(country_name(code)) == code
    assert country_name("QQ") == "QQ"


@pytest.mark.parametrize(
    ("latitude", "longitude", "usable"),
    [(45.46, 9.19, True), (0.0, 0.0, False), (None, 9.19, False), (95.0, 9.19, False), (0.0, 9.5, True)],
)
def test_only_a_true_position_counts_as_given(latitude: float | None, longitude: float | None, usable: bool) -> None:  # noqa: FBT001 - the expected answer
    assert is_position(latitude, longitude) is usable


def test_the_distance_from_milan_to_rome_is_477_kilometres() -> None:
    assert distance_km((45.4642, 9.1900), (41.9028, 12.4964)) == pytest.approx(477, abs=2)


def test_precision_is_stored_as_a_word() -> None:
    assert [str(each) for each in GeoPrecision] == ["exact", "postal", "city", "region", "country", "none"]
