"""Plan files: a plan as a table of text, and what a filled-in one says; nothing is written here."""

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from domain.errors import SalesError
from domain.money import exponent, parse_minor
from domain.plan.errors import BadCell, NotThisPlan, UnknownLine
from domain.plan.periods import Span
from domain.plan.tree import Tree, Value

LINE, WHAT, UNIT, TOTAL = "line", "what", "unit", "total"
AMOUNT, QUANTITY = "amount", "quantity"
LONGEST_VALUE: Final = 80


def header(spans: Mapping[int, Span]) -> list[str]:
    """Return the columns of a plan's file."""
    return [LINE, WHAT, UNIT, *(span.label for span in spans.values()), TOTAL]


def rows(tree: Tree, spans: Mapping[int, Span], currency: str) -> Iterator[tuple[str | None, ...]]:
    """Yield each detail's amounts and quantities as text with a decimal point; None where nothing is planned."""
    for branch in tree.branches():
        if not branch.node.is_detail:
            continue
        values = [branch.values.get(place, Value()) for place in spans]
        amounts = [
            _plain(Decimal(value.minor).scaleb(-exponent(currency))) if value.minor else None for value in values
        ]
        quantities = [_plain(value.quantity) if value.quantity else None for value in values]
        total = branch.total
        yield (
            branch.path, AMOUNT, currency, *amounts, _plain(Decimal(total.minor).scaleb(-exponent(currency))),
        )  # fmt: skip
        yield (branch.path, QUANTITY, branch.node.unit, *quantities, _plain(total.quantity))


def read(
    text: str, tree: Tree, spans: Mapping[int, Span], currency: str, *, decimal_comma: bool
) -> dict[tuple[int, int], Value]:
    """Read a filled-in file; an empty cell leaves the value as it is. Raises NotThisPlan, UnknownLine, BadCell."""
    first = next(iter(spans.values())).label if spans else ""
    delimiter = max(",;\t", key=(text.splitlines() or [""])[0].count)
    try:
        lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise NotThisPlan(example=first) from None
    names = [name.strip() for name in lines[0]] if lines else []
    labels = {span.label: place for place, span in spans.items()}
    places = {column: labels[name] for column, name in enumerate(names) if name in labels}
    if names.count(LINE) != 1 or names.count(WHAT) != 1 or not places:
        raise NotThisPlan(example=first)
    known = {branch.path.casefold(): branch.node.id for branch in tree.branches() if branch.node.is_detail}
    found = dict(tree.cells)
    for number, values in enumerate(lines[1:], start=2):
        if not any(value.strip() for value in values):
            continue
        path = _at(values, names.index(LINE)).removeprefix("'")
        node_id = known.get(path.casefold())
        if node_id is None or len(values) > len(names):
            raise UnknownLine(row=number, line=path[:LONGEST_VALUE])
        what = _at(values, names.index(WHAT))
        for column, place in places.items():
            if cell := _at(values, column):
                before = found.get((node_id, place), Value())
                found[node_id, place] = _cell(before, what, cell, currency, decimal_comma=decimal_comma)
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
    return found.quantize(Decimal("0.0001"))


def _cell(before: Value, what: str, text: str, currency: str, *, decimal_comma: bool) -> Value:
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


def _at(values: list[str], place: int) -> str:
    return values[place].strip() if place < len(values) else ""


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
