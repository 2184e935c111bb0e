"""The waterfall: from what the pipeline was, over what happened to it, to what it is."""

from typing import Any

from components import formats
from components.forecast.changes_words import bar_names
from components.language import gettext as _
from components.overview.words import signed
from components.theme import PALETTE, Mode, figure_layout
from domain.changes import Bar, Bridge
from domain.money import exponent

ROW_PX = 34
EDGE_PX = 48
ROOM = 0.32  # of the span, for the numbers beside the bars
HALF = 0.32  # of a row, from its middle to the edge of a bar


def height(bridge: Bridge) -> int:
    """Return how many pixels the waterfall needs."""
    return ROW_PX * (len(bridge.bars) + 2) + EDGE_PX


def figure(bridge: Bridge, mode: Mode) -> dict[str, Any]:
    """Return the Plotly figure: one row for each bar, between those of both days."""
    colours, base = PALETTE[mode], figure_layout(mode)
    levels, labels = _levels(bridge), _labels(bridge)
    unit = 10 ** exponent(bridge.currency)
    lows, highs = [min(pair) / unit for pair in levels], [max(pair) / unit for pair in levels]
    span = (max(highs) - min(lows)) or max(abs(highs[0]), 1.0)
    return {
        "data": [_bars(bridge, colours, levels, labels, unit)],
        "layout": base
        | {
            "margin": {"l": 150, "r": 8, "t": 4, "b": 28},
            "hovermode": "closest",
            "shapes": _steps(levels, colours, unit),
            "xaxis": base["xaxis"]
            | {
                "range": [min(lows) - 0.06 * span, max(highs) + ROOM * span],
                "showgrid": True,
                "gridcolor": colours["grid"],
                "nticks": 5,
                "showline": False,
            },
            "yaxis": base["yaxis"]
            | {"autorange": "reversed", "showgrid": False, "ticklabelstandoff": 8, "nticks": 0, "dtick": 1},
        },
    }


def _labels(bridge: Bridge) -> list[str]:
    names = bar_names()
    ends = [formats.day(day, bridge.today) for day in (bridge.since, bridge.today)]
    return [ends[0], *(names[one.bar] for one in bridge.bars), ends[1]]


def _levels(bridge: Bridge) -> list[tuple[int, int]]:
    """Return where each row begins and ends; those of the days are lines."""
    found, level = [(bridge.start_minor, bridge.start_minor)], bridge.start_minor
    for one in bridge.bars:
        found.append((level, level + one.minor))
        level += one.minor
    return [*found, (level, level)]


def _bars(
    bridge: Bridge, colours: dict[str, str], levels: list[tuple[int, int]], labels: list[str], unit: int
) -> dict[str, Any]:
    effects = [None, *(one.minor for one in bridge.bars), None]
    ends = [formats.money(minor, bridge.currency, style="k") for minor in (bridge.start_minor, bridge.end_minor)]
    texts = [ends[0], *(signed(one.minor, bridge.currency) for one in bridge.bars), ends[1]]
    causes = [None, *(one.bar for one in bridge.bars), None]
    tones = [colours[_tone(bar, effect)] for bar, effect in zip(causes, effects, strict=True)]
    return {
        "type": "bar", "orientation": "h", "y": labels, "base": [min(pair) / unit for pair in levels],
        "x": [abs(after - before) / unit for before, after in levels], "width": 2 * HALF,
        "marker": {"color": tones, "line": {"color": tones, "width": 2}},
        "text": [f"<b>{text}</b>" if effect is None else text for text, effect in zip(texts, effects, strict=True)],
        "textposition": "outside", "cliponaxis": False, "textfont": {"color": colours["ink-2"], "size": 12},
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }  # fmt: skip


def _tone(bar: Bar | None, effect: int | None) -> str:
    """Return the colour of a row: what was won has left the pipeline, and is no loss."""
    if bar is None or effect is None:
        return "ink"
    return "brand" if bar is Bar.WON else "pos" if effect >= 0 else "neg"


def _steps(levels: list[tuple[int, int]], colours: dict[str, str], unit: int) -> list[dict[str, Any]]:
    """Return the hairlines that lead from the end of a row to the beginning of the next."""
    return [
        {
            "type": "line", "x0": after / unit, "x1": after / unit, "y0": place + HALF, "y1": place + 1 - HALF,
            "line": {"color": colours["line-2"], "width": 1},
        }
        for place, (_before, after) in enumerate(levels[:-1])
    ]  # fmt: skip


def spoken(bridge: Bridge) -> str:
    """Say what the waterfall shows."""
    names = bar_names()
    parts = "; ".join(f"{names[one.bar]} {signed(one.minor, bridge.currency)}" for one in bridge.bars)
    return _(
        "From {start} on {since} to {end} on {today}: {parts}.",
        start=formats.money(bridge.start_minor, bridge.currency, style="k"), since=formats.long_day(bridge.since),
        end=formats.money(bridge.end_minor, bridge.currency, style="k"), today=formats.long_day(bridge.today),
        parts=parts or _("nothing changed"),
    )  # fmt: skip
