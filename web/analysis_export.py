"""The panels of the analysis as files: the rows that a panel draws, as numbers, for the filter of the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request

from data.queries.export import Cell, Heading
from data.session import Session
from domain.access import Permission
from domain.errors import NotFound
from web import exports, session
from web.analysis import View
from web.routes import needs

doors = Blueprint("analysis_export", __name__)
PATH: Final = "/export/analysis"


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and rows below them."""

    headings: tuple[Heading, ...]
    rows: list[tuple[Cell, ...]]


Read = Callable[[Session, View], Table]
_reads: dict[str, Read] = {}


def offer(reads: Mapping[str, Read]) -> None:
    """Let panels be had as files, each under its name; the page that draws them knows their rows."""
    _reads.update(reads)


def path(panel: str, kind: str) -> str:
    """Return where the file of a panel is had; the address's query is added when it is asked for."""
    return f"{PATH}/{panel}.{kind}"


@doors.get(f"{PATH}/<panel>.csv")
@needs(Permission.EXPORT)
def panel_csv(panel: str) -> Response:
    """Answer with the rows of a panel as CSV; raise NotFound for one that is not there."""
    view, table = _asked(panel)
    return exports.attached(exports.csv_text(table.rows, table.headings), "text/csv", f"{panel}-{view.today}.csv")


@doors.get(f"{PATH}/<panel>.xlsx")
@needs(Permission.EXPORT)
def panel_xlsx(panel: str) -> Response:
    """Answer with the rows of a panel as a workbook; raise NotFound for one that is not there."""
    view, table = _asked(panel)
    sheet = exports.Sheet(panel, table.headings, table.rows, kept_columns=1, filtered=False)
    return exports.attached(exports.xlsx_pieces(sheet), exports.XLSX_TYPE, f"{panel}-{view.today}.xlsx")


def _asked(panel: str) -> tuple[View, Table]:
    read = _reads.get(panel)
    if read is None:
        raise NotFound
    with session.database().read() as reading:
        view = View.of_pipeline(reading, session.principal(), request.query_string.decode("utf-8", "replace"))
        return view, read(reading, view)
