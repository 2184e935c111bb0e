"""The table under a printed strip: the lanes month by month, their total, and how it stands against the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from components.formats import MINUS, number, percent
from components.report.content import Amounts, Report, Section
from components.report.paper import MARGIN, Paper
from components.report.strip import Columns
from domain.money import exponent

ROW: Final = 15.5
LANE_ROW: Final = 23.0
SIZE: Final = 7.6
SMALL: Final = 6.4
NONE: Final = "–"


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    cells: Sequence[str]
    total: str
    note: str = ""
    small: Sequence[str] = ()
    mark: str = ""
    bold: bool = False


def draw_table(paper: Paper, report: Report, section: Section, columns: Columns, right: float, top: float) -> float:
    """Draw the table of the months on a page from `top` downwards and return where it ends."""
    y = _heads(paper, report, columns, right, top)
    for row in _rows(report, section, columns.places):
        y = _draw(paper, row, columns, right, y)
    return y


def amount(minor: int, currency: str) -> str:
    """Return whole units without the currency, which stands over the table."""
    return number(round(minor / 10 ** exponent(currency)))


def _heads(paper: Paper, report: Report, columns: Columns, right: float, top: float) -> float:
    y = top - 10
    for place in columns.places:
        now = place == report.present
        x = columns.left + (place - columns.places.start + 1) * columns.width - 4
        paper.text(x, y, report.months[place], SIZE, bold=now, colour="brand" if now else "ink-2", align="right")
    paper.text(right, y, report.words["sum"], SIZE, colour="ink-2", align="right")
    paper.line(MARGIN, y - 4.5, right, y - 4.5, colour="line-2")
    return y - 4.5


def _rows(report: Report, section: Section, places: range) -> list[_Row]:
    words, currency = report.words, section.currency
    rows = [
        _Row(
            lane.name,
            [amount(lane.amounts[place], currency) if lane.counts[place] else "" for place in places],
            amount(sum(lane.amounts[place] for place in places), currency),
            note=lane.note,
            small=[number(lane.counts[place]) if lane.counts[place] else "" for place in places],
            mark=lane.mark,
        )
        for lane in section.lanes
    ]
    rows.append(_amounts(words["total"], section.totals, places, currency, bold=True))
    if section.has_targets:
        shares = [NONE if section.shares[place] is None else percent(section.shares[place] or 0) for place in places]
        gaps = [_signed(section.gaps[place], currency) for place in places]
        rows += [
            _amounts(words["target"], section.targets, places, currency),
            _Row(words["of_target"], shares, ""),
            _Row(words["gap"], gaps, next((gap for gap in reversed(gaps) if gap != NONE), NONE)),
        ]
    rows.append(_amounts(words["last_year"], section.last_year, places, currency))
    return rows


def _amounts(name: str, values: Amounts, places: range, currency: str, *, bold: bool = False) -> _Row:
    known = [values[place] for place in places]
    cells = [NONE if minor is None else amount(minor, currency) for minor in known]
    return _Row(name, cells, amount(sum(minor or 0 for minor in known), currency), bold=bold)


def _signed(minor: int | None, currency: str) -> str:
    if minor is None:
        return NONE
    written = amount(minor, currency)
    return written if minor <= 0 or written.startswith(MINUS) else f"+{written}"


def _draw(paper: Paper, row: _Row, columns: Columns, right: float, top: float) -> float:
    height = LANE_ROW if row.mark else ROW
    y = top - 10.5
    indent = MARGIN
    if row.mark:
        paper.mark(MARGIN, y - 1, row.mark)
        indent += 12
    room = columns.left - indent - 4
    paper.text(indent, y, row.name, SIZE, bold=row.bold or bool(row.mark), width=room)
    if row.note:
        paper.text(indent, y - 8.5, row.note, SMALL, colour="ink-3", width=room)
    for count, cell in enumerate(row.cells):
        x = columns.left + (count + 1) * columns.width - 4
        paper.text(x, y, cell, _fitting(paper, cell, columns.width - 5), bold=row.bold, align="right")
        if row.small:
            paper.text(x, y - 8.5, row.small[count], SMALL, colour="ink-3", align="right")
    paper.text(right, y, row.total, SIZE, bold=True, align="right")
    paper.line(MARGIN, top - height, right, top - height)
    return top - height


def _fitting(paper: Paper, text: str, width: float) -> float:
    """Return the size at which an amount fits its column; amounts are never cut."""
    return min(SIZE, SIZE * width / max(paper.width_of(text, SIZE, bold=True), 1))
