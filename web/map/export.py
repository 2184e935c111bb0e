"""The contacts on the map as a file: those inside an outline, or inside what the map shows."""

from collections.abc import Iterator

from flask import Blueprint, Response, request

from data.queries.export import Cell, Heading
from data.queries.map.chosen import Chosen, chosen
from data.queries.reporting import Converter, reporting_currency
from domain import clock
from domain.access import Permission
from domain.errors import TooManyRows
from domain.money import Money
from domain.outline import KEY, Outline
from web import exports, filters, router, session
from web.routes import needs

doors = Blueprint("map_export", __name__)

EXPORT_PATH = "/export/map"
HEADINGS = (
    Heading("contact"), Heading("city"), Heading("country"), Heading("latitude"), Heading("longitude"),
    Heading("opportunities", "count"), Heading("currency"), Heading("net", "money"), Heading("weighted", "money"),
    Heading("last_activity_on", "date"),
)  # fmt: skip


@doors.get(f"{EXPORT_PATH}.csv")
@needs(Permission.EXPORT)
def map_csv() -> Response:
    """Answer with the contacts inside `outline` as CSV, the largest first. Raises BadFilter, RateMissing."""
    return exports.attached(exports.csv_text(_rows(), HEADINGS), "text/csv", f"contacts-{clock.today()}.csv")


@doors.get(f"{EXPORT_PATH}.xlsx")
@needs(Permission.EXPORT)
def map_xlsx() -> Response:
    """Answer with the same as a workbook; raise TooManyRows beyond a sheet's limit."""
    sheet = exports.Sheet("contacts", HEADINGS, _rows(), kept_columns=1)
    return exports.attached(exports.xlsx_pieces(sheet), exports.XLSX_TYPE, f"contacts-{clock.today()}.xlsx")


def _rows() -> Iterator[tuple[Cell, ...]]:
    principal = session.principal()
    principal.require(Permission.EXPORT)
    search = request.query_string.decode("utf-8", "replace")
    wanted, outline = (
        filters.of_search(search, principal.time_zone),
        Outline.from_text(router.read_search(search).get(KEY, "")),
    )
    with session.database().read() as reading:
        currency = reporting_currency(reading, principal, wanted)
        converter = Converter(reading, currency, clock.today(principal.time_zone))
        found = chosen(reading, principal, wanted, outline, converter)
    if len(found) > exports.MOST_ROWS:
        raise TooManyRows(most=exports.MOST_ROWS, count=len(found))
    return (_cells(one, currency) for one in found)


def _cells(one: Chosen, currency: str) -> tuple[Cell, ...]:
    net, weighted = (Money(minor, currency) for minor in (one.totals.net_minor, one.totals.weighted_minor))
    place = (f"{one.latitude:.5f}", f"{one.longitude:.5f}")
    return one.name, one.city, one.country, *place, one.totals.count, currency, net, weighted, one.touched_on
