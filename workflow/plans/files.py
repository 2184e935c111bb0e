"""Plan files: a plan as a table, and what a filled-in CSV or XLSX file says; nothing is written here."""

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from domain.errors import SalesError
from domain.money import LARGEST_MINOR, Money, exponent, parse_minor
from domain.plan.errors import BadCell, NotThisPlan, UnknownLine
from domain.plan.periods import Span
from domain.plan.tree import Tree, Value
from workflow.plans import workbook
from workflow.plans.workbook import Cells, NotAWorkbook

LINE, WHAT, UNIT, TOTAL = "line", "what", "unit", "total"
AMOUNT, QUANTITY = "amount", "quantity"
LONGEST_VALUE: Final = 80
SMALLEST_QUANTITY: Final = Decimal("0.0001")


def header(spans: Mapping[int, Span]) -> list[str]:
    """Return the columns of a plan's file."""
    return [LINE, WHAT, UNIT, *(span.label for span in spans.values()), TOTAL]


def rows(tree: Tree, spans: Mapping[int, Span], currency: str) -> Iterator[tuple[str | Money | Decimal | None, ...]]:
    """Yield each detail's amounts and quantities; None where nothing is planned."""
    for branch in tree.branches():
        if not branch.node.is_detail:
            continue
        values = [branch.values.get(place, Value()) for place in spans]
        amounts = [Money(value.minor, currency) if value.minor else None for value in values]
        quantities = [value.quantity or None for value in values]
        yield (branch.path, AMOUNT, currency, *amounts, Money(branch.total.minor, currency))
        yield (branch.path, QUANTITY, branch.node.unit, *quantities, branch.total.quantity)


def written(cell: str | Money | Decimal | None) -> str | None:
    """Return a cell of rows() as text with a decimal point, as CSV has it."""
    if isinstance(cell, Money):
        return _plain(cell.major)
    return _plain(cell) if isinstance(cell, Decimal) else cell


def read(
    content: str | bytes, tree: Tree, spans: Mapping[int, Span], currency: str, *, decimal_comma: bool
) -> dict[tuple[int, int], Value]:
    """Read a filled-in file, CSV as text or a workbook as bytes; an empty cell leaves the value as it is.

    Raises NotThisPlan, UnknownLine, BadCell, BadAmount.
    """
    first = next(iter(spans.values())).label if spans else ""
    try:
        lines = _of_workbook(content) if isinstance(content, bytes) else _of_text(content)
    except (csv.Error, NotAWorkbook):
        raise NotThisPlan(example=first) from None
    names = _names(lines)
    labels = {span.label: place for place, span in spans.items()}
    places = {column: labels[name] for column, name in enumerate(names) if name in labels}
    if names.count(LINE) != 1 or names.count(WHAT) != 1 or not places:
        raise NotThisPlan(example=first)
    known = {branch.path.casefold(): branch.node.id for branch in tree.branches() if branch.node.is_detail}
    found = dict(tree.cells)
    for number, values in enumerate(lines[1:], start=2):
        if not any(str(value).strip() for value in values):
            continue
        path = _text(values, names.index(LINE)).removeprefix("'")
        node_id = known.get(path.casefold())
        if node_id is None or any(str(value).strip() for value in values[len(names) :]):
            raise UnknownLine(row=number, line=path[:LONGEST_VALUE])
        what = _text(values, names.index(WHAT))
        for column, place in places.items():
            if _text(values, column):
                before = found.get((node_id, place), Value())
                found[node_id, place] = _cell(before, what, values[column], currency, decimal_comma=decimal_comma)
    return {place: value for place, value in found.items() if tree.cells.get(place, Value()) != value}


def quantity(text: str, *, decimal_comma: bool) -> Decimal:
    """Read a quantity as people type it, nothing as 0; raise BadCell."""
    group, mark = (".", ",") if decimal_comma else (",", ".")
    plain = text.strip().replace("\u00a0", "").replace(" ", "").replace("’", "").replace(group, "").replace(mark, ".")
    try:
        found = Decimal(plain or "0")
    except InvalidOperation:
        raise BadCell(text=text[:LONGEST_VALUE]) from None
    if not found.is_finite() or found < 0:
        raise BadCell(text=text[:LONGEST_VALUE])
    return found.quantize(SMALLEST_QUANTITY)


def _of_text(text: str) -> list[Cells]:
    delimiter = max(",;\t", key=(text.splitlines() or [""])[0].count)
    found = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    return [list(row) for row in found]


def _of_workbook(content: bytes) -> list[Cells]:
    """Return the first sheet that looks like a plan: people may put it among others."""
    return next((rows for rows in workbook.sheets(content) if LINE in _names(rows)), [])


def _names(lines: list[Cells]) -> list[str]:
    return [str(name).strip() for name in lines[0]] if lines else []


def _cell(before: Value, what: str, text: str | Decimal, currency: str, *, decimal_comma: bool) -> Value:
    if isinstance(text, Decimal):
        return _number(before, what, text, currency)
    if what == QUANTITY:
        return Value(before.minor, quantity(text, decimal_comma=decimal_comma and "," in text))
    if what != AMOUNT:
        raise BadCell(text=what[:LONGEST_VALUE])
    try:
        minor = parse_minor(text, currency, decimal_comma=decimal_comma)
    except SalesError:
        minor = parse_minor(text, currency, decimal_comma=not decimal_comma)
    if minor < 0:
        raise BadCell(text=text[:LONGEST_VALUE])
    return Value(minor, before.quantity)


def _number(before: Value, what: str, number: Decimal, currency: str) -> Value:
    """Return what a number of a workbook says, which may be the result of a formula: to the cent, half up."""
    if what not in {QUANTITY, AMOUNT}:
        raise BadCell(text=what[:LONGEST_VALUE])
    if not 0 <= number.scaleb(exponent(currency)) <= LARGEST_MINOR:
        raise BadCell(text=str(number))
    if what == QUANTITY:
        return Value(before.minor, number.quantize(SMALLEST_QUANTITY, ROUND_HALF_UP))
    return Value(int(number.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_UP)), before.quantity)


def _text(values: Cells, place: int) -> str:
    return str(values[place]).strip() if place < len(values) else ""


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
