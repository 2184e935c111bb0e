"""The exported files: complete, exact, and harmless in a spreadsheet program."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.queries.export import HEADINGS, Cell, Heading
from data.schema.opportunity import Opportunity
from data.session import Database
from domain.money import Money
from tests.web.conftest import Enter
from tests.world import World
from web.exports import FORMULA, Sheet, csv_text, harmless, write_xlsx

DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1", "   -2", "\u00a0=1", "＝1+1", "＋1", "－1", "＠x",
    " ＝1", "\u200b=1", "−1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://elsewhere.example","x")', "\u3000=1",
]  # fmt: skip
PLAIN = [
    "Press",
    "A=B",
    "3-2",
    "it's",
    "'",
    "",
    "1,5",
    "née",
    "a\nb",
    "€ 5",
    '"quoted"',
    "0012",
    "https://caudal.example",
]
TEXT = (Heading("title"),)


def read_csv(pieces: Iterator[str]) -> list[list[str]]:
    text = "".join(pieces)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def read_xlsx(content: bytes) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    (sheet,) = book.worksheets
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds, "no cell is a formula"
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def xlsx_of(rows: list[tuple[Cell, ...]], headings: tuple[Heading, ...]) -> list[list[object]]:
    file = io.BytesIO()
    write_xlsx(file, Sheet("rows", headings, rows))
    return read_xlsx(file.getvalue())


# ── Cells ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert read_csv(csv_text([(text,)], TEXT))[1] == [f"'{text}"]
    assert str(xlsx_of([(text,)], TEXT)[1][0]).startswith("'")


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
    assert read_csv(csv_text([(text,)], TEXT))[1] in ([text], [])
    assert xlsx_of([(text,)], TEXT)[1][0] in {text, None}


@given(st.text())
def test_no_text_at_all_begins_like_a_formula_after_export(text: str) -> None:
    assert not FORMULA.match(harmless(text)) or not text


def test_numbers_and_days_are_written_exactly_in_csv() -> None:
    headings = tuple(Heading(name) for name in "abcdef")
    row: tuple[Cell, ...] = (
        Money(123_456_789, "EUR"), Money(-5, "EUR"), Money(5_000_001, "JPY"), Money(1, "KWD"), date(2026, 7, 5), None,
    )  # fmt: skip
    assert read_csv(csv_text([row], headings))[1] == ["1234567.89", "-0.05", "5000001", "0.001", "2026-07-05", ""]


def test_numbers_and_days_are_numbers_and_days_in_a_workbook() -> None:
    headings = (Heading("net", "money"), Heading("net", "money"), Heading("day", "date"), Heading("p", "percent"))
    row: tuple[Cell, ...] = (Money(123_456_789, "EUR"), Money(-5_000_001, "JPY"), date(2026, 7, 5), 25)
    assert xlsx_of([row], headings)[1] == [1_234_567.89, -5_000_001, datetime(2026, 7, 5), 0.25]  # noqa: DTZ001  as openpyxl reads days


def test_an_empty_export_still_has_its_headings() -> None:
    names = [heading.name for heading in HEADINGS]
    assert read_csv(csv_text([])) == [names]
    assert xlsx_of([], HEADINGS) == [names]


def test_many_rows_come_in_pieces_and_none_is_lost() -> None:
    rows = [(f"row {number}",) for number in range(1234)]
    pieces = list(csv_text(rows, TEXT))
    assert len(pieces) == 4
    assert [line[0] for line in read_csv(iter(pieces))[1:]] == [row[0] for row in rows]


# ── Doors ──────────────────────────────────────────────────────────────────────────────────────────


def rows_of(enter: Enter, login: str, query: str = "") -> list[dict[str, str]]:
    answer = enter(login).get(f"/export/opportunities.csv{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=opportunities-20")
    heading, *rows = read_csv(iter([answer.get_data(as_text=True)]))
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_everyone_exports_what_they_see(enter: Enter) -> None:
    assert {row["number"] for row in rows_of(enter, "foreign")} == {"CH-0014", "CH-0015", "CH-0016", "CH-0017"}
    assert len(rows_of(enter, "administrator")) == 16
    assert {row["company"] for row in rows_of(enter, "sales")} == {"Caudal Italia"}


def test_the_export_holds_exactly_what_the_filter_holds(enter: Enter, sqlite_world: World) -> None:
    rows = rows_of(enter, "administrator", "?p=50-50&q=press")
    assert [row["title"] for row in rows] == ["Hydraulic press", "Swiss cutter"]
    assert [(row["net"], row["currency"]) for row in rows] == [("120000.00", "EUR"), ("33333.33", "CHF")]
    assert rows_of(enter, "sales", f"?company={sqlite_world.companies['CH']}") == []


def test_the_workbook_holds_the_same_rows(enter: Enter) -> None:
    answer = enter("administrator").get("/export/opportunities.xlsx?p=25-50")
    assert answer.status_code == 200
    heading, *rows = read_xlsx(answer.data)
    in_csv = rows_of(enter, "administrator", "?p=25-50")
    assert [row[0] for row in rows] == [row["number"] for row in in_csv]
    net = heading.index("net")
    assert [Decimal(str(row[net])) for row in rows] == [Decimal(row["net"]) for row in in_csv]


@pytest.mark.parametrize("name", ["opportunities.csv", "opportunities.xlsx"])
def test_a_filter_that_cannot_be_read_is_refused(enter: Enter, name: str) -> None:
    for query in ("?p=high", "?company=1;2", "?period=soon", "?as_of=never"):
        assert enter("sales").get(f"/export/{name}{query}").status_code == 400


@pytest.mark.parametrize("name", ["opportunities.csv", "opportunities.xlsx"])
def test_without_signing_in_nothing_is_exported(enter: Enter, sqlite_database: Database, name: str) -> None:
    answer = enter("sales").application.test_client().get(f"/export/{name}")
    assert answer.status_code in {302, 303, 401}
    assert b"IT-0001" not in answer.data


def test_a_title_that_is_a_formula_leaves_the_house_harmless(
    enter: Enter, sqlite_database: Database, sqlite_world: World
) -> None:
    with sqlite_database.write() as session:
        session.get_one(Opportunity, sqlite_world.opportunities["press"]).title = "=1+1"
    assert rows_of(enter, "sales", "?p=50-50")[0]["title"] == "'=1+1"
    rows = read_xlsx(enter("sales").get("/export/opportunities.xlsx?p=50-50").data)
    assert "'=1+1" in rows[1]
