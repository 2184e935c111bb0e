"""Quota files: a sheet of targets as a table of text, and what a filled-in one says; nothing is written here."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from data.importers.decoding import NotDecodable, decode
from data.queries.quotas import Row, Sheet
from domain.errors import BadAmount, SalesError, sentence
from domain.money import exponent, parse_minor
from domain.quota import NegativeTarget
from workflow.quotas import Cell

LARGEST_FILE = 512 * 1024
MOST_ROWS = 2_000
LONGEST_VALUE = 80
DELIMITERS = (",", ";", "\t")
CODE, NAME, LEVEL, MEASURE, CURRENCY = "code", "name", "level", "measure", "currency"
FIXED = (LEVEL, MEASURE, CURRENCY)  # columns that say which sheet it is, and must say this one
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


class NotATable(SalesError):
    """The file is no text, or is cut off."""

    template = sentence("The file cannot be read as a table. Save it as CSV (UTF-8) and try again.")


class FileTooLarge(SalesError):
    """More than any sheet's file has."""

    template = sentence("The file is larger than {size} kB. Nothing was read.")


class NotTheseColumns(SalesError):
    """The header lacks what is needed, or is about another year."""

    template = sentence(
        "The file needs a column “code” and months such as {example}. Download the template and fill it in."
    )


class TooManyTargets(SalesError):
    """More rows than any sheet has."""

    template = sentence("The file has more than {most} rows. Nothing was read.")


class UnknownCode(SalesError):
    """A row of nobody."""

    template = sentence("“{code}” is no code on this sheet.")


class CodeTwice(SalesError):
    """Two rows of the same member."""

    template = sentence("“{code}” stands in row {row} already.")


class OtherSheet(SalesError):
    """A row of another level, measure or currency."""

    template = sentence("“{value}” is another sheet; this one is about “{expected}”.")


class WrongWidth(SalesError):
    """A row with too few or too many values."""

    template = sentence("The row has {found} values under {wanted} columns.")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, numbered as a spreadsheet numbers it."""

    row: int
    column: str
    value: str
    reason: SalesError


@dataclass
class Filled:
    """What a file says: the cells of the good rows that would change, and what is wrong with the others."""

    cells: list[Cell] = field(default_factory=list)
    good_rows: int = 0
    problems: list[Problem] = field(default_factory=list)


def header(sheet: Sheet) -> list[str]:
    """Return the columns of a sheet's file."""
    return [LEVEL, MEASURE, CODE, NAME, CURRENCY, *map(month_name, sheet.key.months)]


def rows(sheet: Sheet) -> Iterator[tuple[str | None, ...]]:
    """Yield a sheet's rows as text: amounts with a decimal point, None where there is no target."""
    digits = exponent(sheet.company.currency)
    for row in sheet.rows:
        amounts = [None if minor is None else plain_amount(minor, digits) for minor in row.targets]
        named = [row.member.code, row.member.name, sheet.company.currency]
        yield (sheet.key.level.value, sheet.key.measure.value, *named, *amounts)


def read(content: bytes, sheet: Sheet, *, decimal_comma: bool) -> Filled:
    """Read a filled-in file; an empty month leaves the target as it is.

    Raises NotATable, NotTheseColumns and TooManyTargets for a file of which nothing can be read.
    """
    lines = _lines(content)
    names = [name.strip().casefold() for name in lines[0]]
    every = {place: month for place, name in enumerate(names) if (month := _month(name)) is not None}
    months = {place: month for place, month in every.items() if month in sheet.key.months}
    if names.count(CODE) != 1 or not months or months != every or len(set(names)) < len(names):
        raise NotTheseColumns(example=month_name(sheet.key.months[0]))
    if len(lines) > MOST_ROWS:
        raise TooManyTargets(most=MOST_ROWS)
    return _Reader(sheet, names, months, decimal_comma=decimal_comma).read(lines[1:])


def month_name(month: int) -> str:
    """Return a month as a file writes it: 2026-01."""
    return f"{month // 12}-{month % 12 + 1:02}"


