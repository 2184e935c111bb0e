"""A plan's file says what the plan says, and what was filled in comes back; anything else is refused in a sentence."""

from datetime import date
from decimal import Decimal

import pytest

from domain.errors import BadAmount
from domain.plan.errors import BadCell, NotThisPlan, UnknownLine
from domain.plan.periods import Span
from domain.plan.tree import Node, Tree, Value
from workflow.plans import files

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


def test_a_plan_is_written_line_by_line_and_read_back_unchanged() -> None:
    rows = list(files.rows(TREE, SPANS, "EUR"))
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
