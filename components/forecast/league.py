"""The league of methods, the weights in use, and what owners state against what comes."""

from collections.abc import Sequence
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.forecast.accuracy import NOTHING, caption
from components.forecast.reliability import points
from components.forecast.words import basis_name, method_name, months_ahead, share, signed_share
from components.language import gettext as _
from components.overview.panel import Filled
from domain.track import FEWEST_OF_AN_OWNER, Accuracy, OwnerBias, Reliability, Weights

USED = "blend"


def league_panel(found: Accuracy) -> Filled:
    """Return every method by months ahead; the one in use is marked."""
    if not found.league:
        return Filled("", html.P(_("Nothing can be shown before a backtest has run."), className="cd-mut"))
    head = [_("Method"), _("Ahead"), "n", "WAPE", _("Bias"), "MASE", _("In band")]
    rows = [
        [
            method_name(one.name), months_ahead(one.first, one.last), formats.number(one.n), share(one.wape, 1),
            signed_share(one.bias), NOTHING if one.mase is None else formats.number(one.mase, 2), share(one.covered),
        ]
        for one in sorted(found.league, key=lambda one: (one.first, one.wape))
    ]  # fmt: skip
    used = {method_name(USED)}
    foot = _("Best first for each span of months. MASE below 1 is better than repeating last year.")
    return Filled(caption(found), table(head, rows, _("League of methods"), used), foot)


def weights_panel(found: Accuracy) -> Filled:
    """Return how much of the blend is the chain, by months ahead, for each company."""
    if not found.weights:
        return Filled("", html.P(_("No forecast of invoicing has been made yet."), className="cd-mut"))
    longest = max(len(one.chain) for one in found.weights)
    head = [_("Company"), *(formats.number(ahead) for ahead in range(1, longest + 1)), _("Interval stretched")]
    rows = [_weights_row(one, longest) for one in found.weights]
    notes = [html.P(f"{one.company}: {_(note)}") for one in found.weights for note in one.notes]
    foot = _(
        "The rest is history. Weights are 1 ÷ error² of both at earlier month-ends; intervals are stretched by how they held."
    )
    return Filled(
        _("Share of the chain, by months ahead"), table(head, rows, _("Weights in use")), [html.P(foot), *notes]
    )


def chances_panel(found: Reliability) -> Filled:
    """Return how good each kind of chance was, and which of them is in use and why."""
    if not found.curves:
        return Filled("", html.P(_("Nothing can be shown before a backtest has run."), className="cd-mut"))
    head = [_("Chance"), "n", _("Brier score"), _("Skill"), _("Off by")]
    rows = [
        [
            basis_name(one.method), formats.number(one.cases), formats.number(one.brier, 3), signed_share(one.skill),
            points(one.gap),
        ]
        for one in sorted(found.curves, key=lambda one: one.brier)
    ]  # fmt: skip
    used = {basis_name(method) for method in found.used}
    notes = [html.P(_(note)) for note in found.notes]
    said = _("In use now: {names}.", names=", ".join(basis_name(method) for method in found.used))
    return Filled(
        _("Brier score: mean of (chance − outcome)², lower is better; skill: against the base rate of the day"),
        table(head, rows, _("Kinds of chances"), used),
        [html.P(said), *notes],
    )


def bias_panel(found: Sequence[OwnerBias]) -> Filled:
    """Return what owners state against what they win; only those whose record the reader may see are given."""
    caption_ = _("Mean stated probability against the share won, of the same opportunities at month-ends")
    private = _(
        "Each owner’s own record is seen by the owner and by the sales manager alone, from {n} closed opportunities on.",
        n=FEWEST_OF_AN_OWNER,
    )
    if not found:
        text = _("Fewer than {n} opportunities are closed: nothing can be said yet.", n=FEWEST_OF_AN_OWNER)
        return Filled(caption_, html.P(text, className="cd-mut"), private)
    head = [_("Owner"), _("Opportunities"), _("Stated"), _("Won"), _("90 in 100 between"), _("Difference")]
    rows = [_bias_row(one) for one in found]
    return Filled(caption_, table(head, rows, _("Stated against won, by owner")), private)


def table(
    head: Sequence[str], rows: Sequence[Sequence[Any]], label: str, marked: frozenset[str] | set[str] = frozenset()
) -> html.Div:
    """Return a table whose first column names the row; rows named in `marked` are in use and set off."""
    body = [
        html.Tr(
            [html.Th(row[0], scope="row"), *(html.Td(cell, className="num") for cell in row[1:])],
            className="cd-fcused" if row[0] in marked else "",
        )
        for row in rows
    ]
    cells = [html.Th(text, scope="col", className="num" if place else "") for place, text in enumerate(head)]
    made = html.Table(
        [html.Caption(label, className="visually-hidden"), html.Thead(html.Tr(cells)), html.Tbody(body)],
        className="cd-table cd-table--tight cd-fctable",
    )
    return html.Div(made, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=label))


def _weights_row(one: Weights, longest: int) -> list[str]:
    empty = [NOTHING] * (longest - len(one.chain))
    return [one.company, *(share(weight) for weight in one.chain), *empty, f"× {formats.number(one.width, 2)}"]


def _bias_row(one: OwnerBias) -> list[Any]:
    difference = one.stated - one.rate
    hopeful, careful = (
        _("too hopeful by {points}", points=points(difference)),
        _("too careful by {points}", points=points(difference)),
    )
    said = (hopeful if difference > 0 else careful) if one.is_sure else _("within chance")
    tone = f"cd-{'neg' if difference > 0 else 'warn'}" if one.is_sure else "cd-mut"
    return [
        one.name or _("Everybody"), formats.number(one.deals), share(one.stated), share(one.rate),
        f"{share(one.low)} – {share(one.high)}", html.Span(said, className=tone),
    ]  # fmt: skip
