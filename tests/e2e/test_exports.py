"""Exports: the file holds exactly what the board's filter holds."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
from playwright.sync_api import expect

from domain.access import Role
from tests.e2e.board import Board
from tests.e2e.books import Books
from tests.visiting import Visitors

SPANISH_ONES = "outcome <> 'cancelled' AND company_id = 2 AND stated_percent BETWEEN 25 AND 100"
FORMULA = '=HYPERLINK("http://elsewhere.test","click")'


def downloaded(board: Board, kind: str) -> bytes:
    """Export by the board's menu and return the file."""
    board.page.get_by_role("button", name="Export").click()
    with board.page.expect_download() as download:
        board.page.get_by_role("menuitem", name=kind).click()
    return Path(download.value.path()).read_bytes()


def test_both_files_hold_what_the_filter_holds_and_no_formula(visit: Visitors, books: Books) -> None:
    victim = books.rows(f"SELECT id, title FROM opportunity WHERE {SPANISH_ONES} ORDER BY id LIMIT 1")[0]
    books.change("UPDATE opportunity SET title = :title WHERE id = :id", title=FORMULA, id=victim.id)
    board = visit.board(Role.EXECUTIVE, "company=2&p=25-100")
    columns = books.columns(SPANISH_ONES)
    board.shows(columns)
    count = sum(sums.count for sums in columns.values())
    net = Decimal(sum(sums.net for sums in columns.values())) / 100

    lines = list(csv.reader(io.StringIO(downloaded(board, "CSV file").decode("utf-8-sig"))))
    check(lines[0], lines[1:], count, net)
    book = openpyxl.load_workbook(io.BytesIO(downloaded(board, "Excel file")))
    head, *rows = book.active.iter_rows(values_only=True)
    check(head, rows, count, net)
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    expect(board.column("won")).to_be_visible()  # the board is still there
    books.change("UPDATE opportunity SET title = :title WHERE id = :id", title=victim.title, id=victim.id)


def check(head: Sequence[object], rows: Sequence[Sequence[object]], count: int, net: Decimal) -> None:
    """Check how many rows there are, what they add up to, and that the formula is only text."""
    place = {str(name): number for number, name in enumerate(head)}
    assert len(rows) == count
    assert sum((Decimal(str(row[place["net"]])) for row in rows), Decimal(0)).quantize(Decimal("0.01")) == net
    assert {row[place["company"]] for row in rows} == {"Sartori Fluidos Ibérica S.L."}
    assert [row[place["title"]] for row in rows if "HYPERLINK" in str(row[place["title"]])] == [f"'{FORMULA}"]
