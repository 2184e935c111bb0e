"""Drawing: what both figures of the path share: their months, the line of today, hatchings and labels."""

from datetime import date
from typing import Any

from components import formats
from components.axes import see_through
from components.language import gettext as _
from domain.outlook import OutlookPath


def label(x: float, y: float, text: str, colour: str, **more: Any) -> dict[str, Any]:
    """Return an annotation of a figure."""
    usual = {"showarrow": False, "xanchor": "left", "yanchor": "middle", "font": {"size": 11, "color": colour}}
    return usual | {"x": x, "y": y, "text": text} | more


def today_text(x: float, colours: dict[str, str]) -> dict[str, Any]:
    """Return the word at the line of today."""
    return label(x, 1, _("Today"), colours["ink-3"], yref="paper", yanchor="top", xanchor="right", xshift=-4)


def today_line(x: float, colours: dict[str, str]) -> list[dict[str, Any]]:
    """Return the line of today, over the whole height."""
    line = {"width": 1, "color": colours["axis"]}
    return [{"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": line}]


def pattern(colour: str, shape: str, size: int, solidity: float, share: float) -> dict[str, Any]:
    """Return the hatching of a part."""
    return {
        "shape": shape, "size": size, "solidity": solidity, "fillmode": "replace",
        "fgcolor": see_through(colour, share), "bgcolor": see_through(colour, 0.06),
    }  # fmt: skip


def place(today: date, path: OutlookPath) -> float:
    """Return where today is among the months of the path, at its beginning for a year to come."""
    first = path.months[0].month
    months = (today.year - first.year) * 12 + today.month - first.month
    return max(months + today.day / 31, 0.0)


def months_axis(path: OutlookPath, first: int) -> dict[str, Any]:
    """Return the axis of the months from one on; 0.5 is the middle of the first of the year, `short` for a phone."""
    names = [formats.short_month(month.month) for month in path.months]
    return {
        "range": [float(first), float(len(names))],
        "tickmode": "array",
        "tickvals": [at + 0.5 for at in range(len(names))],
        "ticktext": names,
        "short": [name[:1].upper() for name in names],
    }
