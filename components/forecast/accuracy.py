"""How far off were we: errors by months ahead against what anybody could have said, and months in their bands."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.axes import major, ticks
from components.forecast.words import months_ahead, share, signed_share
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.overview.panel import Filled, numbers
from components.plot import MODES, plot
from components.theme import PALETTE, Mode, figure_layout
from domain.money import exponent
from domain.track import Accuracy, Band, Horizon

YEAR = 12
BAND_HEIGHT = 150
EDGE = 0.06  # of the span, above and below it
IDEAL, TOLERANCE = 0.8, 0.05  # of months inside P10–P90
NOTHING = "–"


def accuracy_panel(found: Accuracy, name: str = "bands") -> Filled:
    """Return the errors by months ahead as a table with bars, and below it the months in their bands."""
    if not found.horizons:
        return Filled("", html.P(_("Nothing can be shown before a backtest has run."), className="cd-mut"))
    body = [horizon_table(found.horizons)]
    if found.bands:
        body.append(html.Div([html.P(_bands_caption(found)), bands_plot(found, name)], className="cd-btfig"))
    return Filled(caption(found), body, _note(found))


def caption(found: Accuracy) -> str:
    """Return what the numbers rest on."""
    text = ngettext(
        "Backtest of {n} company, {cutoffs} month-ends",
        "Backtest of {n} companies, {cutoffs} month-ends",
        found.companies,
        cutoffs=formats.number(found.cutoffs),
    )
    return _("{basis}; of whole companies, whatever the filter says", basis=text) if found.is_narrowed else text


def horizon_table(horizons: Sequence[Horizon]) -> html.Div:
    """Return a row for each block of months ahead: error as bars and number, others' errors, months in band, bias."""
    longest = max([*(one.caudal for one in horizons), *(one.naive or 0 for one in horizons), 0.01])
    hints = {
        _("Naive"): _("Same month of last year"),
        _("Run-rate"): _("Mean of the last six months"),
        _("In band"): _("Share of months inside P10–P90; 80 in 100 is right"),
        _("Bias"): _("Forecast less actual, as a share of what came"),
    }
    names = [_("Caudal"), _("Naive"), _("Run-rate"), _("Better"), _("In band"), _("Bias")]
    head = [html.Th(_("Ahead"), scope="col"), html.Th(_("Error, WAPE (shorter is better)"), scope="col")]
    head += [html.Th(name, scope="col", className="num", title=hints.get(name, "")) for name in names]
    table = html.Table(
        [html.Thead(html.Tr(head)), html.Tbody([_row(one, longest) for one in horizons])],
        className="cd-table cd-table--tight cd-bt",
    )
    label = _("Errors by months ahead")
    return html.Div(table, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=label))


def bands_plot(found: Accuracy, name: str) -> html.Div:
    """Return the last months in their bands, with a table."""
    figures = {mode: figure(found.bands, found.currency, mode) for mode in MODES}
    held = sum(band.holds for band in found.bands)
    spoken = _(
        "{held} of {n} months came inside P10–P90. The table below holds every number.",
        held=held,
        n=len(found.bands),
    )
    return html.Div([plot(name, figures, spoken, BAND_HEIGHT), _bands_table(found)])


def figure(bands: Sequence[Band], currency: str, mode: Mode) -> dict[str, Any]:
    """Return the Plotly figure: P10–P90 as bars, P50 as a tick, what came as a dot or, outside, as a diamond."""
    colours, base, unit = PALETTE[mode], figure_layout(mode), 10 ** exponent(currency)
    x = [formats.month(_first(band)) for band in bands]
    texts = [_band_text(band, currency) for band in bands]
    band = {
        "type": "bar", "x": x, "base": [one.low_minor / unit for one in bands],
        "y": [(one.high_minor - one.low_minor) / unit for one in bands], "width": 0.5,
        "marker": {"color": colours["band"]}, "hoverinfo": "skip",
    }  # fmt: skip
    middle = {
        "type": "scatter", "mode": "markers", "x": x, "y": [one.middle_minor / unit for one in bands],
        "marker": {"symbol": "line-ew", "size": 20, "line": {"width": 2, "color": colours["brand"]}}, "hoverinfo": "skip",
    }  # fmt: skip
    actual = {
        "type": "scatter", "mode": "markers", "x": x, "y": [one.actual_minor / unit for one in bands],
        "customdata": texts, "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "size": 9, "symbol": ["circle" if one.holds else "diamond" for one in bands],
            "color": [colours["k-inv" if one.holds else "neg"] for one in bands],
            "line": {"width": 1.5, "color": colours["surface"]},
        },
    }  # fmt: skip
    names = [formats.short_month(_first(one)) for one in bands]
    return {
        "data": [band, middle, actual],
        "layout": base
        | {
            "margin": {"l": 56, "r": 4, "t": 6, "b": 22},
            "hovermode": "closest",
            "xaxis": base["xaxis"] | {"type": "category", "tickvals": x, "ticktext": names, "tickangle": 0},
            "yaxis": base["yaxis"] | _amounts(bands, currency),
        },
    }


