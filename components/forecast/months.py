"""The months as a table: the parts that add up, the range around them, the target and the gap; every cell opens."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import DECORATIVE, attributes
from components.forecast.outlook_words import DASH, SWATCHES, part_meaning, part_name, signed_thousands, thousands
from components.formats import NBSP
from components.language import gettext as _
from domain.outlook import OutlookMonth, OutlookPath, Part

WHOLE_YEAR = "year"  # in place of a month: the sum row
HALF = 50  # percent of a gap's bar, on each side of its middle


def table(path: OutlookPath, today: date) -> list[Any]:
    """Return the table with its sum row, and what one must know to add it up."""
    parts = _parts(path)
    widest = max([abs(month.gap_minor or 0) for month in path.months], default=0) or 1
    rows = [_row(path, month, parts, widest, today) for month in path.months]
    label = _("Forecast by month")
    whole = html.Table(
        [html.Caption(label, className="visually-hidden"), _head(path, parts), html.Tbody(rows), _foot(path, parts)],
        className="cd-table cd-table--tight cd-fctable",
    )
    scroller = html.Div(whole, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=label))
    return [scroller, html.Div(_note(path), className="cd-panel__foot")]


def caption(path: OutlookPath, *, is_changed: bool) -> str:
    """Return the line under the title: the unit, and whether assumptions are in the numbers."""
    if is_changed:
        return _("Net, thousands of {currency}, with the assumptions of “What if”", currency=path.currency)
    return _("Net, thousands of {currency}", currency=path.currency)


def _parts(path: OutlookPath) -> list[Part]:
    """Return the parts that are anything in any month; the first four always."""
    return [part for part in Part if part in SWATCHES or any(month.part(part) for month in path.months)]


def _head(path: OutlookPath, parts: Sequence[Part]) -> html.Thead:
    cells = [html.Th(_("Month"), scope="col")]
    for part in parts:
        swatch = html.I(className=f"cd-swatch cd-swatch--{SWATCHES.get(part, 'past')}", **DECORATIVE)
        first, _space, rest = part_name(part).partition(" ")
        name: list[Any] = [html.Span([swatch, NBSP, first], className="cd-fchd"), *([" ", rest] if rest else [])]
        cells.append(html.Th(name, scope="col", className="num", title=part_meaning(part, path.measure)))
    mean = _("The sum of the parts: what comes on average")
    cells.append(html.Th(_("Mean"), scope="col", className="num", title=mean))
    names = [("P10", " sep"), ("P50", ""), ("P90", ""), (_("Target"), " sep"), (_("Gap"), "")]
    return html.Thead(html.Tr([*cells, *(html.Th(name, scope="col", className=f"num{more}") for name, more in names)]))


def _row(path: OutlookPath, month: OutlookMonth, parts: Sequence[Part], widest: int, today: date) -> html.Tr:
    name: list[Any] = [formats.short_month(month.month)]
    if month.is_running:
        name.append(html.Span(_("to {day}", day=formats.day(today, today)), className="cd-fcnow"))
    kind = "is-past" if month.is_over else "is-now" if month.is_running else ""
    cells = [_opening(path, month, part) for part in parts]
    band = [_quantile(path, month, name) for name in ("p10", "p50", "p90")]
    return html.Tr(
        [html.Th(name, scope="row"), *cells, _number(path, month.mean_minor), *band, *_against(path, month, widest)],
        className=kind,
    )


def _opening(path: OutlookPath, month: OutlookMonth, part: Part) -> html.Td:
    """Return a part of a month as the button to what is behind it; a part that is nothing opens nothing."""
    minor = month.part(part)
    if not minor:
        return html.Td(html.Span(DASH, className="cd-mut"), className="num")
    spoken = _(
        "{month}, {part}: {amount}. Show what is behind it",
        month=formats.month(month.month),
        part=part_name(part),
        amount=formats.money(minor, path.currency),
    )
    return html.Td(
        html.Button(
            thousands(minor, path.currency),
            type="button",
            className="cd-fccell cd-n",
            **attributes(aria_label=spoken, data_fc_cell=f"{month.month:%Y-%m}.{part.value}"),
        ),
        className="num",
    )


def _quantile(path: OutlookPath, month: OutlookMonth, name: str) -> html.Td:
    """Return a quantile; of a month that is over only the middle one, which is what it brought."""
    likely = name == "p50"
    kind = "num cd-med" if likely else "num sep" if name == "p10" else "num"
    if month.is_beyond or (month.is_over and not likely):
        return html.Td(html.Span(DASH, className="cd-mut"), className=kind)
    return html.Td(thousands(getattr(month.band, name), path.currency), className=f"{kind} cd-n")


def _number(path: OutlookPath, minor: int) -> html.Td:
    return html.Td(thousands(minor, path.currency) if minor else DASH, className="num cd-n cd-mut")


def _against(path: OutlookPath, month: OutlookMonth, widest: int) -> list[html.Td]:
    if month.target_minor is None or month.gap_minor is None:
        return [html.Td(DASH, className="num sep cd-mut"), html.Td(DASH, className="num cd-mut")]
    target = html.Td(thousands(month.target_minor, path.currency), className="num sep cd-n")
    if month.is_beyond:
        return [target, html.Td(DASH, className="num cd-mut")]
    return [target, html.Td(_gap(month.gap_minor, path.currency, widest), className="num")]


def _gap(minor: int, currency: str, widest: int) -> html.Span:
    """Return a gap with its bar, to the left of the middle when something is missing."""
    side, tone = ("n", "neg") if minor < 0 else ("p", "pos")
    bar = html.I(className=side, style={"--w": f"{HALF * abs(minor) / widest:.1f}%"})
    return html.Span(
        [
            html.Span(bar, className="cd-gap__bar", **DECORATIVE),
            html.Span(signed_thousands(minor, currency), className=f"cd-n cd-{tone}"),
        ],
        className="cd-gap",
    )


def _foot(path: OutlookPath, parts: Sequence[Part]) -> html.Tfoot:
    currency = path.currency
    cells = [html.Td(_sum_cell(path, part), className="num") for part in parts]
    cells.append(html.Td(thousands(path.mean_minor, currency), className="num cd-n"))
    band = (path.band.p10, path.band.p50, path.band.p90)
    kinds = ("num sep cd-n", "num cd-n", "num cd-n")
    cells += [html.Td(thousands(minor, currency), className=kind) for minor, kind in zip(band, kinds, strict=True)]
    target, gap = path.target_minor, None if path.is_partial else path.gap_minor
    cells.append(html.Td(DASH if target is None else thousands(target, currency), className="num sep cd-n"))
    tone = "" if gap is None else " cd-neg" if gap < 0 else " cd-pos"
    cells.append(html.Td(DASH if gap is None else signed_thousands(gap, currency), className=f"num cd-n{tone}"))
    return html.Tfoot(html.Tr([html.Th(str(path.year), scope="row"), *cells]))


def _sum_cell(path: OutlookPath, part: Part) -> Any:
    minor = path.total(part)
    if not minor:
        return html.Span(DASH, className="cd-mut")
    spoken = _(
        "{month}, {part}: {amount}. Show what is behind it",
        month=path.year,
        part=part_name(part),
        amount=formats.money(minor, path.currency),
    )
    known = attributes(aria_label=spoken, data_fc_cell=f"{WHOLE_YEAR}.{part.value}")
    return html.Button(thousands(minor, path.currency), type="button", className="cd-fccell cd-n", **known)


def _note(path: OutlookPath) -> str:
    if all(month.is_over for month in path.months):
        return _("Every month is over: these are facts.")
    return _(
        "The parts add up to the mean. P50 is the middle of all cases, and P10 and P90 of the year are not the sum of the months: good and bad months offset each other. Every part opens what is behind it."
    )
