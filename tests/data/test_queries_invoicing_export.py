"""The exported board: its rows are the board's documents, and add up to its sums to the cent, whatever the view."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from data.queries.invoicing import Cell, Section, board
from data.queries.invoicing.export import HEADINGS, Export, Row
from data.queries.invoicing.months import Exchange
from data.schema.company import Company
from data.session import Database
from domain.filter import PipelineFilter
from domain.invoicing import Basis, InvoicingView, Kind
from domain.money import Money, weighted_minor
from tests.books import add_books
from tests.data.test_queries_invoicing import KEPT, LOGINS, plain, views
from tests.world import TODAY, World

LANES = {
    "invoice": Kind.INVOICES, "credit_note": Kind.INVOICES, "debit_note": Kind.INVOICES, "order": Kind.ORDERS,
    "opportunity": Kind.OPPORTUNITIES,
}  # fmt: skip
NAMES = [heading.name for heading in HEADINGS]
Sums = dict[tuple[str, Kind, int], tuple[int, int]]


@pytest.fixture(scope="module", autouse=True)
def _books(_filled: tuple[Database, World]) -> None:
    database, world = _filled
    with database.write() as session:
        add_books(session, world)


def exported(shelf: Database, stock: World, login: str, view: InvoicingView) -> list[Row]:
    with shelf.read() as session:
        export = Export(session, stock.principal(login), view, today=TODAY)
        rows = list(export.rows())
        assert export.count() == len(rows)
        return rows


def value(row: Row, name: str) -> object:
    return row[NAMES.index(name)]


def added_up(shelf: Database, sections: tuple[Section, ...], rows: list[Row]) -> Sums:
    """Add up what the rows count: by section, lane and month in each currency first, then convert each sum once."""
    with shelf.read() as session:
        ids = {name: id_ for id_, name in session.execute(select(Company.id, Company.name))}
        place = {id_: section.currency for section in sections for id_ in section.company_ids}
        sums: dict[tuple[str, Kind, int, str], list[int]] = defaultdict(lambda: [0, 0])
        for row in rows:
            counted = value(row, "counted")
            if counted is None:
                continue
            assert isinstance(counted, Money)
            year, _, number = str(value(row, "month") or "0-1").partition("-")
            key = (
                place[ids[str(value(row, "company"))]],
                LANES[str(value(row, "kind"))],
                int(year) * 12 + int(number) - 1,
            )
            found = sums[(*key, counted.currency)]
            found[0] += 1
            found[1] += counted.minor
        totals: dict[tuple[str, Kind, int], tuple[int, int]] = {}
        for (section, kind, month, currency), (count, minor) in sums.items():
            converted = Exchange(session, section, TODAY).minor(minor, currency, month)
            before = totals.get((section, kind, month), (0, 0))
            totals[section, kind, month] = before[0] + count, before[1] + converted
        return totals


def of_board(sections: tuple[Section, ...]) -> Sums:
    return {
        (section.currency, lane.kind, month): (cell.count, cell.net_minor)
        for section in sections
        for lane in section.lanes
        for month, cell in {**lane.cells, 0: lane.undated}.items()
        if cell != Cell()
    }


def test_rows_add_up_to_the_boards_months_for_any_view(shelf: Database, stock: World) -> None:
    @KEPT
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        shown = data.draw(st.frozensets(st.sampled_from(Kind), min_size=1))
        view = replace(data.draw(views(stock)), shown=shown)
        login = data.draw(st.sampled_from(LOGINS))
        with shelf.read() as session:
            sections = board(session, stock.principal(login), view, today=TODAY)
        rows = exported(shelf, stock, login, view)
        assert added_up(shelf, sections, rows) == of_board(sections)
        drafts = [row for row in rows if value(row, "counted") is None]
        assert len(drafts) == sum(lane.drafts.count for section in sections for lane in section.lanes)
        assert {value(row, "status") for row in drafts} <= {"draft"}

    check()


def test_weighted_rows_are_rounded_so_that_they_add_up(shelf: Database, stock: World) -> None:
    rows = exported(shelf, stock, "executive", plain(pipeline=PipelineFilter(currency="EUR")))
    parts = [row for row in rows if value(row, "kind") == "opportunity"]
    assert len(parts) > 3
    for row in parts:
        counted, rest, percent = value(row, "counted"), value(row, "open"), value(row, "probability")
        assert isinstance(counted, Money)
        assert isinstance(rest, Money)
        assert isinstance(percent, int)
        assert abs(counted.minor - weighted_minor(rest.minor * percent)) <= 1


def test_documents_in_full_are_exported_in_full(shelf: Database, stock: World) -> None:
    rows = exported(shelf, stock, "executive", plain(basis=Basis.DOCUMENTS))
    assert rows
    assert all(value(row, "counted") in {None, value(row, "net")} for row in rows)


def test_rows_come_lane_by_lane_and_month_by_month_and_say_what_dates_them(shelf: Database, stock: World) -> None:
    rows = exported(shelf, stock, "executive", plain(pipeline=PipelineFilter(currency="EUR")))
    order = list(Kind)
    lanes = [order.index(LANES[str(value(row, "kind"))]) for row in rows]
    assert lanes == sorted(lanes)
    for kind in Kind:
        months = [value(row, "month") for row in rows if LANES[str(value(row, "kind"))] is kind and value(row, "month")]
        assert months == sorted(map(str, months))
    assert {value(row, "dated_by") for row in rows} <= {"line", "header", "lead_time", "none"}
    undated = [row for row in rows if not value(row, "month") and value(row, "counted") is not None]
    assert {value(row, "dated_by") for row in undated} == {"none"}
