"""What is behind a cell of the forecast as a file: every document and opportunity, as many as a sheet holds."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from data.queries.export import Cell, Heading
from domain.access import Permission
from domain.money import Money
from domain.outlook import Behind
from web import exports, router, session
from web.exports import MOST_ROWS, XLSX_TYPE, Sheet
from web.forecast import View
from web.routes import needs

doors = Blueprint("forecast_cell_export", __name__)

PATH = "/export/forecast-cell"
CELL = "cell"  # which one, "2026-07.backlog" or "year.pipeline"
HEADINGS = (
    Heading("kind"), Heading("number"), Heading("contact"), Heading("title"), Heading("date", "date"), Heading("currency"),
    Heading("net", "money"), Heading("chance", "percent"), Heading("counted", "money"),
)  # fmt: skip


@doors.get(f"{PATH}.csv")
@needs(Permission.EXPORT)
def cell_csv() -> Response:
    """Answer with what is behind the cell of the address as CSV; the rows add up to the cell."""
    found, today = _asked()
    return exports.attached(exports.csv_text(_rows(found), HEADINGS), "text/csv", f"{_name(found)}-{today}.csv")


@doors.get(f"{PATH}.xlsx")
@needs(Permission.EXPORT)
def cell_xlsx() -> Response:
    """Answer with what is behind the cell of the address as a workbook; the rows add up to the cell."""
    found, today = _asked()
    content = exports.xlsx_pieces(Sheet(found.cell.part.value, HEADINGS, _rows(found)))
    return exports.attached(content, XLSX_TYPE, f"{_name(found)}-{today}.xlsx")


def address(search: str | None, cell: str) -> str:
    """Return the address of a cell's file, with "{kind}" for its kind."""
    query = urlencode({**router.read_search(search), CELL: cell}, safe=",")  # which quotes braces too
    return f"{PATH}.{{kind}}?{query}"


def _asked() -> tuple[Behind, date]:
    principal = session.principal()
    principal.require(Permission.EXPORT)
    search = request.query_string.decode("utf-8", "replace")
    view = View.of(principal, search)
    with session.database().read() as reading:
        return view.behind(reading, router.read_search(search).get(CELL, ""), limit=MOST_ROWS), view.today


def _name(found: Behind) -> str:
    month = f"{found.cell.month:%Y-%m}" if found.cell.month else str(found.cell.year)
    return f"forecast-{month}-{found.cell.part.value}"


def _rows(found: Behind) -> Iterator[tuple[Cell, ...]]:
    for row in found.rows:
        title = f"{row.on:%Y-%m}" if row.kind == "month" else row.title
        yield (
            row.kind, row.number, row.contact, title, row.on, found.currency, Money(row.net_minor, found.currency),
            None if row.chance is None else round(row.chance * 100), Money(row.counts_minor, found.currency),
        )  # fmt: skip
