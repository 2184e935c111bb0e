"""Paper: a page of A4 lying on its side, with the typeface, the colours and the patterns of the screen."""

from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from components.theme import PALETTE

WIDTH: Final = 841.89  # points
HEIGHT: Final = 595.28
MARGIN: Final = 30.0
FONTS: Final = Path(__file__).resolve().parents[2] / "assets/vendor/inter"
REGULAR, BOLD = "Inter-Regular", "Inter-SemiBold"
HATCH_STEP: Final = 3.6
ELLIPSIS: Final = "…"
HATCHED: Final = "k-opp"
MARK: Final = 7.0

Align = Literal["left", "right", "middle"]


class Paper:
    """Draws on the pages of one document; the origin is the lower left corner, lengths are points."""

    def __init__(self, file: Any, *, title: str, language: str) -> None:
        from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415  0.3 s that no page of the app should wait for

        _register_fonts()
        # The same content gives the same bytes: no date and no random name is written into the file.
        self._canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=1, lang=language)
        self._canvas.setTitle(title)
        self._canvas.setCreator("Caudal")
        self.page = 1

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 8,
        *,
        bold: bool = False,
        colour: str = "ink",
        align: Align = "left",
        width: float | None = None,
    ) -> None:
        """Write one line; text wider than `width` ends with an ellipsis."""
        shown = text if width is None else self.fitted(text, width, size, bold=bold)
        self._canvas.setFont(BOLD if bold else REGULAR, size)
        self._canvas.setFillColor(_colour(colour))
        draw = {
            "left": self._canvas.drawString, "right": self._canvas.drawRightString,
            "middle": self._canvas.drawCentredString,
        }[align]  # fmt: skip
        draw(x, y, shown)

    def width_of(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a line would be."""
        return float(self._canvas.stringWidth(text, BOLD if bold else REGULAR, size))

    def fitted(self, text: str, width: float, size: float, *, bold: bool = False) -> str:
        """Return the text, cut with an ellipsis when it is wider than that."""
        if self.width_of(text, size, bold=bold) <= width:
            return text
        cut = text
        while cut and self.width_of(cut + ELLIPSIS, size, bold=bold) > width:
            cut = cut[:-1]
        return cut.rstrip() + ELLIPSIS

    def wrapped(self, text: str, width: float, size: float) -> list[str]:
        """Return the text in lines that are not wider than that."""
        lines: list[str] = []
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width_of(longer, size) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return [self.fitted(line, width, size) for line in lines]

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        self._canvas.setFillColor(_colour(colour))
        self._canvas.rect(x, y, width, height, stroke=0, fill=1)

    def filled(self, x: float, y: float, width: float, height: float, mark: str) -> None:
        """Fill a rectangle as documents of a kind are: the less sure, the lighter, down to a pattern."""
        if mark == HATCHED:
            self.hatched(x, y, width, height)
        else:
            self.box(x, y, width, height, mark)

    def mark(self, x: float, y: float, mark: str) -> None:
        """Draw the small square of a legend."""
        self.filled(x, y, MARK, MARK, mark)

    def hatched(self, x: float, y: float, width: float, height: float) -> None:
        """Fill a rectangle with the pattern of what is not ordered yet."""
        canvas = self._canvas
        canvas.saveState()
        shape = canvas.beginPath()
        shape.rect(x, y, width, height)
        canvas.clipPath(shape, stroke=0, fill=0)
        self.box(x, y, width, height, "k-opp-bg")
        canvas.setStrokeColor(_colour("k-opp"))
        canvas.setLineWidth(0.7)
        for step in range(int((width + height) / HATCH_STEP) + 1):
            start = x - height + step * HATCH_STEP
            canvas.line(start, y, start + height, y + height)
        canvas.restoreState()
        self.frame(x, y, width, height, "k-opp")

    def frame(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw the outline of a rectangle."""
        self._canvas.setStrokeColor(_colour(colour))
        self._canvas.setLineWidth(0.6)
        self._canvas.rect(x, y, width, height, stroke=1, fill=0)

    def line(
        self,
        x: float,
        y: float,
        to_x: float,
        to_y: float,
        *,
        colour: str = "line",
        thick: float = 0.6,
        dashed: bool = False,
    ) -> None:
        """Draw a straight line."""
        self._canvas.setStrokeColor(_colour(colour))
        self._canvas.setLineWidth(thick)
        self._canvas.setDash([3, 2] if dashed else [])
        self._canvas.line(x, y, to_x, to_y)
        self._canvas.setDash([])

    def next_page(self) -> None:
        """Begin another page."""
        self._canvas.showPage()
        self.page += 1

    def done(self) -> None:
        """Write the document."""
        self._canvas.save()


def _colour(name: str) -> Any:
    from reportlab.lib.colors import HexColor  # noqa: PLC0415  as above

    return HexColor(PALETTE["light"][name])


@cache
def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415  as above
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415  as above

    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))
