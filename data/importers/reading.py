"""Reading: CSV files taken strictly, everything as text, nothing shifted and nothing guessed in silence."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from data.importers.decoding import NAMES, NotDecodable, decode
from data.importers.issues import Issues, Spot
from data.importers.profile_parts import FileShape, Reading

LARGEST_FILE: Final = 256 * 2**20
LONGEST_CELL: Final = 32_767
_TOTAL: Final = re.compile(
    r"(?:grand |sub)?total(?:e|i|es)?(?: generale?| general)?s?|summe|gesamt(?:summe)?|somma|suma|saldo", re.IGNORECASE
)
DELIMITERS: Final = (",", ";", "\t", "|")
DELIMITER_NAMES: Final = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file: the number a spreadsheet shows for it, and its cells without surrounding spaces."""

    row: int
    cells: tuple[str, ...]


@dataclass
class Table:
    """A file as read; what stands for nothing is the empty text. `refused` are rows of another width."""

    file: str
    header: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)
    refused: list[Line] = field(default_factory=list)
    digest: str = ""
    usable: bool = False

    def place(self, column: str) -> int:
        """Return where a column stands."""
        return self.header.index(column)


def read_table(path: Path, shape: FileShape, columns: set[str], reading: Reading, issues: Issues) -> Table:
    """Read a file; what is wrong with it goes to `issues`, a file without the columns needed is not usable."""
    table = Table(shape.name)
    content = _bytes(path, table, issues)
    if content is None:
        return table
    table.digest = hashlib.sha256(content).hexdigest()
    text = _text(content, table, reading, issues)
    if text is None:
        return table
    delimiter = reading.delimiter or _found_delimiter(text, columns, reading.quote)
    if reading.delimiter is None and delimiter != ",":
        issues.warn(Spot(table.file), f"was read as separated by {DELIMITER_NAMES[delimiter]}")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=reading.quote, strict=True)
    try:
        table.header = tuple(name.strip() for name in next(rows, []))
        table.usable = _usable(table, shape, columns, text, delimiter, issues)
        if table.usable:
            _read_lines(rows, table, shape, reading, issues)
    except csv.Error as error:
        issues.error(Spot(table.file, rows.line_num), f"cannot be read on from line {rows.line_num}: {_said(error)}")
    return table


def _bytes(path: Path, table: Table, issues: Issues) -> bytes | None:
    try:
        if path.stat().st_size > LARGEST_FILE:
            issues.error(Spot(table.file), f"is larger than {LARGEST_FILE // 2**20} MB")
            return None
        return path.read_bytes()
    except OSError as error:
        issues.error(Spot(table.file), f"cannot be opened: {error.strerror}")
        return None


def _text(content: bytes, table: Table, reading: Reading, issues: Issues) -> str | None:
    if not content.strip():
        issues.error(Spot(table.file), "is empty")
        return None
    try:
        text, encoding = decode(content, reading.encoding)
    except NotDecodable as error:
        issues.error(Spot(table.file), str(error))
        return None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        issues.error(Spot(table.file, row), "holds a NUL character: this is no text file, or a damaged one")
        return None
    if reading.encoding is None and encoding != "utf-8-sig":
        issues.warn(Spot(table.file), f"was read as {NAMES.get(encoding, encoding)}, because it is not UTF-8")
    return text


def _found_delimiter(text: str, columns: set[str], quote: str) -> str:
    """Return the delimiter that finds most of the columns in the first line."""
    return max(DELIMITERS, key=lambda mark: len(columns & set(_header(text, mark, quote))))


def _header(text: str, delimiter: str, quote: str) -> list[str]:
    try:
        found = next(csv.reader(io.StringIO(text[: 2**16], newline=""), delimiter=delimiter, quotechar=quote), [])
    except csv.Error:
        return []
    return [name.strip() for name in found]


def _usable(table: Table, shape: FileShape, columns: set[str], text: str, delimiter: str, issues: Issues) -> bool:
    header = table.header
    twice = sorted({name for name in header if header.count(name) > 1 and name in columns})
    missing = sorted(columns - set(header))
    other = _found_delimiter(text, columns, '"')
    if missing and other != delimiter:
        seems = f"; it seems to be separated by {DELIMITER_NAMES[other]}, not by {DELIMITER_NAMES.get(delimiter, delimiter)}"
    else:
        seems = ""
    for name in missing:
        issues.error(Spot(table.file, 1, name), f"this column is missing in the header{seems}")
    for name in twice:
        issues.error(Spot(table.file, 1, name), "this column stands in the header twice")
    for name in header:
        if not missing and name not in columns | shape.ignore:
            issues.warn(Spot(table.file, 1, name), "the profile says nothing about this column; it was not read")
    return not missing and not twice


def _read_lines(rows: Iterator[list[str]], table: Table, shape: FileShape, reading: Reading, issues: Issues) -> None:
    width = len(table.header)
    nothing = frozenset(reading.empty)
    corrections = [(table.place(column), column, words) for column, words in shape.correct.items()]
    for number, raw in enumerate(rows, start=2):
        if not any(raw):
            if shape.footer:
                issues.warn(
                    Spot(table.file, number), "the row is empty; all below it was left out as the file's footer"
                )
                break
            issues.warn(Spot(table.file, number), "the row is empty; it was left out")
            continue
        if len(raw) != width:
            table.refused.append(Line(number, tuple(raw)))
            issues.error(Spot(table.file, number, None, raw[0]), _width_said(len(raw), width))
            continue
        cells = ["" if (cell := value.strip()) in nothing else cell for value in raw]
        if is_total(cells):
            table.refused.append(Line(number, tuple(raw)))
            issues.error(Spot(table.file, number, None, raw[0]), "this looks like a line of totals; remove it")
            continue
        if max(map(len, cells)) > LONGEST_CELL:
            issues.error(Spot(table.file, number), f"a value is longer than {LONGEST_CELL} characters")
            continue
        for place, column, words in corrections:
            if cells[place] in words:
                right = words[cells[place]]
                spot = Spot(table.file, number, column, cells[place])
                issues.warn(spot, f"“{cells[place]}” was read as “{right}”, as the profile says")
                cells[place] = right
        table.lines.append(Line(number, tuple(cells)))


def is_total(cells: list[str]) -> bool:
    """Tell whether a row sums up those above: its first word says so, and most of it is empty."""
    filled = [cell for cell in cells if cell]
    return len(filled) * 2 <= len(cells) and bool(filled) and bool(_TOTAL.fullmatch(filled[0]))


def _width_said(found: int, wanted: int) -> str:
    few = "few: the file may be cut off, or a line break stands in a value" if found < wanted else "many"
    return f"has {found} values under {wanted} columns, too {few}; nothing was shifted"


def _said(error: csv.Error) -> str:
    return {
        "unexpected end of data": "a quoted value never ends; the file may be cut off",
    }.get(str(error), str(error))
