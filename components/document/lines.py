"""The lines of a document: what, how many, for how much, and of an order how much is invoiced."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.language import gettext as _
from components.opportunity.words import DASH, amount, nothing, older
from domain.document import DocumentLine

SHOWN = 6


def lines_table(lines: Sequence[DocumentLine], net_minor: int, currency: str) -> Any:
    """Return the table; its foot is the net amount of the document, and a line says so when lines do not add up to it."""
    if not lines:
        return nothing(_("No lines: the amount was entered as one sum."))
    shown, rest = lines[:SHOWN], lines[SHOWN:]
    table = html.Table(
        [
            html.Thead(html.Tr(_head(lines))),
            html.Tbody([_row(line, currency) for line in shown]),
            html.Tfoot(html.Tr(_foot(lines, currency))),
        ],
        className="cd-table cd-lines cd-doclines",
    )
    wrap = html.Div(table, className="cd-tablewrap", role="region", tabIndex=0, **attributes(aria_label=_("Lines")))
    return [
        wrap,
        *older(len(shown), [_plain(line, currency) for line in rest]),
        *_difference(lines, net_minor, currency),
    ]


def _has_prices(lines: Sequence[DocumentLine]) -> bool:
    return any(line.unit_price_minor is not None for line in lines)


def _is_invoiced(lines: Sequence[DocumentLine]) -> bool:
    return any(line.invoiced_minor is not None for line in lines)


def _head(lines: Sequence[DocumentLine]) -> list[html.Th]:
    prices = [html.Th(_("Unit price"), className="num c-p"), html.Th(_("Discount"), className="num c-p")]
    return [
        html.Th("#", className="num"),
        html.Th(_("Description")),
        html.Th(_("Quantity"), className="num c-p"),
        *(prices if _has_prices(lines) else []),
        html.Th(_("Net"), className="num"),
        *([html.Th(_("To be invoiced"), className="num")] if _is_invoiced(lines) else []),
    ]


def _row(line: DocumentLine, currency: str) -> html.Tr:
    prices = []
    if line.unit_price_minor is not None:
        prices = [
            html.Td(amount(line.unit_price_minor, currency), className="num c-p"),
            html.Td(amount(line.discount_minor, currency) if line.discount_minor else DASH, className="num c-p"),
        ]
    left = []
    if line.invoiced_minor is not None:
        left = [html.Td(amount(line.net_minor - line.invoiced_minor, currency), className="num")]
    return html.Tr(
        [
            html.Td(str(line.line_no or ""), className="num cd-mut"),
            html.Td(_words(line), className="cd-lines__d cd-med"),
            html.Td(quantity(line.quantity), className="num c-p"),
            *prices,
            html.Td(amount(line.net_minor, currency), className="num cd-med"),
            *left,
        ]
    )


def quantity(value: Decimal) -> str:
    """Write a quantity with as many decimals as it has."""
    exact = value.normalize().as_tuple().exponent
    return formats.number(value, min(max(-exact, 0), 4) if isinstance(exact, int) else 0)


def _words(line: DocumentLine) -> list[Any]:
    told = list(dict.fromkeys(text for text in (line.product_family, line.description) if text))
    first, *further = told or [_("Line {number}", number=line.line_no)]
    return [first, *[html.Span(f" {text}", className="cd-mut cd-small") for text in further]]


def _foot(lines: Sequence[DocumentLine], currency: str) -> list[html.Td]:
    left = []
    if _is_invoiced(lines):
        open_minor = sum(line.net_minor - (line.invoiced_minor or 0) for line in lines)
        left = [html.Td(amount(open_minor, currency), className="num")]
    return [
        html.Td(),
        html.Td(_("Total net")),
        html.Td(className="c-p", colSpan=3 if _has_prices(lines) else 1),
        html.Td(amount(sum(line.net_minor for line in lines), currency), className="num"),
        *left,
    ]


def _difference(lines: Sequence[DocumentLine], net_minor: int, currency: str) -> list[html.Div]:
    difference = net_minor - sum(line.net_minor for line in lines)
    if not difference:
        return []
    text = _(
        "The document is worth {net}, {difference} of it stands on no line.",
        net=amount(net_minor, currency),
        difference=amount(difference, currency),
    )
    return [html.Div(text, className="cd-linefoot cd-n")]


def _plain(line: DocumentLine, currency: str) -> str:
    words = ", ".join(text for text in (line.product_family, line.description) if text)
    return f"{line.line_no} · {words} · {amount(line.net_minor, currency)}"
