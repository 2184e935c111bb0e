"""The lead: one sentence on the year, and the same as a bar whose ink grows with certainty."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.language import gettext as _
from components.language import ngettext
from components.overview.panel import skeleton
from components.overview.words import mark, marked, strong

LARGE_COVERAGE = 20  # more says only that hardly anything is missing
ROOM = 1.04  # of the bar's length, so that neither sum nor target stands at its very end


@dataclass(frozen=True, slots=True)
class Lead:
    """What is certain, what is ordered and what is likely in an interval, in minor units of one currency."""

    currency: str
    today: date
    interval: str
    invoiced_minor: int
    orders_minor: int
    weighted_minor: int
    target_minor: int
    attainment: float | None
    coverage: float | None
    rates_on: date | None = None
    undated: int = 0
    late_minor: int = 0  # of orders and pipeline: planned for months that are over

    @property
    def sum_minor(self) -> int:
        """Everything together."""
        return self.invoiced_minor + self.orders_minor + self.weighted_minor


def empty() -> html.Div:
    """Return the lead while it loads."""
    return html.Div(skeleton(2), className="cd-lead__t")


def lead(shown: Lead) -> list[Any]:
    """Return day, sentence, caveat and bar."""
    says = html.Div(
        [
            html.Span(_("On the books, {day}", day=formats.long_day(shown.today)), className="cd-mut cd-small"),
            html.P(_sentence(shown), className="cd-statement"),
            html.P(_caveats(shown), className="cd-mut cd-small cd-lead__c"),
        ],
        className="cd-lead__t",
    )
    return [says, _bar(shown)]


def _sentence(shown: Lead) -> list[Any]:
    parts = {
        "invoiced": strong(_short(shown.invoiced_minor, shown)),
        "orders": strong(_short(shown.orders_minor, shown)),
        "weighted": strong(_short(shown.weighted_minor, shown)),
        "sum": strong(_short(shown.sum_minor, shown)),
        "target": html.Span(_short(shown.target_minor, shown), className="cd-n"),
    }
    marks = {name: mark(name) for name in (*parts, "gap")} | {"interval": shown.interval}
    if not shown.target_minor:
        text = _(
            "{interval}: {invoiced} is invoiced, {orders} is ordered and to be invoiced, and the weighted pipeline may add {weighted}: {sum} together.",
            **marks,
        )
        return marked(text, parts)
    gap = shown.sum_minor - shown.target_minor
    parts["gap"] = strong(_short(abs(gap), shown), "neg" if gap < 0 else "pos")
    if gap < 0:
        text = _(
            "{interval}: {invoiced} of the {target} target is invoiced. With {orders} of orders and {weighted} of weighted pipeline it comes to {sum}, {gap} short.",
            **marks,
        )
    else:
        text = _(
            "{interval}: {invoiced} of the {target} target is invoiced. With {orders} of orders and {weighted} of weighted pipeline it comes to {sum}, {gap} above.",
            **marks,
        )
    return marked(text, parts)


def _caveats(shown: Lead) -> str:
    """Say that it is no forecast, and what else one must know to read it."""
    said = [_("This adds up what is on the books; it is not a forecast.")]
    if shown.attainment is not None:
        said.append(_("Attainment {share}.", share=formats.percent(100 * shown.attainment)))
    if shown.late_minor:
        late = _short(shown.late_minor, shown)
        said.append(_("{amount} of the orders and pipeline was planned for months that are over.", amount=late))
    if shown.coverage is not None and shown.coverage < LARGE_COVERAGE:
        times = formats.number(shown.coverage, 1)
        said.append(_("The open pipeline covers what is missing {times} times.", times=times))
    if shown.undated:
        said.append(
            ngettext(
                "{n} document without a date is not in it.",
                "{n} documents without a date are not in it.",
                shown.undated,
                n=formats.number(shown.undated),
            )
        )
    if shown.rates_on:
        said.append(_("Other currencies at rates from {day} on.", day=formats.day(shown.rates_on, shown.today)))
    return " ".join(said)


def _bar(shown: Lead) -> html.Div:
    """Return invoiced, orders and weighted pipeline on one scale, with the target as a tick."""
    parts = [
        ("inv", _("Invoiced"), shown.invoiced_minor),
        ("ord", _("Orders"), shown.orders_minor),
        ("opp", _("Weighted"), shown.weighted_minor),
    ]
    whole = max(shown.sum_minor, shown.target_minor, 1) * ROOM
    segments = [
        html.I(className=f"cd-stack__p cd-stack__p--{kind}", style={"width": f"{100 * max(minor, 0) / whole:.2f}%"})
        for kind, _name, minor in parts
    ]
    tick = [html.B(style={"left": f"{100 * shown.target_minor / whole:.2f}%"})] if shown.target_minor else []
    legend = [
        html.Span(
            [html.I(className=f"cd-swatch cd-swatch--{kind}"), name, html.B(_short(minor, shown), className="cd-n")]
        )
        for kind, name, minor in parts
    ]
    if shown.target_minor:
        swatch = html.I(className="cd-swatch cd-swatch--tick")
        legend.append(html.Span([swatch, _("Target"), html.B(_short(shown.target_minor, shown), className="cd-n")]))
    spoken = "; ".join(f"{name} {_short(minor, shown)}" for _kind, name, minor in parts)
    label = f"{spoken}; {_('Target')} {_short(shown.target_minor, shown)}" if shown.target_minor else spoken
    bar = html.Div([*segments, *tick], className="cd-stack__t", role="img", **attributes(aria_label=label))
    return html.Div([bar, html.Div(legend, className="cd-legend")], className="cd-stack")


def _short(minor: int, shown: Lead) -> str:
    return formats.money(minor, shown.currency, style="k")
