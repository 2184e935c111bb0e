"""A plan's file says what the plan says, and what was filled in comes back; anything else is refused in a sentence."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from data.queries.export import Heading
from domain.errors import BadAmount
from domain.plan.errors import BadCell, NotThisPlan, UnknownLine
from domain.plan.periods import Span
from domain.plan.tree import Node, Tree, Value
from web.exports import Sheet, xlsx_pieces
from workflow.plans import files
from workflow.plans.workbook import LARGEST

SPANS = {
    7: Span("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
    8: Span("2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
}
TREE = Tree(
    (Node(1, None, is_detail=False, name="North"), Node(2, 1, is_detail=True, name="Pumps", family_id=1, unit="pcs")),
    {(2, 7): Value(1_234_50, Decimal("2.5"))},
)


def read(text: str, *, decimal_comma: bool = False) -> dict[tuple[int, int], Value]:
    return files.read(text, TREE, SPANS, "EUR", decimal_comma=decimal_comma)


def workbook(*sheets: list[tuple[object, ...]]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for sheet, rows in zip([book.active, *(book.create_sheet() for _ in sheets[1:])], sheets, strict=True):
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def read_workbook(*sheets: list[tuple[object, ...]], currency: str = "EUR") -> dict[tuple[int, int], Value]:
    return files.read(workbook(*sheets), TREE, SPANS, currency, decimal_comma=True)


def test_a_plan_is_written_line_by_line_and_read_back_unchanged() -> None:
    rows = [tuple(map(files.written, cells)) for cells in files.rows(TREE, SPANS, "EUR")]
    assert rows == [
        ("North / Pumps", "amount", "EUR", "1234.5", None, "1234.5"),
        ("North / Pumps", "quantity", "pcs", "2.5", None, "2.5"),
    ]
    text = "\n".join(",".join(cell or "" for cell in row) for row in [tuple(files.header(SPANS)), *rows])
    assert read(text) == {}
    assert read(text, decimal_comma=True) == {}


def test_what_was_filled_in_is_read_with_either_decimal_mark_and_empty_cells_stay() -> None:
    text = "\ufeffline;what;2026-Q1;2026-Q2\nnorth / pumps;amount;;1.000,25\nNorth / Pumps;quantity;3,5;4\n\n"
    assert read(text, decimal_comma=True) == {
        (2, 7): Value(1_234_50, Decimal("3.5")),
        (2, 8): Value(1_000_25, Decimal(4)),
    }


def test_what_is_no_file_of_this_plan_is_refused() -> None:
    for text in ("", "line,what\n", "what,2026-Q1\namount,1", 'line,what,2026-Q1\n"North'):
        with pytest.raises(NotThisPlan):
            read(text)
    with pytest.raises(UnknownLine):
        read("line,what,2026-Q1\nNorth / Valves,amount,1")
    for cell in ("quantity,-1", "quantity,two", "amount,-5", "price,5", "quantity,Infinity"):
        with pytest.raises(BadCell):
            read(f"line,what,2026-Q1\nNorth / Pumps,{cell}")
    with pytest.raises(BadAmount):
        read("line,what,2026-Q1\nNorth / Pumps,amount,much")


HEADS = ("line", "what", "2026-Q1", "2026-Q2")


def test_the_workbook_that_is_exported_comes_back_unchanged() -> None:
    headings = [Heading(name, "text") for name in files.header(SPANS)]
    content = b"".join(xlsx_pieces(Sheet("plan", headings, list(files.rows(TREE, SPANS, "EUR")))))
    assert files.read(content, TREE, SPANS, "EUR", decimal_comma=False) == {}


def test_numbers_of_a_workbook_are_no_text_and_count_to_the_cent() -> None:
    amounts = ("North / Pumps", "amount", 1.5, 100 / 3)
    quantities = ("North / Pumps", "quantity", 0.1 + 0.2, "1.234,5")
    assert read_workbook([("notes",)], [HEADS, amounts, (None,), quantities]) == {
        (2, 7): Value(1_50, Decimal("0.3")),
        (2, 8): Value(33_33, Decimal("1234.5")),
    }
    assert read_workbook([HEADS, ("North / Pumps", "amount", 1.234, None)], currency="KWD") == {
        (2, 7): Value(1_234, Decimal("2.5"))
    }


def test_a_workbook_that_is_no_plan_is_refused() -> None:
    large = io.BytesIO()
    with zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (LARGEST + 1))
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types")
    for content in (b"", b"no workbook", large.getvalue(), broken.getvalue(), workbook([("line", "2026-Q1")])):
        with pytest.raises(NotThisPlan):
            files.read(content, TREE, SPANS, "EUR", decimal_comma=False)
    for what, cell in (("amount", -5), ("quantity", True), ("amount", 1e20), ("price", 5), ("quantity", 1e300)):
        with pytest.raises((BadCell, BadAmount)):
            read_workbook([HEADS, ("North / Pumps", what, cell)])
