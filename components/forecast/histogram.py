"""The histogram: how often the year ends where, and on which side of its target."""

from typing import Any

from components.axes import major, ticks
from components.forecast.outlook_words import Shown
from components.language import gettext as _
from components.theme import PALETTE, Mode, figure_layout

TICKS = 4
EDGE = 0.1  # of the width, in which a word in the middle of its line would be cut off


def histogram(shown: Shown, mode: Mode) -> dict[str, Any]:
    """Return the figure: a bar for each bin, dark from the target on."""
    path, colours = shown.asked, PALETTE[mode]
    found, target = path.histogram, None if path.is_partial else path.target_minor
    bins = [found.low_minor + found.step_minor * at for at in range(len(found.counts) + 1)]
    reached = [target is None or low + found.step_minor / 2 >= target for low in bins[:-1]]
    bars = {
        "type": "bar",
        "x": [major(low + found.step_minor / 2, path.currency) for low in bins[:-1]],
        "y": list(found.counts),
        "width": major(found.step_minor * 0.82, path.currency),
        "marker": {"color": [colours["brand" if is_there else "p-25"] for is_there in reached]},
        "hoverinfo": "skip",
    }
    ends = [*bins, *([target] if target is not None else [])]
    axis = ticks(min(ends), max(ends), path.currency, TICKS)
    span = [major(min(ends) - found.step_minor, path.currency), major(max(ends) + found.step_minor, path.currency)]
    layout = figure_layout(mode) | {
        "margin": {"l": 4, "r": 4, "t": 16, "b": 18},
        "bargap": 0,
        "hovermode": False,
        "xaxis": figure_layout(mode)["xaxis"] | axis | {"range": span},
        "yaxis": {"visible": False, "fixedrange": True},
    }
    return {"data": [bars], "layout": layout | _target_line(target, path.currency, span, colours)}


def _target_line(target: int | None, currency: str, span: list[float], colours: dict[str, str]) -> dict[str, Any]:
    if target is None:
        return {}
    x = major(target, currency)
    share = (x - span[0]) / (span[1] - span[0])
    anchor = "left" if share < EDGE else "right" if share > 1 - EDGE else "center"
    line = {"width": 1.5, "dash": "dash", "color": colours["target"]}
    text = {
        "x": x, "y": 1, "yref": "paper", "yshift": 14, "text": _("Target"), "showarrow": False,
        "xanchor": anchor, "font": {"size": 11, "color": colours["ink"]},
    }  # fmt: skip
    return {
        "shapes": [{"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": line}],
        "annotations": [text],
    }
