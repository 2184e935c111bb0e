"""The files of a plan: its lines to fill in and import again, and the closing report beside them."""

from collections.abc import Iterator, Mapping

from flask import Blueprint, Response, request

from components.plans.closing import SHOWN, sums_of
from data.queries.export import Cell, Heading
from data.queries.plans import listing as queries
from data.queries.plans.tree import tree
from data.session import Session
from domain import clock
from domain.access import Permission, Principal
from domain.errors import NotFound
from domain.money import Money
from domain.plan.periods import Span
from web import exports, router, session
from web.exports import XLSX_TYPE, Sheet
from web.plans.view import EXPORT, closing_of
from web.routes import needs
from workflow.plans import files

doors = Blueprint("plans", __name__)


@doors.get(f"{EXPORT}.csv")
@needs(Permission.EXPORT)
def plan_csv() -> Response:
    """Answer with the lines of a plan as CSV, to fill in and to import."""
    with session.database().read() as reading:
        _principal, row = _asked(reading)
        spans = queries.spans(reading, row)
        rows = [tuple(map(files.written, cells)) for cells in files.rows(tree(reading, row.id), spans, row.currency)]
    return exports.attached(exports.csv_text(rows, _headings(spans)), "text/csv", f"plan-{row.id}-{row.edition}.csv")


@doors.get(f"{EXPORT}.xlsx")
@needs(Permission.EXPORT)
def plan_xlsx() -> Response:
    """Answer with a workbook: the lines to fill in and to import, and the closing report line by line and range by range."""
    with session.database().read() as reading:
        principal, row = _asked(reading)
        spans = queries.spans(reading, row)
        lines = list(files.rows(tree(reading, row.id), spans, row.currency))
        rows = list(_closing(reading, principal, row))
    plan = Sheet("plan", _headings(spans), lines, filtered=False)
    names = [source.value for source in SHOWN[row.kind.value]]
    headings = [
        Heading("line"), Heading("range"), Heading("from", "date"), Heading("until", "date"),
        *(Heading(name, "money") for name in ("planned", *names, "variance")),
    ]  # fmt: skip
    content = exports.xlsx_pieces(plan, Sheet("closing", headings, rows))
    return exports.attached(content, XLSX_TYPE, f"plan-{row.id}-{row.edition}.xlsx")


def _headings(spans: Mapping[int, Span]) -> list[Heading]:
    return [
        Heading(name, "money" if name in {span.label for span in spans.values()} else "text")
        for name in files.header(spans)
    ]


def _asked(reading: Session) -> tuple[Principal, queries.PlanRow]:
    principal = session.principal()
    principal.require(Permission.EXPORT)
    text = router.read_search(request.query_string.decode("utf-8", "replace")).get("plan")
    if not text:
        raise NotFound
    return principal, queries.plan(reading, principal, router.record_id(text))


def _closing(reading: Session, principal: Principal, row: queries.PlanRow) -> Iterator[tuple[Cell, ...]]:
    lines = tree(reading, row.id)
    found = closing_of(reading, principal, row, clock.today(principal.time_zone))
    for branch in lines.branches():
        if not branch.node.is_detail:
            continue
        for place, span in queries.spans(reading, row).items():
            planned, came, *others = sums_of(lines, branch, found, [place], row.kind.value)
            minors = [planned.minor, came.minor, *(value.minor for value in others), came.minor - planned.minor]
            yield (
                branch.path,
                span.label,
                span.starts_on,
                span.ends_on,
                *(Money(minor, row.currency) for minor in minors),
            )
