"""The months: what each has brought and is likely to, part on part, with its spread and its target."""

from datetime import date
from typing import Any

from components import formats
from components.axes import major, see_through, ticks
from components.forecast.drawing import months_axis, place, today_line, today_text
from components.forecast.outlook_words import Shown, part_name
from components.language import gettext as _
from components.theme import PALETTE, Mode, figure_layout
from domain.outlook import OutlookMonth, OutlookPath, Part

LANES = (Part.ACTUAL, Part.BACKLOG, Part.PIPELINE, Part.FRESH, Part.HISTORY)
HEADROOM, TICKS = 1.06, 6
TICK_SHARE, HALO_SHARE = 0.54, 0.58  # of the width of a month


def monthly(shown: Shown, today: date, mode: Mode) -> dict[str, Any]:
    """Return the figure: stacked bars, the spread of what may come as a line, a tick for each target."""
    path, colours = shown.asked, PALETTE[mode]
    layout = figure_layout(mode) | {
        "margin": {"l": 52, "r": 8, "t": 8, "b": 26},
        "barmode": "relative",
        "hovermode": "closest",
        "hoverdistance": -1,
        "xaxis": figure_layout(mode)["xaxis"] | months_axis(path, 0),
        "yaxis": figure_layout(mode)["yaxis"] | _amounts(path),
    }
    coming = any(not month.is_over for month in path.months)
    now = place(today, path)
    if coming and 0 < now < len(path.months):
        layout |= {"shapes": today_line(now, colours), "annotations": [today_text(now, colours)]}
    bars = [_bar(path, part, colours) for part in LANES]
    ghost = [_spread(shown.base, colours["ink-3"], 0.18)] if shown.is_changed else []
    return {"data": [*bars, *_targets(path, colours), *ghost, _spread(path, colours["brand"], 0.0), _said(path)], "layout": layout}  # fmt: skip


def _bar(path: OutlookPath, part: Part, colours: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": part_name(part),
        "x": _middles(path),
        "y": [major(month.part(part), path.currency) for month in path.months],
        "width": 0.58,
        "marker": _marker(part, colours),
        "hoverinfo": "skip",
    }


def _marker(part: Part, colours: dict[str, str]) -> dict[str, Any]:
    if part in (Part.ACTUAL, Part.BACKLOG):
        return {"color": colours["k-inv" if part is Part.ACTUAL else "k-ord"]}
    line = colours["k-opp" if part is Part.PIPELINE else "k-run"]
    shape, size, solidity = {Part.PIPELINE: ("/", 6, 0.25), Part.FRESH: (".", 4, 0.3)}.get(part, ("x", 5, 0.2))
    return {
        "color": see_through(line, 0.1),
        "line": {"color": line, "width": 1},
        "pattern": {"shape": shape, "size": size, "solidity": solidity, "fgcolor": line},
    }


def _targets(path: OutlookPath, colours: dict[str, str]) -> list[dict[str, Any]]:
    aimed = [(at + 0.5, month.target_minor) for at, month in enumerate(path.months) if month.target_minor]
    tick = {
        "type": "scatter",
        "mode": "markers",
        "x": [at for at, _minor in aimed],
        "y": [major(minor, path.currency) for _at, minor in aimed],
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    halo = {"symbol": "line-ew", "share": HALO_SHARE, "line": {"width": 5, "color": colours["surface"]}}
    ink = {"symbol": "line-ew", "share": TICK_SHARE, "line": {"width": 2, "color": colours["target"]}}
    return [tick | {"marker": halo}, tick | {"marker": ink}]


def _spread(path: OutlookPath, colour: str, aside: float) -> dict[str, Any]:
    """Return the line from P10 to P90 of each month to come; `aside` moves it off the middle."""
    coming = [(at, month.band) for at, month in enumerate(path.months) if not month.is_over and not month.is_beyond]

    def spans(name: str) -> list[float]:
        return [major(abs(getattr(band, name) - band.p50), path.currency) for _at, band in coming]

    return {
        "type": "scatter",
        "mode": "markers",
        "x": [at + 0.5 + aside for at, _band in coming],
        "y": [major(band.p50, path.currency) for _at, band in coming],
        "marker": {"size": 4, "color": colour},
        "error_y": {
            "type": "data", "symmetric": False, "array": spans("p90"), "arrayminus": spans("p10"), "color": colour,
            "thickness": 1.5, "width": 3,
        },
        "hoverinfo": "skip",
    }  # fmt: skip


def _said(path: OutlookPath) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "marker": {"size": 14, "opacity": 0},
        "x": _middles(path),
        "y": [major(month.band.p50, path.currency) for month in path.months],
        "customdata": [_month_said(month, path.currency) for month in path.months],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _month_said(month: OutlookMonth, currency: str) -> str:
    rows = [f"<b>{formats.month(month.month)}</b>"]
    rows += [f"{part_name(part)}: {formats.money(month.part(part), currency)}" for part in LANES if month.part(part)]
    if not month.is_over and not month.is_beyond:
        low, high = (formats.money(minor, currency) for minor in (month.band.p10, month.band.p90))
        rows.append(_("P10 to P90: {low} to {high}", low=low, high=high))
    if month.target_minor:
        rows.append(_("Target: {amount}", amount=formats.money(month.target_minor, currency)))
    return "<br>".join(rows)


def _middles(path: OutlookPath) -> list[float]:
    return [at + 0.5 for at in range(len(path.months))]


def _amounts(path: OutlookPath) -> dict[str, Any]:
    tops = [
        max(sum(max(month.part(part), 0) for part in LANES), month.band.p90, month.target_minor or 0)
        for month in path.months
    ]
    highest = max(*tops, 1)
    lowest = min(0, *(sum(min(month.part(part), 0) for part in LANES) for month in path.months))
    span = [major(round(lowest * HEADROOM), path.currency), major(round(highest * HEADROOM), path.currency)]
    return ticks(lowest, highest, path.currency, TICKS) | {"range": span}
