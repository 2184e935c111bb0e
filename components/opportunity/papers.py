"""The papers of the deal: its quotes, orders and invoices in one list, with what can be done next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.opportunity.chain import CREDIT, invoice_tag, order_tag, progress
from components.opportunity.deal.quoting import quote_buttons
from components.opportunity.deal.wire import asks
from components.opportunity.quotes import Tag, quote_number, quote_tag
from components.opportunity.words import amount, nothing, older
from domain.detail import Chain, Detail, InvoiceRow, OrderRow, QuoteRow
from domain.outcome import Outcome
from domain.quote import standing, steps_of_quote

SHOWN = 12
CANCELLED = "cancelled"
Row = tuple[html.Tr, str]  # a document as a row, and as one plain line


@dataclass(frozen=True, slots=True)
class Paper:
    """What a row says of a document."""

    kind: Literal["opp", "ord", "inv"]
    href: str
    name: str
    below: str
    on: date
    tag: Tag
    worth: str


def documents_pane(detail: Detail, today: date) -> Any:
    """Return how far the chain has come, its documents with the latest of each kind first, and what is still missing."""
    chain = detail.chain
    create = _create(detail)
    if not (chain.quotes or chain.orders or chain.invoices):
        return [*create, nothing(_("No quote, order or invoice yet. What refers to this opportunity appears here."))]
    rows = [
        *[_quote(quote, detail, today) for quote in reversed(chain.quotes)],
        *[_order(order, chain, today) for order in reversed(chain.orders)],
        *[_invoice(invoice, chain, today) for invoice in reversed(chain.invoices)],
    ]
    shown, rest = rows[:SHOWN], rows[SHOWN:]
    return [
        *progress(chain),
        *create,
        _table([row for row, _plain in shown]),
        *older(len(shown), [plain for _row, plain in rest]),
        *_no_order(chain),
    ]


def _table(rows: Sequence[html.Tr]) -> html.Div:
    head = [
        html.Th(_("Document")),
        html.Th(_("Date"), className="num"),
        html.Th(_("Status")),
        html.Th(_("Net"), className="num"),
    ]
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(list(rows))], className="cd-table cd-papers")
    return html.Div(
        table,
        className="cd-tablewrap",
        role="region",
        tabIndex=0,
        **attributes(aria_label=_("Quotes, orders, invoices")),
    )


def _create(detail: Detail) -> list[html.Div]:
    header = detail.header
    if not header.changeable or header.outcome != Outcome.OPEN:
        return []
    label = _("New quote from the lines")
    return [
        html.Div(
            asks("create_quote", label, "file-earmark-plus", style="outline-secondary"), className="cd-papers__new"
        )
    ]


def _no_order(chain: Chain) -> list[html.Div]:
    if any(order.status != CANCELLED for order in chain.orders):
        return []
    best = standing(chain.quotes)
    said = (
        _("When an order refers to quote {number}, it appears here and the amount moves from pipeline to backlog.",
          number=best.number)
        if best
        else _("When an order is made, it appears here and the amount moves from pipeline to backlog.")
    )  # fmt: skip
    words = html.Div([html.B(_("No order yet")), html.P(said)])
    return [html.Div([icon("box-seam"), words], className="cd-papers__none")]


def _quote(quote: QuoteRow, detail: Detail, today: date) -> Row:
    valid = _("valid until {day}", day=formats.day(quote.valid_until_on, today)) if quote.valid_until_on else ""
    orders = [order.quote_id for order in detail.chain.orders if order.status != CANCELLED]
    outcome = Outcome(detail.header.outcome)
    steps = steps_of_quote(quote.status, quote.valid_until_on, outcome, today, is_ordered=quote.id in orders)
    form = {"quote_id": str(quote.id), "quote_version": str(quote.version)}
    paper = Paper(
        kind="opp",
        href=f"/quote/{quote.id}",
        name=_("Quote {number}", number=quote_number(quote)),
        below=valid,
        on=quote.issued_on,
        tag=quote_tag(quote, today),
        worth=amount(quote.net_minor, quote.currency),
    )
    return _row(paper, today, quote_buttons(steps, form) if detail.header.changeable else [])


def _order(order: OrderRow, chain: Chain, today: date) -> Row:
    source = next((quote for quote in chain.quotes if quote.id == order.quote_id), None)
    paper = Paper(
        kind="ord",
        href=f"/order/{order.id}",
        name=_("Order {number}", number=order.number),
        below=_("from {number}", number=quote_number(source)) if source else "",
        on=order.ordered_on,
        tag=order_tag(order),
        worth=amount(order.net_minor, order.currency),
    )
    return _row(paper, today)


def _invoice(invoice: InvoiceRow, chain: Chain, today: date) -> Row:
    credited = next((other for other in chain.invoices if other.id == invoice.credited_invoice_id), None)
    order = next((order for order in chain.orders if order.id == invoice.order_id), None)
    below = _("for {number}", number=order.number) if order else ""
    number = invoice.number
    paper = Paper(
        kind="inv",
        href=f"/invoice/{invoice.id}",
        name=_("Credit note {number}", number=number)
        if invoice.kind == CREDIT
        else _("Invoice {number}", number=number),
        below=_("credits {number}", number=credited.number) if credited else below,
        on=invoice.issued_on,
        tag=invoice_tag(invoice, today),
        worth=amount(invoice.net_minor, invoice.currency),
    )
    return _row(paper, today)


def _row(paper: Paper, today: date, buttons: Sequence[Any] = ()) -> Row:
    """Return a document; it opens by its link, and by a double click anywhere on its row."""
    words, tone = paper.tag
    when = formats.day(paper.on, today)
    said: list[Any] = [html.A(paper.name, href=paper.href, **attributes(data_cd_nav="plain"))]
    said += [html.Span(paper.below, className="cd-mut cd-small")] if paper.below else []
    said += [html.Span(list(buttons), className="cd-papers__do")] if buttons else []
    row = html.Tr(
        [
            html.Td(said, className=f"cd-papers__d cd-papers__d--{paper.kind}"),
            html.Td(when, className="num cd-2"),
            html.Td(html.Span(words, className=f"cd-tag{f' cd-tag--{tone}' if tone else ''}")),
            html.Td(paper.worth, className="num cd-med"),
        ],
        className="cd-papers__row",
        **attributes(data_cd_opens=paper.href),
    )
    return row, " · ".join(filter(None, (when, paper.name, paper.below, words, paper.worth)))
