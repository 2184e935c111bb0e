"""The strip of a printed board: stacked bars per month, last year behind them, a tick for the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

from components.formats import money
from components.report.content import Report, Section
from components.report.paper import Paper

BAR: Final = 0.5  # of the month's width
TICK: Final = 0.72
GHOST: Final = 0.68
HEADROOM: Final = 1.08
MOST_LINES: Final = 5
SIZES: Final = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the months stand on a page: the left edge of the first, the width of each, and which of all they are."""

    left: float
    width: float
    places: range

    def middle(self, place: int) -> float:
        """Return the middle of a month."""
        return self.left + (place - self.places.start + 0.5) * self.width

    @property
    def right(self) -> float:
        """The right edge of the last month."""
        return self.left + len(self.places) * self.width


@dataclass(frozen=True, slots=True)
class Scale:
    """From amounts to heights; one scale for all pages of a section."""

    bottom: float
    height: float
    low: float
    high: float

    @classmethod
    def of(cls, section: Section, bottom: float, height: float) -> "Scale":
        """Return the scale on which everything of a section has room."""
        stacks = [[lane.amounts[place] for lane in section.lanes] for place in range(len(section.last_year))]
        tops = [sum(max(each, 0) for each in stack) for stack in stacks]
        lows = [sum(min(each, 0) for each in stack) for stack in stacks]
        high = max([*tops, *(target or 0 for target in section.targets), *section.last_year, 1])
        return cls(bottom, height, min([*lows, *section.last_year, 0]) * HEADROOM, high * HEADROOM)

    def at(self, amount: float) -> float:
        """Return the height of an amount on the page."""
        return self.bottom + (amount - self.low) / (self.high - self.low) * self.height

    def lines(self) -> list[float]:
        """Return round amounts at which to draw lines."""
        rough = (self.high - self.low) / MOST_LINES
        power = 10.0 ** floor(log10(rough))
        step = next(size * power for size in SIZES if size * power >= rough)
        return [step * count for count in range(ceil(self.low / step), floor(self.high / step) + 1)]


def draw_strip(paper: Paper, report: Report, section: Section, columns: Columns, bottom: float, height: float) -> None:
    """Draw the bars of the months on a page, and what they are measured against."""
    scale = Scale.of(section, bottom, height)
    for amount in scale.lines():
        y = scale.at(amount)
        paper.line(columns.left, y, columns.right, y, colour="line-2" if amount == 0 else "grid")
        paper.text(
            columns.left - 6,
            y - 2.5,
            money(round(amount), section.currency, style="k"),
            7,
            colour="axis",
            align="right",
        )
    for place in columns.places:
        _month(paper, section, columns, scale, place)
    if report.present is not None and report.present in columns.places:
        x = columns.middle(report.present) + (report.elapsed - 0.5) * columns.width
        paper.line(x, bottom, x, bottom + height, colour="ink-3", dashed=True)
        paper.text(x - 3, bottom + height - 7, report.words["today"], 7, colour="ink-2", align="right")


def _month(paper: Paper, section: Section, columns: Columns, scale: Scale, place: int) -> None:
    middle = columns.middle(place)
    before = section.last_year[place]
    if before:
        width = columns.width * GHOST
        low, high = sorted((scale.at(0), scale.at(before)))
        paper.box(middle - width / 2, low, width, high - low, "brand-soft")
    parts = [(lane.mark, lane.amounts[place]) for lane in section.lanes]
    _stack(paper, scale, middle, columns.width * BAR, parts)
    target = section.targets[place]
    if target is not None:
        width, y = columns.width * TICK, scale.at(target)
        paper.line(middle - width / 2, y, middle + width / 2, y, colour="surface", thick=3.4)
        paper.line(middle - width / 2, y, middle + width / 2, y, colour="target", thick=1.5)


def _stack(paper: Paper, scale: Scale, middle: float, width: float, parts: Sequence[tuple[str, int]]) -> None:
    high = low = 0
    for mark, amount in parts:
        start = high if amount > 0 else low
        bottom, top = sorted((scale.at(start), scale.at(start + amount)))
        if amount:
            paper.filled(middle - width / 2, bottom, width, top - bottom, mark)
        high, low = high + max(amount, 0), low + min(amount, 0)
