"""The ledger of data quality: one line for each flaw, with the money that hangs on it and the way to mend it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import formats
from components.attributes import attributes
from components.filter_fields import flaw_name
from components.language import gettext as _
from components.language import ngettext
from domain.outlook import Band
from domain.quality import MANY_PUSHES, NORM_POINTS, Finding, Flaw, Ledger

BODY = "quality-body"
LEFT_OUT = "quality-left-out"  # which flaw is left out of the forecast
COMPARED = "quality-compared"
ADDRESSES = "/map/addresses"


@dataclass(frozen=True, slots=True)
class Shown:
    """The ledger, and the address of the list of each flaw."""

    ledger: Ledger
    link: Callable[[Flaw], str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The year's outlook with everything, and with the opportunities of one flaw taken as lost; minor units."""

    year: int
    currency: str
    left_out: int
    whole: Band
    rest: Band
    whole_chance: float | None
    rest_chance: float | None


def layout() -> list[Any]:
    """Return the page's content at once, to be filled."""
    options = [{"value": flaw.value, "label": flaw_name(flaw)} for flaw in Flaw]
    choice = dbc.Select(id=LEFT_OUT, options=options, value=Flaw.OVERDUE.value)
    head = html.Header(
        [
            html.Div(
                [html.H2(_("Forecast with and without"), id="quality-without"), html.P(_("As if they were all lost"))],
                className="cd-panel__t",
            ),
            html.Label([html.Span(_("Leave out"), className="visually-hidden"), choice], className="cd-panel__a"),
        ],
        className="cd-panel__head",
    )
    panel = html.Section(
        [head, html.Div(id=COMPARED, className="cd-panel__body", **attributes(aria_live="polite"))],
        className="card cd-panel",
        **attributes(aria_labelledby="quality-without"),
    )
    return [html.Div([html.Div(id=BODY, className="cd-quality__in"), panel], className="cd-quality")]


def compared(found: Comparison) -> list[Any]:
    """Return both outlooks beside each other, and what lies between them in a sentence."""
    if not found.left_out:
        return [html.P(_("No open opportunity has this flaw: without it nothing changes."))]
    apart = found.whole.p50 - found.rest.p50
    said = ngettext(
        "Without this {n} opportunity {year} is likely to close {amount} lower.",
        "Without these {n} opportunities {year} is likely to close {amount} lower.",
        found.left_out, n=formats.number(found.left_out), year=found.year,
        amount=formats.money(apart, found.currency, style="k"),
    )  # fmt: skip
    names = (_("Outlook"), "P10", "P50", "P90", _("Chance of target"))
    heads = [html.Th(name, scope="col", className="num" if place else "") for place, name in enumerate(names)]
    rows = [
        _outlook(_("With everything"), found.whole, found.whole_chance, found.currency),
        _outlook(_("Without them"), found.rest, found.rest_chance, found.currency),
    ]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="cd-table cd-table--tight")
    return [html.P(said), html.Div(table, className="cd-tablewrap")]


def _outlook(name: str, band: Band, chance: float | None, currency: str) -> html.Tr:
    amounts = [
        html.Td(formats.money(minor, currency, style="k"), className="num") for minor in (band.p10, band.p50, band.p90)
    ]
    told = "–" if chance is None else formats.percent(round(100 * chance))
    return html.Tr([html.Th(name, scope="row"), *amounts, html.Td(told, className="num")])


def body(shown: Shown) -> list[Any]:
    """Return the sentence, and the lines with something in them, the dearest first; then what is in order."""
    found = sorted((one for one in shown.ledger.findings if one.count), key=lambda one: -abs(one.effect_minor))
    clean = [flaw_name(one.flaw) for one in shown.ledger.findings if not one.count]
    parts: list[Any] = [html.P(statement(shown.ledger), className="cd-quality__lead")]
    if found:
        parts.append(html.Div(_table(shown, found), className="card cd-tablewrap"))
    if clean:
        parts.append(html.P(_("Nothing found: {flaws}.", flaws=", ".join(clean)), className="cd-mut cd-small"))
    parts.append(html.P(_basis(), className="cd-mut cd-small"))
    return parts


def statement(ledger: Ledger) -> str:
    """Say how much of what is open wants a look, and the dearest flaw."""
    if not ledger.count:
        return _("No opportunity is open within this filter.")
    if not ledger.flawed:
        return _("Nothing wants a look: every open opportunity is in order.")
    said = ngettext(
        "{flawed} of {n} open opportunity wants a look.", "{flawed} of {n} open opportunities want a look.",
        ledger.count, flawed=formats.number(ledger.flawed), n=formats.number(ledger.count),
    )  # fmt: skip
    dearest = max(ledger.findings, key=lambda one: (abs(one.effect_minor), one.count))
    return f"{said} {effect(dearest, ledger.currency)}"


