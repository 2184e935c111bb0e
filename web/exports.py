"""Exports: what the filter holds as a file, CSV or XLSX, whose cells no spreadsheet program runs as a formula."""

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import IO, Any

import xlsxwriter
from flask import Blueprint, Response, request

from data.queries import export
from data.queries.export import HEADINGS, Cell, Heading
from data.session import Database
from domain import clock
from domain.access import Permission, Principal
from domain.errors import TooManyRows
from domain.filter import PipelineFilter
from domain.money import EXPONENTS, Money, exponent
from web import filters, session
from web.routes import needs

doors = Blueprint("exports", __name__)

BYTE_ORDER_MARK = "\ufeff"  # tells Excel that the file is UTF-8
LINES_AT_ONCE = 500
MOST_ROWS = 1_048_575  # of a sheet, without the headings
IN_MEMORY_BYTES = 1_000_000
PIECE_BYTES = 65_536
# Also full-width signs and signs after white space: some programs read those as a formula too.
FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠−]|[\t\r\n]")
WIDTHS = {"text": 22, "money": 16, "percent": 11, "date": 13, "count": 9}
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@doors.get("/export/opportunities.csv")
@needs(Permission.EXPORT)
def opportunities_csv() -> Response:
    """Answer with the opportunities of the query as CSV, sent while they are read."""
    principal, pipeline_filter, today = _asked()
    content = csv_text(_read(session.database(), principal, pipeline_filter))
    return attached(content, "text/csv", f"opportunities-{today}.csv")


@doors.get("/export/opportunities.xlsx")
@needs(Permission.EXPORT)
def opportunities_xlsx() -> Response:
    """Answer with the opportunities of the query as a workbook; raise TooManyRows beyond a sheet's limit."""
    principal, pipeline_filter, today = _asked()
    database = session.database()
    with database.read() as reading:
        count = export.count(reading, principal, pipeline_filter)
    if count > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS, count=count)
    content = xlsx_pieces(Sheet("opportunities", HEADINGS, _read(database, principal, pipeline_filter)))
    return attached(content, XLSX_TYPE, f"opportunities-{today}.xlsx")


def csv_text(rows: Iterable[tuple[Cell, ...]], headings: Iterable[Heading] = HEADINGS) -> Iterator[str]:
    """Yield CSV (RFC 4180) in pieces: UTF-8 with its mark, ISO dates, decimal points, whatever the reader's language."""
    yield BYTE_ORDER_MARK + _lines([[heading.name for heading in headings]])
    remaining = iter(rows)
    while piece := list(islice(remaining, LINES_AT_ONCE)):
        yield _lines([[_csv_cell(cell) for cell in row] for row in piece])


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook; the first columns stay in view."""

    name: str
    headings: Sequence[Heading]
    rows: Iterable[tuple[Cell, ...]]
    kept_columns: int = 2
    filtered: bool = True


def xlsx_pieces(*sheets: Sheet) -> Iterator[bytes]:
    """Yield a workbook in pieces; a large one waits on the disk and not in memory."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as file:
        write_xlsx(file, *sheets)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


def write_xlsx(file: IO[bytes], *sheets: Sheet) -> None:
    """Write a workbook: numbers as numbers, dates as dates, text as text and never a formula."""
    with xlsxwriter.Workbook(file, WORKBOOK_OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for wanted in sheets:
            _write_sheet(book, wanted, bold)


def _write_sheet(book: Any, wanted: Sheet, bold: Any) -> None:
    sheet = book.add_worksheet(wanted.name)
    sheet.freeze_panes(1, wanted.kept_columns)
    for place, heading in enumerate(wanted.headings):
        sheet.set_column(place, place, WIDTHS[heading.kind])
        sheet.write_string(0, place, heading.name, bold)
    write_cell = _cell_writer(book, sheet, wanted.headings)
    last = 0
    for last, row in enumerate(wanted.rows, start=1):
        for place, cell in enumerate(row):
            write_cell(last, place, cell)
    if wanted.filtered:
        sheet.autofilter(0, 0, last, len(wanted.headings) - 1)


def _cell_writer(book: Any, sheet: Any, headings: Sequence[Heading]) -> Callable[[int, int, Cell], None]:
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    percent = book.add_format({"num_format": "0%"})
    money = {digits: book.add_format({"num_format": _money_format(digits)}) for digits in {2, *EXPONENTS.values()}}

    def write(row: int, place: int, cell: Cell) -> None:
        if isinstance(cell, Money):
            sheet.write_number(row, place, cell.major, money[exponent(cell.currency)])
        elif isinstance(cell, date):
            sheet.write_datetime(row, place, cell, day)
        elif isinstance(cell, int) and headings[place].kind == "percent":
            sheet.write_number(row, place, Decimal(cell) / 100, percent)
        elif isinstance(cell, int | Decimal):
            sheet.write_number(row, place, cell)
        elif cell is not None:
            sheet.write_string(row, place, harmless(cell))

    return write


def harmless(text: str) -> str:
    """Return the text with an apostrophe in front where a spreadsheet program could read a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def attached(content: Iterator[str] | Iterator[bytes], mimetype: str, name: str) -> Response:
    """Return a file for the browser to keep under a name."""
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _asked() -> tuple[Principal, PipelineFilter, date]:
    principal = session.principal()
    principal.require(Permission.EXPORT)
    return (
        principal,
        filters.of_search(request.query_string.decode("utf-8", "replace"), principal.time_zone),
        clock.today(),
    )


def _read(database: Database, principal: Principal, pipeline_filter: PipelineFilter) -> Iterator[tuple[Cell, ...]]:
    with database.read() as reading:
        yield from export.rows(reading, principal, pipeline_filter)


def _lines(rows: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return f"{cell.major:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | Decimal) else harmless(cell)


def _money_format(digits: int) -> str:
    return f"#,##0.{'0' * digits}" if digits else "#,##0"
