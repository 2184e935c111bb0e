"""Reading files: encodings, delimiters, and values that must not be bent."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.importers import converters
from data.importers.converters import BadValue
from data.importers.decoding import NotDecodable, decode
from data.importers.issues import Issues
from data.importers.profile_parts import FileShape, Reading
from data.importers.reading import Table, read_table

ROME = ZoneInfo("Europe/Rome")
NAMES = "Città;Qualità\nCesena;più alta\nMünchen;größer\nSão Paulo;coração\nŒuvre d’Été;100 €\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_an_encoding_is_found_by_the_letters_it_makes(encoding: str) -> None:
    text, found = decode(NAMES.encode(encoding), None)
    assert text == NAMES
    assert found == {"utf-8": "utf-8-sig"}.get(encoding, encoding)


def test_a_declared_encoding_is_not_doubted() -> None:
    assert decode(b"Citt\xe0", "cp1252") == ("Città", "cp1252")
    with pytest.raises(NotDecodable, match="line 2 holds the byte E0, which is not UTF-8"):
        decode(b"a\nCitt\xe0", "utf-8")


def read(tmp_path: Path, content: bytes, reading: Reading | None = None, **shape: object) -> tuple[Table, Issues]:
    path = tmp_path / "some.csv"
    path.write_bytes(content)
    issues = Issues()
    file = FileShape(name="some.csv", **shape)  # type: ignore[arg-type]  # the tests name its fields
    return read_table(path, file, {"id", "name"}, reading or Reading(), issues), issues


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_finds_the_columns(mark: str, tmp_path: Path) -> None:
    table, issues = read(tmp_path, f'id{mark}name\n1{mark}"a{mark}b;c,d"\n'.encode())
    assert [line.cells for line in table.lines] == [("1", f"a{mark}b;c,d")]
    assert not issues.errors
    assert len(issues.warnings) == (mark != ",")


def test_rows_of_another_width_are_refused_and_never_shifted(tmp_path: Path) -> None:
    table, issues = read(tmp_path, b"id,name\n1,a\n2,b,c\n3\n4,d\n")
    assert [line.cells for line in table.lines] == [("1", "a"), ("4", "d")]
    assert [(issue.spot.row, "shifted" in issue.reason) for issue in issues.errors] == [(3, True), (4, True)]


def test_texts_stay_as_they_are_written(tmp_path: Path) -> None:
    content = 'id,name\n00123,NA\n99999999999999993,None\n1e5,"null"\n007,"=1+1"\n1," "" x\n y "\n'
    table, issues = read(tmp_path, content.encode())
    assert [line.cells for line in table.lines] == [
        ("00123", "NA"), ("99999999999999993", "None"), ("1e5", "null"), ("007", "=1+1"), ("1", '" x\n y'),
    ]  # fmt: skip
    assert not issues.errors


def test_what_stands_for_nothing_is_declared(tmp_path: Path) -> None:
    table, _ = read(tmp_path, b"id,name\n1,NULL\n2,n/a\n", Reading(empty=("NULL", "n/a")))
    assert [line.cells[1] for line in table.lines] == ["", ""]


def test_empty_rows_are_counted_and_a_footer_is_left_out(tmp_path: Path) -> None:
    content = b"id,name\n1,a\n\n,\n2,b\n"
    table, issues = read(tmp_path, content)
    assert [line.row for line in table.lines] == [2, 5]
    assert [issue.count for issue in issues.warnings] == [2]
    footed = b'id,name\n1,a\n\n"Report"\n"Copyright (c)"\n'
    table, issues = read(tmp_path, footed, footer=True)
    assert [line.row for line in table.lines] == [2]
    assert not issues.errors
    assert read(tmp_path, footed)[1].error_count == 2


def test_corrections_are_counted_and_other_columns_mentioned(tmp_path: Path) -> None:
    table, issues = read(tmp_path, b"id,name,more\n1,aa,x\n2,aa,y\n3,b,z\n", correct={"name": {"aa": "a"}})
    assert [line.cells[1] for line in table.lines] == ["a", "a", "b"]
    assert [(issue.spot.column, issue.count) for issue in issues.warnings] == [("more", 1), ("name", 2)]


@pytest.mark.parametrize(
    ("text", "comma", "number"),
    [
        ("1.234,56", True, "1234.56"), ("1,234.56", False, "1234.56"), ("-7", False, "-7"), ("1 234,5", True, "1234.5"),
        ("11435.0", False, "11435"), ("1'234'567.8", False, "1234567.8"),
    ],
)  # fmt: skip
def test_numbers_are_read_with_point_or_comma(text: str, comma: bool, number: str) -> None:  # noqa: FBT001  a parameter of the table above
    assert converters.decimal(text, comma=comma) == Decimal(number)


@pytest.mark.parametrize("text", ["", "1,5", "1.2.3", "1e5", "NaN", "Infinity", "٣", "12,34,567", "1 2", "--1", "0x1"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="is not a number"):
        converters.decimal(text, comma=False)


@pytest.mark.parametrize(
    ("text", "written", "day"),
    [
        ("2024-01-31", "iso", date(2024, 1, 31)),
        ("1996-07-04 00:00:00.000", "iso", date(1996, 7, 4)),
        ("2024-01-02T23:30:00.000Z", "iso", date(2024, 1, 3)),
        ("2024-01-02T23:30:00-05:00", "iso", date(2024, 1, 3)),
        ("2024-01-02 23:30", "iso", date(2024, 1, 2)),
        ("02/01/2024", "day-first", date(2024, 1, 2)),
        ("2.1.2024", "day-first", date(2024, 1, 2)),
        ("01/02/2024 9:05:00 AM", "month-first", date(2024, 1, 2)),
        ("02.01.24", "%d.%m.%y", date(2024, 1, 2)),
    ],
)
def test_days_are_read_as_they_are_declared(text: str, written: str, day: date) -> None:
    assert converters.day(text, written, ROME) == day


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2024-02-30", "iso"), ("02/01/2024", "iso"), ("31/01/2024", "month-first"), ("01/31/2024", "day-first"),
        ("2024-01-02", "day-first"), ("45292", "iso"), ("2024-01-02 25:00", "iso"), ("1/2-2024", "day-first"),
        ("1899-12-30", "iso"), ("9999-12-31", "iso"), ("٢٠٢٤-٠١-٠٢x", "iso"), ("2024-01-02T10:00:00+99:99", "iso"),
    ],
)  # fmt: skip
def test_days_that_are_none_are_refused(text: str, written: str) -> None:
    with pytest.raises(BadValue):
        converters.day(text, written, ROME)


def test_money_is_exact_and_large_units_are_multiplied() -> None:
    assert converters.money("1100.04", "USD", comma=False, factor=Decimal(1_000_000)) == 110_004_000_000
    assert converters.money("€ 11.435,50", "EUR", comma=True) == 1_143_550
    assert converters.money("500", "JPY", comma=False) == 500
    for text in ("1.005", "12O", "1e3", ""):
        with pytest.raises(BadValue):
            converters.money(text, "USD", comma=False)
    with pytest.raises(BadValue):
        converters.money("1.0000000001", "USD", comma=False, factor=Decimal(1000))


def test_percents_countries_and_roles() -> None:
    assert converters.percent("75 %", comma=False, factor=Decimal(1)) == 75
    assert converters.percent("0.75", comma=False, factor=Decimal(100)) == 75
    with pytest.raises(BadValue):
        converters.percent("101", comma=False, factor=Decimal(1))
    assert converters.country("Germania") == "DE"
    with pytest.raises(BadValue):
        converters.role("administrator")
