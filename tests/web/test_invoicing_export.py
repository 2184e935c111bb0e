"""The invoicing board as files: what is filtered is what is told, sums agree with the board, formulas stay text."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import update

import manage
from components.formats import NBSP
from components.language import use_locale
from data.queries.people import principal_of_login
from data.schema.contact import Contact
from data.session import Database
from domain import clock
from domain.invoicing import InvoicingView, Kind
from domain.money import Money
from tests.documents import add_documents
from tests.web.conftest import Enter
from tests.world import World
from web.invoicing_report import Asked, filters, report

YEAR = "period=2026&currency=EUR"


@pytest.fixture
def filled(sqlite_database: Database, sqlite_world: World) -> World:
    """Return the small known company with documents of every kind."""
    add_documents(sqlite_database, sqlite_world)
    return sqlite_world


def csv_rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def asked(database: Database, login: str, query: str) -> Asked:
    with database.read() as reading:
        principal = principal_of_login(reading, login)
        assert principal is not None
        today = clock.today(principal.time_zone)
        return Asked.of(reading, principal, InvoicingView.from_query(query, today), today)


def test_the_csv_adds_up_to_the_board_in_a_single_currency(
    enter: Enter, sqlite_database: Database, filled: World
) -> None:
    query = f"period=2026&company={filled.companies['IT']}"
    answer = enter("executive").get(f"/export/invoicing.csv?{query}", buffered=True)
    assert answer.mimetype == "text/csv"
    rows = [row for row in csv_rows(answer.text) if row["currency"] == "EUR" and row["month"]]
    (section,) = asked(sqlite_database, "executive", query).sections
    wanted = {Kind.INVOICES: {"invoice", "credit_note", "debit_note"}, Kind.OPPORTUNITIES: {"opportunity"}}
    for kind, names in wanted.items():
        for month, cell in section.lane(kind).cells.items():
            name = f"{month // 12}-{month % 12 + 1:02}"
            mine = [row for row in rows if row["kind"] in names and row["month"] == name]
            if len(mine) == cell.count:  # the others hold francs, which only the board converts
                assert sum(Decimal(row["counted"] or 0) for row in mine) == Money(cell.net_minor, "EUR").major
    assert {row["kind"] for row in rows} >= {"invoice", "order", "opportunity"}


def test_only_what_is_filtered_and_in_reach_is_exported(enter: Enter, filled: World) -> None:
    everything = csv_rows(enter("executive").get(f"/export/invoicing.csv?{YEAR}", buffered=True).text)
    orders = csv_rows(enter("executive").get(f"/export/invoicing.csv?{YEAR}&show=orders", buffered=True).text)
    assert orders == [row for row in everything if row["kind"] == "order"]
    foreign = csv_rows(enter("foreign").get(f"/export/invoicing.csv?{YEAR}", buffered=True).text)
    assert {row["company"] for row in foreign} == {"Caudal Schweiz"}


def test_cells_are_never_formulas(enter: Enter, sqlite_database: Database, filled: World) -> None:
    with sqlite_database.write() as session:
        session.execute(update(Contact).values(name="=HYPERLINK(1)"))
    browser = enter("executive")
    rows = csv_rows(browser.get(f"/export/invoicing.csv?{YEAR}", buffered=True).text)
    assert {row["contact"] for row in rows if row["contact"]} == {"'=HYPERLINK(1)"}
    answer = browser.get(f"/export/invoicing.xlsx?{YEAR}", buffered=True)
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    assert "f" not in {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}


def test_the_workbooks_second_sheet_is_the_board_with_what_it_rests_on(
    enter: Enter, sqlite_database: Database, filled: World
) -> None:
    answer = enter("executive").get(f"/export/invoicing.xlsx?{YEAR}&owner={filled.users['sales']}", buffered=True)
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    assert book.sheetnames == ["documents", "months"]
    heads, *rows = [[cell.value for cell in row] for row in book["months"].iter_rows()]
    months = {row[1]: dict(zip(map(str, heads), row, strict=True)) for row in rows[:14]}
    (section,) = asked(sqlite_database, "executive", f"{YEAR}&owner={filled.users['sales']}").sections
    for kind in Kind:
        for month, cell in section.lane(kind).cells.items():
            row = months[f"{month // 12}-{month % 12 + 1:02}"]
            assert row[f"{kind}_count"] == cell.count
            assert Decimal(str(row[kind.value])) == Money(cell.net_minor, "EUR").major
        assert months["drafts"][f"{kind}_count"] == section.lane(kind).drafts.count
        assert months["no date"][f"{kind}_count"] == section.lane(kind).undated.count
    told = {str(row[0]): str(row[1]) for row in rows[14:] if row[0]}
    assert told["Filters"] == "Owner: Sara Vendi"
    assert told["As seen by"] == "Elena Vertice"
    assert "Counted" in told


def test_the_pdf_shows_the_figures_of_the_board_in_the_readers_language(
    enter: Enter, sqlite_database: Database, filled: World
) -> None:
    answer = enter("executive").get(f"/export/invoicing.pdf?{YEAR}", buffered=True)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].endswith(".pdf")
    text = PdfReader(io.BytesIO(answer.get_data())).pages[0].extract_text()
    figures = report(asked(sqlite_database, "executive", YEAR)).sections[0].figures
    assert len(figures) == 4
    assert all(figure.value in text for figure in figures)
    with use_locale("es"):
        spanish = report(asked(sqlite_database, "executive", YEAR))
    assert spanish.language == "es"
    assert "€" in spanish.sections[0].figures[0].value[-1]


def test_a_report_tells_its_filters_in_words(sqlite_database: Database, filled: World) -> None:
    world = filled
    query = (
        f"company={world.companies['IT']}&type={world.types['new']}&p=25-90&q=alfa&stage={world.stages['new', 2]}"
        "&show=invoices&invoices.status=paid&invoices.type=credit_note&invoices.number=I-&invoices.period=2026-Q3"
    )
    said = filters(asked(sqlite_database, "executive", query))
    assert said == [
        "Company: Caudal Italia", "Type: New business", "Stage: Budget", f"Probability: 25–90{NBSP}%", "Text: “alfa”",
        "Show: Invoices", "Invoices: paid, Credit note, “I-”, 2026-Q3",
    ]  # fmt: skip


def test_two_years_are_twelve_months_a_page(sqlite_database: Database, filled: World) -> None:
    long = report(asked(sqlite_database, "executive", "period=2026-01..2027-12&currency=EUR"))
    assert len(long.months) == 24
    assert (long.months[0], long.months[23]) == (f"Jan{NBSP}2026", f"Dec{NBSP}2027")
    assert report(asked(sqlite_database, "executive", "period=2026")).interval == "2026"
    assert report(asked(sqlite_database, "executive", "period=2026-Q3")).interval == f"Jul{NBSP}2026 – Sept{NBSP}2026"


def test_the_command_line_writes_the_pdf_in_somebodys_eyes(
    sqlite_database: Database,
    filled: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path
    monkeypatch.setenv("DATABASE_URL", sqlite_database.url)
    monkeypatch.setenv("CAUDAL_FOLDER", str(folder))
    path = folder / "board.pdf"
    words = ["report", "invoicing", "--output", str(path), "--query", YEAR]
    assert manage.main(words) == 0
    assert "Ada Root" in PdfReader(path).pages[0].extract_text()
    assert manage.main(words) == 1
    assert "exists already" in capsys.readouterr().err
    assert manage.main([*words, "--force", "--login", "sales", "--language", "it"]) == 0
    assert "Sara Vendi" in PdfReader(path).pages[0].extract_text()
    assert manage.main([*words, "--force", "--login", "nobody"]) == 1
    assert manage.main([*words, "--force", "--query", "basis=other"]) == 1
