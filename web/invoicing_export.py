"""The invoicing board as files: CSV and XLSX exactly as filtered, and the PDF."""

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, request

from components.report import pdf
from data.queries.export import Cell, Heading
from data.queries.invoicing.export import HEADINGS, Export
from data.session import Database
from domain import clock
from domain.access import Permission, Principal
from domain.errors import TooManyRows
from domain.invoicing import InvoicingView, Kind
from domain.money import Money
from web import exports, router, session
from web.exports import MOST_ROWS, XLSX_TYPE, Sheet
from web.invoicing_report import Asked, month_rows, report, trust
from web.routes import needs

doors = Blueprint("invoicing_export", __name__)

PDF_TYPE = "application/pdf"
MONTH_HEADINGS = (
    Heading("currency"), Heading("month"),
    *(Heading(name, kind) for kind_ in Kind for name, kind in ((f"{kind_}_count", "count"), (kind_.value, "money"))),  # type: ignore[arg-type]  # the literals are those of Heading
    Heading("total", "money"), Heading("target", "money"), Heading("last_year", "money"),
)  # fmt: skip


@doors.get("/export/invoicing.csv")
@needs(Permission.EXPORT)
def invoicing_csv() -> Response:
    """Answer with the board's documents as CSV, sent while they are read."""
    principal, view, today = _asked()
    rows = _rows(session.database(), principal, view, today)
    return exports.attached(exports.csv_text(rows, HEADINGS), "text/csv", f"invoicing-{today}.csv")


@doors.get("/export/invoicing.xlsx")
@needs(Permission.EXPORT)
def invoicing_xlsx() -> Response:
    """Answer with a workbook: the documents, and the months with what they rest on; raise TooManyRows."""
    principal, view, today = _asked()
    database = session.database()
    with database.read() as reading:
        count = Export(reading, principal, view, today=today).count()
        months = list(_month_sheet(Asked.of(reading, principal, view, today)))
    if count > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS, count=count)
    documents = Sheet("documents", HEADINGS, _rows(database, principal, view, today), kept_columns=3)
    content = exports.xlsx_pieces(documents, Sheet("months", MONTH_HEADINGS, months, filtered=False))
    return exports.attached(content, XLSX_TYPE, f"invoicing-{today}.xlsx")


@doors.get("/export/invoicing.pdf")
@needs(Permission.EXPORT)
def invoicing_pdf() -> Response:
    """Answer with the board as a PDF to print or to send."""
    principal, view, today = _asked()
    with session.database().read() as reading:
        content = pdf(report(Asked.of(reading, principal, view, today)))
    return exports.attached(iter([content]), PDF_TYPE, f"invoicing-{today}.pdf")


def board_pdf(database: Database, principal: Principal, query: str) -> bytes:
    """Return the PDF of a view for a person, in the language in use; raise what the board raises."""
    today = clock.today(principal.time_zone)
    view = InvoicingView.from_query(router.read_search(query), today)
    with database.read() as reading:
        return pdf(report(Asked.of(reading, principal, view, today)))


def _asked() -> tuple[Principal, InvoicingView, date]:
    principal = session.principal()
    principal.require(Permission.EXPORT)
    today = clock.today(principal.time_zone)
    query = request.query_string.decode("utf-8", "replace")
    return principal, InvoicingView.from_query(router.read_search(query), today), today


def _rows(database: Database, principal: Principal, view: InvoicingView, today: date) -> Iterator[tuple[Cell, ...]]:
    with database.read() as reading:
        yield from Export(reading, principal, view, today=today).rows()


def _month_sheet(asked: Asked) -> Iterator[tuple[Cell, ...]]:
    for section, each, name, cells in month_rows(asked):
        currency = section.currency
        amounts: list[Cell] = []
        for cell in cells:
            amounts += [None, None] if cell is None else [cell.count, Money(cell.net_minor, currency)]
        total = sum(cell.net_minor for cell in cells if cell)
        target = None if each is None else section.targets.get(each)
        before = None if each is None else section.last_year.get(each, 0)
        sums = [None if minor is None else Money(minor, currency) for minor in (total, target, before)]
        yield currency, name, *amounts, *sums
    yield ()
    yield from trust(asked)