def _amounts(bands: Sequence[Band], currency: str) -> dict[str, Any]:
    values = [value for one in bands for value in (one.low_minor, one.high_minor, one.actual_minor)]
    low, high = min(values), max(values)
    edge = (high - low) * EDGE
    return ticks(low, high, currency) | {"range": [major(low - edge, currency), major(high + edge, currency)]}


def _row(one: Horizon, longest: float) -> html.Tr:
    bars = [
        html.Span(html.I(style={"width": f"{100 * value / longest:.1f}%"}), className=f"cd-bt__{name}")
        for name, value in (("own", one.caudal), ("other", one.naive or 0))
    ]
    better = one.better
    tone = "" if better is None else " cd-pos" if better > 0 else " cd-neg"
    off = abs(one.covered - IDEAL) > TOLERANCE
    band: list[Any] = [icon("exclamation-triangle", "cd-micro"), " "] if off else []
    return html.Tr(
        [
            html.Th(months_ahead(one.first, one.last), scope="row"),
            html.Td(bars, className="cd-bt__b", **attributes(aria_hidden="true")),
            html.Td(share(one.caudal, 1), className="num cd-med"),
            html.Td(_maybe(one.naive), className="num"),
            html.Td(_maybe(one.run_rate), className="num"),
            html.Td(NOTHING if better is None else share(better), className=f"num{tone}"),
            html.Td(
                [*band, share(one.covered)],
                className=f"num{' cd-warn' if off else ''}",
                title=_("n = {n} months", n=one.n),
            ),
            html.Td(signed_share(one.bias), className="num"),
        ]
    )


def _maybe(value: float | None) -> str:
    return NOTHING if value is None else share(value, 1)


def _note(found: Accuracy) -> list[Any]:
    text = [_("Each row recomputes past forecasts with only what was known that day.")]
    off = [one for one in found.horizons if abs(one.covered - IDEAL) > TOLERANCE]
    if off:
        worst = max(off, key=lambda one: abs(one.covered - IDEAL))
        width = _("too narrow") if worst.covered < IDEAL else _("too wide")
        text.append(
            _(
                "At {ahead} the band is {width}: {covered} of the months fell inside instead of {ideal}.",
                ahead=months_ahead(worst.first, worst.last),
                width=width,
                covered=share(worst.covered),
                ideal=share(IDEAL),
            )
        )
    beaten = [one for one in found.horizons if one.better is not None and one.better <= 0]
    if beaten:
        ahead = ", ".join(months_ahead(one.first, one.last) for one in beaten)
        text.append(_("No skill at {ahead}: repeating last year was as good.", ahead=ahead))
    return [html.Div([icon("info-circle"), html.P(" ".join(text))], className="cd-btnote")]


def _bands_caption(found: Accuracy) -> str:
    text = _(
        "Forecast made one month before, P10–P90 with P50, and what was invoiced, in {currency}",
        currency=found.currency,
    )
    if found.companies > 1:
        return _("{text}; companies added up as if their errors were independent, at today’s rates", text=text)
    return text


def _band_text(band: Band, currency: str) -> str:
    return _(
        "{month}: {actual}; P50 {middle}, P10–P90 {low} to {high}",
        month=formats.month(_first(band)),
        actual=formats.money(band.actual_minor, currency),
        middle=formats.money(band.middle_minor, currency),
        low=formats.money(band.low_minor, currency),
        high=formats.money(band.high_minor, currency),
    )


def _bands_table(found: Accuracy) -> html.Details:
    rows = [
        [
            formats.month(_first(band)),
            *(
                formats.money(minor, found.currency)
                for minor in (band.low_minor, band.middle_minor, band.high_minor, band.actual_minor)
            ),
            _("inside") if band.holds else _("outside"),
        ]
        for band in found.bands
    ]
    head = [_("Month"), "P10", "P50", "P90", _("Actual"), _("Band")]
    return numbers(head, rows, _("Months and their bands"))


def _first(band: Band) -> date:
    return date(band.month // YEAR, band.month % YEAR + 1, 1)
