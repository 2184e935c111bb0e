"""The forecast as files: its months with their parts, ranges and targets, as the page shows them."""

from collections.abc import Iterator

from flask import Blueprint, Response, request

from data.queries.export import Cell, Heading
from domain.access import Permission
from domain.money import Money
from domain.outlook import Band, OutlookMonth, OutlookPath, Part
from web import exports, session
from web.exports import XLSX_TYPE, Sheet
from web.forecast import View
from web.routes import needs

doors = Blueprint("forecast_export", __name__)

PATH = "/export/forecast"
QUANTILES = ("p10", "p25", "p50", "p75", "p90")
HEADINGS = (
    Heading("month", "date"), Heading("currency"), *(Heading(part.value, "money") for part in Part),
    Heading("mean", "money"), *(Heading(name, "money") for name in QUANTILES),
    *(Heading(f"so_far_{name}", "money") for name in QUANTILES), Heading("target", "money"), Heading("gap", "money"),
)  # fmt: skip


@doors.get(f"{PATH}.csv")
@needs(Permission.EXPORT)
def forecast_csv() -> Response:
    """Answer with the months of the address as CSV."""
    view, path = _asked()
    return exports.attached(
        exports.csv_text(rows(path), HEADINGS), "text/csv", f"forecast-{view.year}-{view.today}.csv"
    )


@doors.get(f"{PATH}.xlsx")
@needs(Permission.EXPORT)
def forecast_xlsx() -> Response:
    """Answer with the months of the address as a workbook."""
    view, path = _asked()
    content = exports.xlsx_pieces(Sheet("forecast", HEADINGS, rows(path), filtered=False))
    return exports.attached(content, XLSX_TYPE, f"forecast-{view.year}-{view.today}.xlsx")


def _asked() -> tuple[View, OutlookPath]:
    principal = session.principal()
    principal.require(Permission.EXPORT)
    view = View.of(principal, request.query_string.decode("utf-8", "replace"))
    with session.database().read() as reading:
        return view, view.path(reading, view.scenario)


def rows(path: OutlookPath) -> Iterator[tuple[Cell, ...]]:
    """Yield the months as rows under HEADINGS."""
    for month in path.months:
        yield _row(path, month)


def _row(path: OutlookPath, month: OutlookMonth) -> tuple[Cell, ...]:
    """Return a month; what is not known of it, such as a range beyond the forecast, stays empty."""

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, path.currency)

    def quantiles(band: Band) -> list[Money | None]:
        return [None if month.is_beyond else money(getattr(band, name)) for name in QUANTILES]

    parts = [money(month.part(part)) for part in Part]
    aimed = [money(month.target_minor), None if month.is_beyond else money(month.gap_minor)]
    return (
        month.month,
        path.currency,
        *parts,
        money(month.mean_minor),
        *quantiles(month.band),
        *quantiles(month.so_far),
        *aimed,
    )