def effect(finding: Finding, currency: str) -> str:
    """Say in a sentence what a flaw does to the forecast."""
    n, count = finding.count, formats.number(finding.count)
    if not (finding.effect_minor or finding.weighted_minor or finding.flaw is Flaw.RATELESS):
        return _without_money(finding.flaw, n, count)
    amount = formats.money(abs(finding.effect_minor), currency, style="k")
    if finding.flaw is Flaw.OFF_NORM and finding.effect_minor < 0:
        return ngettext(
            "{n} opportunity promises {amount} less than its stage has kept.",
            "{n} opportunities together promise {amount} less than their stages have kept.", n, n=count, amount=amount,
        )  # fmt: skip
    return _sentences(n, count, amount)[finding.flaw]


def _without_money(flaw: Flaw, n: int, count: str) -> str:
    if flaw is Flaw.AMOUNTLESS:
        return ngettext("{n} opportunity counts as nothing.", "{n} opportunities count as nothing.", n, n=count)
    return ngettext(
        "{n} opportunity, on which no money hangs.", "{n} opportunities, on which no money hangs.", n, n=count
    )


def _sentences(n: int, count: str, amount: str) -> dict[Flaw, str]:
    known = {"n": count, "amount": amount}
    return {
        Flaw.OVERDUE: ngettext(
            "{n} overdue opportunity puts {amount} into a month that is over.",
            "{n} overdue opportunities put {amount} into months that are over.", n, **known,
        ),
        Flaw.UNDATED: ngettext(
            "{n} opportunity with {amount} net is in no month.",
            "{n} opportunities with {amount} net are in no month.", n, **known,
        ),
        Flaw.AMOUNTLESS: ngettext(
            "{n} opportunity counts as nothing; at a usual amount it would add {amount}.",
            "{n} opportunities count as nothing; at usual amounts they would add {amount}.", n, **known,
        ),
        Flaw.RATELESS: ngettext(
            "{n} opportunity is in no total: its currency has no exchange rate.",
            "{n} opportunities are in no total: their currencies have no exchange rate.", n, n=count,
        ),
        Flaw.AGENTLESS: ngettext(
            "{n} opportunity with {amount} counts for no agent.",
            "{n} opportunities with {amount} count for no agent.", n, **known,
        ),
        Flaw.STEPLESS: ngettext(
            "{amount} rests on {n} opportunity for which nothing is planned.",
            "{amount} rests on {n} opportunities for which nothing is planned.", n, **known,
        ),
        Flaw.OFF_NORM: ngettext(
            "{n} opportunity promises {amount} more than its stage has kept.",
            "{n} opportunities together promise {amount} more than their stages have kept.", n, **known,
        ),
        Flaw.PUSHED: ngettext(
            "{amount} rests on {n} opportunity that was put off again and again.",
            "{amount} rests on {n} opportunities that were put off again and again.", n, **known,
        ),
        Flaw.DOUBLE: ngettext(
            "{n} opportunity may count {amount} twice.", "{n} opportunities may count {amount} twice.", n, **known,
        ),
        Flaw.PLACELESS: ngettext(
            "{n} opportunity with {amount} net is not on the map.",
            "{n} opportunities with {amount} net are not on the map.", n, **known,
        ),
    }  # fmt: skip


def _table(shown: Shown, found: Sequence[Finding]) -> html.Table:
    heads = [
        html.Th(_("What wants a look"), scope="col"),
        html.Th(_("Opportunities"), scope="col", className="num"),
        html.Th(_("Weighted"), scope="col", className="num cd-quality__w"),
        html.Th(_("What it does to the forecast"), scope="col"),
        html.Th(html.Span(_("Mend"), className="visually-hidden"), scope="col"),
    ]
    return html.Table(
        [
            html.Caption(_("Data quality with the money that hangs on it"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_line(shown, finding) for finding in found]),
        ],
        className="cd-table",
    )


def _line(shown: Shown, finding: Finding) -> html.Tr:
    currency = shown.ledger.currency
    missing = (
        [
            html.Span(
                _(" Without {n} that no exchange rate converts.", n=formats.number(finding.missing)), className="cd-mut"
            )
        ]
        if finding.missing
        else []
    )
    return html.Tr(
        [
            html.Th(flaw_name(finding.flaw), scope="row"),
            html.Td(formats.number(finding.count), className="num"),
            html.Td(formats.money(finding.weighted_minor, currency), className="num cd-quality__w"),
            html.Td([effect(finding, currency), *missing]),
            html.Td(_ways(shown, finding.flaw), className="cd-quality__ways"),
        ]
    )


def _ways(shown: Shown, flaw: Flaw) -> list[html.A]:
    name = flaw_name(flaw)
    opening = html.A(
        _("Open the list"),
        href=shown.link(flaw),
        className="btn btn-sm btn-outline-secondary",
        **attributes(data_cd_nav="exact", aria_label=_("Open the list: {flaw}", flaw=name)),
    )
    places = html.A(
        _("Fix addresses"), href=ADDRESSES, className="btn btn-sm btn-ghost", **attributes(data_cd_nav="plain")
    )
    return [*([places] if flaw is Flaw.PLACELESS else []), opening]


def _basis() -> str:
    return _(
        "Open opportunities within the filter, weighted by their stated probability. Far from its stage: {points} points or more from the share that the stage has kept. Put off again and again: {pushes} times or more. One opportunity can have several flaws.",
        points=NORM_POINTS, pushes=MANY_PUSHES,
    )  # fmt: skip
