"""A page of Caudal on paper: its sentence, the filter it was made with, and its numbers as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from components.report.paper import HEIGHT, MARGIN, WIDTH, Paper

SIZE: Final = 8.0
SMALL: Final = 6.8
ROW: Final = 15.0
GAP: Final = 12.0
NARROWEST, WIDEST = 40.0, 430.0
ROOM: Final = WIDTH - 2 * MARGIN
LEAD: Final = 13.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table in words; `numeric` are the places of columns that stand to the right, the last row may be a sum."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """What is printed: `told` are the parts of the filter by name, `statement` the page's sentence, `foot` what it rests on."""

    title: str
    told: Sequence[tuple[str, str]]
    statement: str
    tables: Sequence[Table]
    foot: str
    language: str = "en"


def listing_pdf(listing: Listing) -> bytes:
    """Return the listing as a PDF: A4 on its side, fonts inside, the same bytes for the same listing."""
    file = BytesIO()
    paper = Paper(file, title=listing.title, language=listing.language)
    y = _head(paper, listing)
    for table in listing.tables:
        y = _table(paper, listing, table, y)
    _foot(paper, listing)
    paper.done()
    return file.getvalue()


def _head(paper: Paper, listing: Listing) -> float:
    y = HEIGHT - MARGIN - 12
    paper.text(MARGIN, y, listing.title, 15, bold=True)
    y -= 14
    told = " · ".join(f"{name}: {text}" for name, text in listing.told)
    for line in paper.wrapped(told, ROOM, SIZE) if told else []:
        paper.text(MARGIN, y, line, SIZE, colour="ink-2")
        y -= 11
    paper.line(MARGIN, y + 4, WIDTH - MARGIN, y + 4, colour="line-2")
    y -= LEAD
    for line in paper.wrapped(listing.statement, ROOM, 11) if listing.statement else []:
        paper.text(MARGIN, y, line, 11)
        y -= 15
    return y - 4


def _table(paper: Paper, listing: Listing, table: Table, top: float) -> float:
    columns = _columns(paper, table)
    y = top
    if y < MARGIN + 5 * ROW:
        y = _turned(paper, listing)
    if table.title:
        paper.text(MARGIN, y, table.title, 10, bold=True)
        y -= ROW
    y = _line(paper, table, columns, table.heads, y, head=True)
    for place, row in enumerate(table.rows):
        if y < MARGIN + ROW:
            y = _line(paper, table, columns, table.heads, _turned(paper, listing), head=True)
        y = _line(paper, table, columns, row, y, bold=table.summed and place == len(table.rows) - 1)
    return y - GAP


def _turned(paper: Paper, listing: Listing) -> float:
    _foot(paper, listing)
    paper.next_page()
    y = HEIGHT - MARGIN - 10
    paper.text(MARGIN, y, listing.title, 9, colour="ink-2")
    return y - 2 * ROW


def _foot(paper: Paper, listing: Listing) -> None:
    paper.text(MARGIN, MARGIN - 12, listing.foot, SMALL, colour="ink-3", width=ROOM - 40)
    paper.text(WIDTH - MARGIN, MARGIN - 12, str(paper.page), SMALL, colour="ink-3", align="right")


def _columns(paper: Paper, table: Table) -> list[tuple[float, float]]:
    """Return left edge and width of each column: as wide as what stands in it, less where all do not fit."""
    texts = [table.heads, *table.rows]
    wished = [
        min(max(max(paper.width_of(row[place], SIZE, bold=True) for row in texts) + 10, NARROWEST), WIDEST)
        for place in range(len(table.heads))
    ]
    scale = min(ROOM / sum(wished), 1.0)
    edges, left = [], MARGIN
    for width in wished:
        edges.append((left, width * scale))
        left += width * scale
    return edges


def _line(
    paper: Paper,
    table: Table,
    columns: Sequence[tuple[float, float]],
    cells: Sequence[str],
    y: float,
    *,
    head: bool = False,
    bold: bool = False,
) -> float:
    for place, (text, (left, width)) in enumerate(zip(cells, columns, strict=True)):
        is_number = place in table.numeric
        colour = "ink-2" if head else "ink"
        paper.text(
            left + width - 6 if is_number else left, y, text, SIZE, bold=bold, colour=colour,
            align="right" if is_number else "left", width=width - 8,
        )  # fmt: skip
    last, width = columns[-1]
    paper.line(MARGIN, y - 4.5, last + width, y - 4.5, colour="line-2" if head else "line")
    return y - ROW
