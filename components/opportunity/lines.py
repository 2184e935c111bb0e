"""Detail lines: what is offered, family by family, and what it adds up to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.opportunity.words import DASH, amount, nothing, older
from domain.detail import Detail, Header, Line
from domain.outcome import Outcome
from domain.quote import STANDING

SHOWN_LINES = 6
# Stored in English by the final amount of a won opportunity.
CLOSING_ADJUSTMENT = "Closing adjustment"


def lines_pane(detail: Detail, today: date) -> Any:
    """Return the table of lines, with the rest of a long list folded under it."""
    header, lines = detail.header, detail.lines
    if not lines:
        known = _("No detail lines: the amount was entered as one sum.")
        text = known if header.amount_known else _("No detail lines yet, and the amount is not known.")
        return [nothing(text), *_foot(detail)]
    shown, rest = lines[:SHOWN_LINES], lines[SHOWN_LINES:]
    table = html.Table(
        [
            html.Thead(html.Tr(_head())),
            html.Tbody([_row(line, header, today) for line in shown]),
            html.Tfoot(html.Tr(_total(header, lines))),
        ],
        className="cd-table cd-lines",
    )
    wrap = html.Div(
        table, className="cd-tablewrap", role="region", tabIndex=0, **attributes(aria_label=_("Detail lines"))
    )
    return [wrap, *older(len(shown), [_plain(line, header) for line in rest]), *_foot(detail)]


def _head() -> list[html.Th]:
    return [
        html.Th("#", className="num"),
        html.Th(_("Product family")),
        html.Th(_("Gross"), className="num c-p"),
        html.Th(_("Disc."), className="num c-p", title=_("Discount")),
        html.Th(_("Net"), className="num"),
        html.Th(_("Delivery"), className="num c-p"),
        html.Th(_("Invoice"), className="num c-p"),
    ]


def _row(line: Line, header: Header, today: date) -> html.Tr:
    return html.Tr(
        [
            html.Td(str(line.line_no), className="num cd-mut"),
            html.Td(_named(line), className="cd-lines__d cd-med"),
            html.Td(amount(line.gross_minor, header.currency), className="num c-p"),
            html.Td(_discount(line.discount_minor, line.gross_minor), className="num c-p"),
            html.Td(amount(line.net_minor, header.currency), className="num cd-med"),
            html.Td(_day(line.expected_delivery_on, today), className="num cd-2 c-p"),
            html.Td(_day(line.expected_invoice_on, today), className="num cd-2 c-p"),
        ]
    )


def _named(line: Line) -> list[Any]:
    """Return the family, and the description and note where they say more."""
    first, *further = _words(line)
    return [first, *[html.Span(f" {text}", className="cd-mut cd-small") for text in further]]


def _words(line: Line) -> list[str]:
    description = line.description
    if description == CLOSING_ADJUSTMENT:
        description = _("Closing adjustment")
    told = dict.fromkeys(text for text in (line.product_family, description, line.note) if text)
    return list(told) or [_("Line {number}", number=line.line_no)]


def _discount(discount_minor: int, gross_minor: int) -> str:
    if not discount_minor or not gross_minor:
        return DASH
    return formats.percent(100 * discount_minor / gross_minor, 1)


def _day(on: date | None, today: date) -> str:
    return formats.day(on, today) if on else DASH


def _total(header: Header, lines: Sequence[Line]) -> list[html.Td]:
    gross, discount = sum(line.gross_minor for line in lines), sum(line.discount_minor for line in lines)
    return [
        html.Td(),
        html.Td(_("Total net")),
        html.Td(amount(gross, header.currency), className="num c-p"),
        html.Td(_discount(discount, gross), className="num c-p"),
        html.Td(amount(gross - discount, header.currency), className="num"),
        html.Td(className="c-p", colSpan=2),
    ]


def _foot(detail: Detail) -> list[html.Div]:
    """Return what stands under the lines: the expected margin, and what can be done with the lines."""
    margin, buttons = _margin(detail.header), _buttons(detail)
    if not margin and not buttons:
        return []
    return [html.Div([html.Span(margin), html.Span(buttons, className="cd-linefoot__a")], className="cd-linefoot cd-n")]


def _buttons(detail: Detail) -> list[html.Button]:
    """Return the ways to change the lines; what is closed keeps the lines it was closed with."""
    header = detail.header
    if not header.changeable or header.outcome != Outcome.OPEN:
        return []
    label = _("Edit lines") if detail.lines else _("Add lines")
    buttons = [_button("opportunity-lines", "pencil", label, "lines")]
    if any(quote.status in STANDING and quote.currency == header.currency for quote in detail.chain.quotes):
        buttons.append(_button("opportunity-calculate", "calculator", _("Calculate values"), "calculation"))
    return buttons


def _button(name: str, symbol: str, label: str, what: str) -> html.Button:
    return html.Button(
        [icon(symbol), label],
        id=name,
        type="button",
        className="btn btn-sm btn-outline-secondary",
        **attributes(data_cd_asks=what),
    )


def _margin(header: Header) -> str:
    if header.expected_margin_minor is None or not header.net_minor:
        return ""
    share = formats.percent(100 * header.expected_margin_minor / header.net_minor, 1)
    return _(
        "Expected margin {amount}, {share}", amount=amount(header.expected_margin_minor, header.currency), share=share
    )


def _plain(line: Line, header: Header) -> str:
    return f"{line.line_no} · {', '.join(_words(line))} · {amount(line.net_minor, header.currency)}"
