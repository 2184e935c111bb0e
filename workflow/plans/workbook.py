"""Workbooks: the cells of a filled-in XLSX file, numbers as numbers; formulas count by the value they were saved with."""

import io
import math
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import ParseError

Cells = list["str | Decimal"]
LARGEST: Final = 20 * 2**20  # bytes, unpacked
MOST_ROWS, MOST_COLUMNS = 20_000, 400
DIGITS: Final = 15  # that a spreadsheet keeps of a number: 0.1 + 0.2 is 0.3


class NotAWorkbook(ValueError):
    """What was chosen is no XLSX file, or one that is too large."""


def sheets(content: bytes) -> Iterator[list[Cells]]:
    """Yield the rows of each sheet, at most MOST_ROWS of MOST_COLUMNS; raise NotAWorkbook."""
    from openpyxl import load_workbook  # noqa: PLC0415  only whoever imports a workbook waits for it

    try:
        _check_size(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
            yield [[_cell(value) for value in row] for row in rows]
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, OSError) as error:
        raise NotAWorkbook from error


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST:
            raise NotAWorkbook


def _cell(value: Any) -> str | Decimal:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return Decimal(f"{value:.{DIGITS}g}")
    return "" if value is None else str(value)
