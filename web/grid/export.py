"""The grid as a file: the columns that are seen, in their order, with the rows in theirs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, request

from components.grid import column_names, outcome_names
from data.queries.export import Cell, Heading
from data.queries.export import Kind as CellKind
from data.queries.grid import ROW_FIELDS
from data.queries.grid.names import NAMED, names
from data.session import Database, Session
from domain import clock
from domain.access import Permission, Principal
from domain.errors import BadFilter, TooManyRows
from domain.grid import COLUMNS, Kind
from domain.money import Money
from web import exports, router, session
from web.grid.view import View
from web.routes import needs

doors = Blueprint("grid_export", __name__)

EXPORT_PATH: Final = "/export/grid"
ROWS_AT_ONCE: Final = 500
PIN: Final = "*"  # behind a column that stays in view
KINDS: Final[Mapping[Kind, CellKind]] = {
    Kind.MONEY: "money", Kind.PERCENT: "percent", Kind.DATE: "date", Kind.DAYS: "count",
}  # fmt: skip


@doors.get(f"{EXPORT_PATH}.csv")
@needs(Permission.EXPORT)
def grid_csv() -> Response:
    """Answer with what the grid shows as CSV, sent while it is read; amounts in the currency of their row."""
    return exports.attached(exports.csv_text(*_asked()), "text/csv", f"opportunities-{clock.today()}.csv")


@doors.get(f"{EXPORT_PATH}.xlsx")
@needs(Permission.EXPORT)
def grid_xlsx() -> Response:
    """Answer with what the grid shows as a workbook; raise TooManyRows beyond a sheet's limit."""
    rows, headings = _asked()
    sheet = exports.Sheet("opportunities", headings, rows)
    return exports.attached(exports.xlsx_pieces(sheet), exports.XLSX_TYPE, f"opportunities-{clock.today()}.xlsx")


def read_columns(text: str) -> list[str]:
    """Return the columns of an address, "number*,contact,net"; all of them where it names none. Raises BadFilter."""
    found = [part.removesuffix(PIN) for part in text.split(",") if part]
    if not set(found) <= COLUMNS.keys() or len(set(found)) < len(found):
        raise BadFilter(key="columns", value=text[:40])
    return found or list(COLUMNS)


def _asked() -> tuple[Iterator[tuple[Cell, ...]], list[Heading]]:
    principal = session.principal()
    principal.require(Permission.EXPORT)
    return listed(session.database(), principal, request.query_string.decode("utf-8", "replace"))


def listed(database: Database, principal: Principal, search: str) -> tuple[Iterator[tuple[Cell, ...]], list[Heading]]:
    """Return rows and headings of a view; the amounts' currency is a column of its own, seen or not."""
    columns = read_columns(router.read_search(search).get("columns", ""))
    columns += [] if "currency" in columns else ["currency"]
    with database.read() as reading:
        view = View.of(reading, principal, search)
        view = replace(view, asked=replace(view.asked, group=None))  # a sheet has no groups: rows keep their order
        ids = view.grid(reading).in_order(exports.MOST_ROWS + 1)
    if len(ids) > exports.MOST_ROWS:
        raise TooManyRows(most=exports.MOST_ROWS, count=len(ids))
    named = column_names(view.asked.pipeline.basis)
    headings = [Heading(named[column], KINDS.get(COLUMNS[column], "text")) for column in columns]
    return _rows(database, view, ids, columns, outcome_names()), headings


def _rows(
    database: Database, view: View, ids: list[int], columns: list[str], outcomes: dict[str, str]
) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows; only some are in memory at a time."""
    with database.read() as reading:
        grid = view.grid(reading)
        for start in range(0, len(ids), ROWS_AT_ONCE):
            found = [dict(zip(ROW_FIELDS, row, strict=True)) for row in grid.of_ids(ids[start : start + ROWS_AT_ONCE])]
            named = _named(reading, found, columns)
            yield from (tuple(_cell(column, row, named, outcomes, view.today) for column in columns) for row in found)


def _named(reading: Session, found: list[dict[str, Any]], columns: list[str]) -> dict[str, dict[int, str]]:
    return {column: names(reading, column, [row[column] for row in found]) for column in columns if column in NAMED}


def _cell(
    column: str, row: dict[str, Any], named: dict[str, dict[int, str]], outcomes: dict[str, str], today: date
) -> Cell:
    if column in named:
        return named[column].get(row[column])
    if column == "idle":
        return (today - date.fromisoformat(row["touched_on"])).days if row["touched_on"] else None
    value: Cell = row[column]
    kind = COLUMNS[column]
    if kind is Kind.MONEY and isinstance(value, int):
        return Money(value, row["currency"])
    if kind is Kind.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    return outcomes.get(str(value), str(value)) if column == "outcome" else value
