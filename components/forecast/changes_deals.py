"""The deals of a bar, with what they were and what they are."""

from collections.abc import Callable, Mapping
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.forecast.changes_words import bar_names, outcome_name
from components.language import gettext as _
from components.language import ngettext
from components.overview.words import signed
from domain.changes import BarSum, Bridge, Deal, Effect, Side

MOST = 100
DASH = "–"


def deals_table(bridge: Bridge, one: BarSum, deals: Mapping[int, Deal]) -> html.Div:
    """Return the largest of the deals as a table whose last row makes it add up to the bar."""
    heads = [_("Opportunity"), _("Net"), _("Probability"), _("Expected"), _("State"), _("Owner"), _("Effect")]
    numbers = {_("Net"), _("Probability"), _("Effect")}
    shown = one.effects[:MOST]
    label = _("Opportunities: {bar}", bar=bar_names()[one.bar])
    table = html.Table(
        [
            html.Caption(label, className="visually-hidden"),
            html.Thead(
                html.Tr([html.Th(head, scope="col", className="num" if head in numbers else "") for head in heads])
            ),
            html.Tbody([_row(bridge, effect, deals.get(effect.opportunity_id)) for effect in shown]),
            html.Tfoot(_rest(bridge, one, len(heads))),
        ],
        className="cd-table cd-table--tight",
    )
    return html.Div(table, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=label))


def _row(bridge: Bridge, effect: Effect, deal: Deal | None) -> html.Tr:
    then, now = effect.then, effect.now
    name = html.A(
        [html.B(deal.contact or deal.title), html.Span(f"{deal.number} · {deal.title}", className="cd-mut")]
        if deal
        else f"#{effect.opportunity_id}",
        href=f"/opportunity/{effect.opportunity_id}",
        className="cd-cbar__deal",
        **attributes(data_cd_nav="filtered"),
    )
    state = [deal.stage_then, deal.stage_now] if deal else ["", ""]
    owners = [deal.owner_then, deal.owner_now] if deal else ["", ""]
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(
                _change(then, now, lambda side: formats.money(side.net_minor, side.currency, style="0")),
                className="num",
            ),
            html.Td(_change(then, now, lambda side: formats.percent(side.percent)), className="num"),
            html.Td(_change(then, now, lambda side: _day(side, bridge))),
            html.Td(_words(*(_state(side, name) for side, name in zip((then, now), state, strict=True)))),
            html.Td(_words(*(name if side else "" for side, name in zip((then, now), owners, strict=True)))),
            html.Td(signed(effect.minor, bridge.currency, "2"), className="num"),
        ]
    )


def _change(then: Side | None, now: Side | None, written: Callable[[Side], str]) -> Any:
    return _words(*(written(side) if side else "" for side in (then, now)))


def _words(then: str, now: str) -> Any:
    """Return what it was and what it is, once where both are the same."""
    if then == now or not then or not now:
        return now or then or DASH
    return [html.Span(then, className="cd-mut"), f"{formats.NBSP}→ ", now]


def _day(side: Side, bridge: Bridge) -> str:
    return formats.day(side.expected_on, bridge.today) if side.expected_on else _("no date")


def _state(side: Side | None, stage: str) -> str:
    """Return the stage of an open deal, else how it ended."""
    if side is None:
        return ""
    return stage if side.outcome.value == "open" and stage else outcome_name(side.outcome)


def _rest(bridge: Bridge, one: BarSum, width: int) -> list[html.Tr]:
    hidden = one.effects[MOST:]
    rows = []
    if hidden:
        text = ngettext("{n} smaller one", "{n} smaller ones", len(hidden), n=formats.number(len(hidden)))
        rows.append((text, sum(effect.minor for effect in hidden)))
    if one.rounding:
        rows.append((_("Rounding: each opportunity is rounded by itself, the bar once"), one.rounding))
    rows.append((_("Together"), one.minor))
    return [
        html.Tr(
            [
                html.Th(text, scope="row", colSpan=width - 1),
                html.Td(signed(minor, bridge.currency, "2"), className="num"),
            ]
        )
        for text, minor in rows
    ]
