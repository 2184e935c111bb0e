"""The path to year end: what has come, what is likely to, and how wide that may spread; cumulative and by month."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from components import formats
from components.axes import major, see_through, ticks
from components.forecast.drawing import label, months_axis, pattern, place, today_line, today_text
from components.forecast.outlook_words import Shown, part_name, short
from components.language import gettext as _
from components.theme import PALETTE, Mode, figure_layout
from domain.outlook import OutlookMonth, OutlookPath, Part

MONTHS_BEFORE = 3  # shown before this month, so that the fan has room
PLOT_PIXELS, LABEL_PIXELS = 300, 15
HEADROOM = 1.04
AREA: Final[dict[str, Any]] = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
LINE: Final[dict[str, Any]] = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}


def cumulative(shown: Shown, today: date, mode: Mode) -> dict[str, Any]:
    """Return the figure of the year so far and to come: stacked parts, the fan around them, the target.

    The x axis counts months from the beginning of the year; 0.5 is the middle of January.
    """
    path, colours = shown.asked, PALETTE[mode]
    drawn = _Fan(path, today)
    traces = [
        *drawn.areas(colours),
        *(_Fan(shown.base, today).ghost(colours) if shown.is_changed else []),
        *drawn.band(colours),
        *drawn.target(colours),
        *drawn.lines(colours),
        drawn.spoken(),
    ]
    layout = figure_layout(mode) | {
        "margin": {"l": 48, "r": 104, "t": 8, "b": 26},
        "hovermode": "closest",
        "hoverdistance": -1,
        "xaxis": figure_layout(mode)["xaxis"] | months_axis(path, drawn.first),
        "yaxis": figure_layout(mode)["yaxis"]
        | ticks(drawn.low, drawn.high, path.currency, 9)
        | {"range": drawn.span()},
        "annotations": drawn.labels(colours),
        "shapes": today_line(drawn.now, colours) if drawn.now else [],
        "meta": {"narrow": {"margin": {"l": 48, "r": 58, "t": 8, "b": 26}}},
    }
    return {"data": traces, "layout": layout}


class _Fan:
    """Where everything of the cumulative figure stands."""

    def __init__(self, path: OutlookPath, today: date) -> None:
        self.path, self.today = path, today
        self.coming = [at for at, month in enumerate(path.months) if not month.is_over and not month.is_beyond]
        self.came = sum(month.actual_minor for month in path.months)
        self.now = place(today, path) if self.coming else float(len(path.months))
        self.first = max((self.coming[0] if self.coming else len(path.months)) - MONTHS_BEFORE, 0)
        self.low = self._so_far(self.first) if self.first else 0
        tops = [path.months[at].so_far.p90 for at in self.coming] or [self.came]
        self.high = round(max(*tops, self._aimed(len(path.months)), self.came, self.low + 1) * HEADROOM)

    def _so_far(self, month: int) -> int:
        return sum(one.actual_minor for one in self.path.months[:month])

    def _aimed(self, month: int) -> int:
        return sum(one.target_minor or 0 for one in self.path.months[:month])

    def span(self) -> list[float]:
        """Return the range of the y axis."""
        return [self._y(self.low), self._y(self.high)]

    def _y(self, minor: float) -> float:
        return major(minor, self.path.currency)

    @property
    def _x(self) -> list[float]:
        """The places of the fan: today and the ends of the months to come."""
        return [self.now, *(at + 1.0 for at in self.coming)]

    def _stacked(self, upto: Sequence[Part]) -> list[float]:
        heights, sum_minor = [self._y(self.came)], self.came
        for at in self.coming:
            sum_minor += sum(self.path.months[at].part(part) for part in upto)
            heights.append(self._y(sum_minor))
        return heights

    def areas(self, colours: dict[str, str]) -> list[dict[str, Any]]:
        """Return what is to come, one part on the other, on top of what has come."""
        if not self.coming:
            return []
        surest = [Part.BACKLOG, Part.PIPELINE]
        fills: list[dict[str, Any]] = [
            {"fillcolor": see_through(colours["k-ord"], 0.72)},
            {"fillpattern": pattern(colours["k-opp"], "/", 7, 0.16, 0.8)},
            {"fillpattern": pattern(colours["k-run"], ".", 6, 0.22, 0.7)},
        ]
        lanes = [surest[:1], surest, [*surest, Part.FRESH, Part.HISTORY]]
        floor = AREA | {"x": self._x, "y": [self._y(self.came)] * len(self._x)}
        return [floor] + [
            AREA | {"x": self._x, "y": self._stacked(parts), "fill": "tonexty"} | fill
            for parts, fill in zip(lanes, fills, strict=True)
        ]

    def _quantile(self, name: str) -> list[float]:
        return [self._y(self.came), *(self._y(getattr(self.path.months[at].so_far, name)) for at in self.coming)]

    def band(self, colours: dict[str, str]) -> list[dict[str, Any]]:
        """Return the band that holds 8 of 10 cases."""
        if not self.coming:
            return []
        edge = {"width": 1.25, "color": colours["brand"]}
        lower = {"fill": "tonexty", "fillcolor": colours["band"]}
        return [
            LINE | {"x": self._x, "y": self._quantile("p90"), "line": edge},
            LINE | {"x": self._x, "y": self._quantile("p10"), "line": edge} | lower,
        ]

    def ghost(self, colours: dict[str, str]) -> list[dict[str, Any]]:
        """Return the forecast itself, thin behind what a scenario makes of it."""
        if not self.coming:
            return []
        dots = {"width": 1, "color": colours["ink-3"], "dash": "dot"}
        return [
            LINE | {"x": self._x, "y": self._quantile(name), "line": dots | {"width": width}}
            for name, width in (("p90", 1), ("p10", 1), ("p50", 2))
        ]

    def target(self, colours: dict[str, str]) -> list[dict[str, Any]]:
        """Return the target of the year, as it adds up."""
        if self.path.target_minor is None:
            return []
        places = range(len(self.path.months) + 1)
        line = {"width": 1.5, "color": colours["target"], "dash": "5px,3px"}
        return [
            LINE | {"x": [float(at) for at in places], "y": [self._y(self._aimed(at)) for at in places], "line": line}
        ]

    def lines(self, colours: dict[str, str]) -> list[dict[str, Any]]:
        """Return what has come, and the likely course from there."""
        over = [at for at, month in enumerate(self.path.months) if month.is_over]
        begun = [0.0, *(at + 1.0 for at in over)]
        heights = [self._y(self._so_far(round(at))) for at in begun]
        if self.coming:
            begun, heights = [*begun, self.now], [*heights, self._y(self.came)]
        dot = {"type": "scatter", "mode": "markers", "hoverinfo": "skip", "cliponaxis": False}
        edge = {"color": colours["surface"], "width": 2}
        drawn = [
            LINE | {"x": begun, "y": heights, "line": {"width": 3, "color": colours["k-inv"]}},
            dot
            | {"x": [begun[-1]], "y": [heights[-1]], "marker": {"size": 10, "color": colours["k-inv"], "line": edge}},
        ]
        if not self.coming:
            return drawn
        likely = self._quantile("p50")
        line = {"width": 2.75, "color": colours["brand"]}
        end = {"size": 9, "color": colours["brand"], "line": edge}
        return [
            LINE | {"x": self._x, "y": likely, "line": line},
            *drawn,
            dot | {"x": [self._x[-1]], "y": [likely[-1]], "marker": end},
        ]

    def spoken(self) -> dict[str, Any]:
        """Return what is said at each month's end; nothing of it is drawn."""
        months = [(at, month) for at, month in enumerate(self.path.months) if not month.is_beyond and at >= self.first]
        return {
            "type": "scatter",
            "mode": "markers",
            "marker": {"size": 14, "opacity": 0},
            "x": [at + 1.0 for at, _month in months],
            "y": [self._y(month.so_far.p50) for _at, month in months],
            "customdata": [self._said(at, month) for at, month in months],
            "hovertemplate": "%{customdata}<extra></extra>",
        }

    def _said(self, at: int, month: OutlookMonth) -> str:
        def amount(minor: int) -> str:
            return formats.money(minor, self.path.currency)

        rows = [f"<b>{formats.month(month.month)}</b>"]
        if month.is_over:
            rows.append(_("So far: {amount}", amount=amount(month.so_far.p50)))
        else:
            names = (("P90", month.so_far.p90), ("P50", month.so_far.p50), ("P10", month.so_far.p10))
            rows += [f"{name}: {amount(minor)}" for name, minor in names]
        if self.path.target_minor is not None:
            rows.append(_("Target: {amount}", amount=amount(self._aimed(at + 1))))
        return "<br>".join(rows)

    def labels(self, colours: dict[str, str]) -> list[dict[str, Any]]:
        """Return the names at the ends of the lines, in the areas and at today."""
        if not self.coming:
            return self._ends(colours)
        if not self.now:  # a year to come
            return [*self._ends(colours), *self._areas_named(colours)]
        came = label(
            self.now, self._y(self.came), "<b>" + short(self.came, self.path.currency) + "</b>", colours["ink"],
            xanchor="right" if self.now > len(self.path.months) - 1 else "left", xshift=-9 if self.now > len(self.path.months) - 1 else 9,
            yanchor="top", yshift=-4,
        )  # fmt: skip
        return [*self._ends(colours), came, *self._areas_named(colours), today_text(self.now, colours)]

    def _ends(self, colours: dict[str, str]) -> list[dict[str, Any]]:
        """Return the values at the year's end, at least a line apart."""
        path = self.path
        ends = [("P50", path.band.p50, colours["brand"])]
        if self.coming:
            ends += [("P90", path.band.p90, colours["ink-3"]), ("P10", path.band.p10, colours["ink-3"])]
        if path.target_minor is not None:
            ends.append((_("Target"), path.target_minor, colours["ink"]))
        line = (self.high - self.low) / PLOT_PIXELS * LABEL_PIXELS
        made, last = [], float("inf")
        for name, minor, colour in sorted(ends, key=lambda end: -end[1]):
            last = min(float(minor), last - line)
            value = short(minor, path.currency)
            bold = "<b>{}</b>" if name == "P50" else "{}"
            end = label(len(path.months), self._y(last), bold.format(f"{name} {value}"), colour, xshift=10)
            made.append(end | {"short": bold.format(value)})
        return made

    def _areas_named(self, colours: dict[str, str]) -> list[dict[str, Any]]:
        if len(self.coming) < MONTHS_BEFORE:
            return []
        named, floor = [], self.came
        for part in (Part.BACKLOG, Part.PIPELINE):
            amount = self.path.total(part)
            middle = floor + amount / 2
            floor += amount
            if amount * PLOT_PIXELS > 2 * LABEL_PIXELS * (self.high - self.low):
                text = f"{part_name(part)} {short(amount, self.path.currency)}"
                box = {"bgcolor": see_through(colours["surface"], 0.86), "borderpad": 2, "wide": True}
                named.append(
                    label(len(self.path.months) - 0.6, self._y(middle), text, colours["ink"], xanchor="right") | box
                )
        return named
