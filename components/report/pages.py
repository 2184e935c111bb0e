"""The pages of the printed invoicing board: for each currency its figures, strip and table, twelve months at a time."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from components.report.content import Figure, Report, Section
from components.report.paper import HEIGHT, MARGIN, WIDTH, Paper
from components.report.strip import Columns, draw_strip
from components.report.table import draw_table

MONTHS_ON_A_PAGE: Final = 12
NAMES: Final = 108.0  # width of the row names
SUMS: Final = 66.0
WIDEST_MONTH: Final = 96.0
STRIP: Final = 182.0
LEGEND_GAP: Final = 14.0
NOTE: Final = 6.8
MOST_NOTE_LINES: Final = 2


def pdf(report: Report) -> bytes:
    """Return the report as a PDF: A4 on its side, fonts inside, the same bytes for the same report."""
    file = BytesIO()
    paper = Paper(file, title=f"{report.title} · {report.interval}", language=report.language)
    pages = [
        (section, start) for section in report.sections for start in range(0, len(report.months), MONTHS_ON_A_PAGE)
    ]
    for number, (section, start) in enumerate(pages, start=1):
        _page(paper, report, section, range(start, min(start + MONTHS_ON_A_PAGE, len(report.months))))
        paper.text(WIDTH - MARGIN, MARGIN - 12, f"{number} / {len(pages)}", NOTE, colour="ink-3", align="right")
        if number < len(pages):
            paper.next_page()
    if not pages:
        paper.text(MARGIN, HEIGHT - MARGIN - 14, report.title, 15, bold=True)
    paper.done()
    return file.getvalue()


def _page(paper: Paper, report: Report, section: Section, places: range) -> None:
    right = WIDTH - MARGIN
    y = _head(paper, report, section)
    y = _figures(paper, section.figures, y) - 10
    width = min((right - MARGIN - NAMES - SUMS) / len(places), WIDEST_MONTH)
    columns = Columns(MARGIN + NAMES, width, places)
    draw_strip(paper, report, section, columns, y - STRIP, STRIP)
    y = _legend(paper, report, section, columns, y - STRIP - LEGEND_GAP)
    y = draw_table(paper, report, section, columns, columns.right + SUMS, y)
    _trust(paper, report, section, y - 12)


def _head(paper: Paper, report: Report, section: Section) -> float:
    y = HEIGHT - MARGIN - 12
    paper.text(MARGIN, y, report.title, 15, bold=True)
    after = MARGIN + paper.width_of(report.title, 15, bold=True) + 10
    paper.text(after, y, f"{report.interval} · {section.currency}", 10, colour="ink-2")
    paper.text(WIDTH - MARGIN, y, section.companies, 9, colour="ink-2", align="right", width=WIDTH / 2 - MARGIN)
    paper.line(MARGIN, y - 8, WIDTH - MARGIN, y - 8, colour="line-2")
    return y - 8


def _figures(paper: Paper, figures: Sequence[Figure], top: float) -> float:
    width = (WIDTH - 2 * MARGIN) / max(len(figures), 1)
    for place, figure in enumerate(figures):
        x, room = MARGIN + place * width, width - 12
        paper.text(x, top - 13, figure.label, 8, colour="ink-2", width=room)
        paper.text(x, top - 29, figure.value, 14, bold=True, width=room)
        paper.text(x, top - 40, figure.note, 7.4, colour="ink-2", width=room)
        for line, text in enumerate(paper.wrapped(figure.basis, room, NOTE)[:MOST_NOTE_LINES]):
            paper.text(x, top - 50 - line * 8, text, NOTE, colour="ink-3")
    return top - 58


def _legend(paper: Paper, report: Report, section: Section, columns: Columns, y: float) -> float:
    x = columns.left
    for lane in section.lanes:
        paper.mark(x, y, lane.mark)
        x = _named(paper, x + 10, y, f"{lane.name}, {lane.note}")
    if section.has_targets:
        paper.line(x, y + 3, x + 9, y + 3, colour="target", thick=1.5)
        x = _named(paper, x + 12, y, report.words["target"])
    paper.mark(x, y, "brand-soft")
    _named(paper, x + 10, y, report.words["last_year"])
    return y - 8


def _named(paper: Paper, x: float, y: float, text: str) -> float:
    paper.text(x, y + 0.6, text, 7.2, colour="ink-2")
    return x + paper.width_of(text, 7.2) + 14


def _trust(paper: Paper, report: Report, section: Section, top: float) -> None:
    """Write what no month holds and what the numbers rest on, as far as the page reaches."""
    y = top
    lines = [("", text) for text in section.asides] + list(report.trust)
    for label, text in lines:
        for place, line in enumerate(paper.wrapped(text, WIDTH - 2 * MARGIN - NAMES, NOTE)[:MOST_NOTE_LINES]):
            if y < MARGIN - 2:
                return
            if label and place == 0:
                paper.text(MARGIN, y, label, NOTE, colour="ink-3", width=NAMES - 4)
            paper.text(MARGIN + NAMES, y, line, NOTE, colour="ink-2")
            y -= 9.2