def plain_amount(minor: int, digits: int) -> str:
    """Return minor units as plain digits with a decimal point, without decimals when there are none."""
    whole, part = divmod(minor, 10**digits)
    return f"{whole}.{part:0{digits}}" if part else str(whole)


class _Reader:
    def __init__(self, sheet: Sheet, names: Sequence[str], months: Mapping[int, int], *, decimal_comma: bool) -> None:
        self._sheet = sheet
        self._names = names
        self._months = months
        self._decimal_comma = decimal_comma
        self._rows = {row.member.code.casefold(): row for row in sheet.rows}
        self._expected = {
            LEVEL: sheet.key.level.value, MEASURE: sheet.key.measure.value, CURRENCY: sheet.company.currency,
        }  # fmt: skip
        self._seen: dict[str, int] = {}

    def read(self, lines: Sequence[list[str]]) -> Filled:
        filled = Filled()
        for number, values in enumerate(lines, start=2):
            if not any(value.strip() for value in values):
                continue
            problem = self._problem(number, values)
            cells = [] if problem else list(self._cells(number, values, filled))
            if problem:
                filled.problems.append(problem)
            elif not filled.problems or filled.problems[-1].row != number:
                filled.good_rows += 1
                filled.cells += cells
        return filled

    def _problem(self, number: int, values: list[str]) -> Problem | None:
        if len(values) != len(self._names):
            reason: SalesError = WrongWidth(found=len(values), wanted=len(self._names))
            return Problem(number, "", values[0][:LONGEST_VALUE], reason)
        for name in FIXED:
            found = values[self._names.index(name)].strip() if name in self._names else ""
            if found and found.casefold() != self._expected[name].casefold():
                return Problem(
                    number,
                    name,
                    found[:LONGEST_VALUE],
                    OtherSheet(value=found[:LONGEST_VALUE], expected=self._expected[name]),
                )
        code = self._code(values)
        if code.casefold() not in self._rows:
            return Problem(number, CODE, code, UnknownCode(code=code))
        first = self._seen.setdefault(code.casefold(), number)
        return None if first == number else Problem(number, CODE, code, CodeTwice(code=code, row=first))

    def _cells(self, number: int, values: list[str], filled: Filled) -> Iterator[Cell]:
        row: Row = self._rows[self._code(values).casefold()]
        for place, month in self._months.items():
            text = values[place].strip()
            if not text:
                continue
            try:
                after = amount(text, self._sheet.company.currency, decimal_comma=self._decimal_comma)
            except SalesError as reason:
                filled.problems.append(Problem(number, self._names[place], text[:LONGEST_VALUE], reason))
                continue
            before = row.targets[month - self._sheet.key.months[0]]
            if after != before:
                yield Cell(row.member.id, month, before, after)

    def _code(self, values: list[str]) -> str:
        # An apostrophe kept a spreadsheet from taking the code for a formula.
        return values[self._names.index(CODE)].strip().removeprefix("'")[:LONGEST_VALUE]


def amount(text: str, currency: str, *, decimal_comma: bool) -> int:
    """Read a target as written with the reader's decimal mark, else with the other; raise BadAmount, NegativeTarget."""
    try:
        minor = parse_minor(text, currency, decimal_comma=decimal_comma)
    except BadAmount as refusal:
        try:
            minor = parse_minor(text, currency, decimal_comma=not decimal_comma)
        except BadAmount:
            raise refusal from None
    if minor < 0:
        raise NegativeTarget(text=text[:40])
    return minor


def _lines(content: bytes) -> list[list[str]]:
    try:
        text, _ = decode(content, None)
        if "\0" in text or not text.strip():
            raise NotATable
        first = text.splitlines()[0]
        delimiter = max(DELIMITERS, key=first.count)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (NotDecodable, csv.Error):
        raise NotATable from None


def _month(name: str) -> int | None:
    found = _MONTH.fullmatch(name)
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None
