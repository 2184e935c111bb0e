"""The whole page of a quote, an order or an invoice: head, figures, lines, chain, payments and log, and its dialogs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from dash import html

from components.attributes import attributes
from components.document import dialogs
from components.document.chain import chain_panel, payments_table
from components.document.figures import invoice_figures, order_figures, quote_figures
from components.document.head import details, head, link
from components.document.lines import lines_table
from components.document.log import log_list
from components.document.parts import Parts
from components.language import gettext as _
from components.opportunity import chain
from components.opportunity.deal.quoting import quote_buttons
from components.opportunity.quotes import quote_number, quote_tag
from components.opportunity.words import panel
from domain.detail import InvoiceRow, OrderRow, QuoteRow
from domain.document import DocumentHead, InvoiceDetail, OrderDetail, QuoteDetail
from domain.outcome import Outcome
from domain.quote import steps_of_quote

ORDER, INVOICE = Parts("order"), Parts("invoice")
LIVE = ("issued", "paid")
AnyDetail = OrderDetail | InvoiceDetail | QuoteDetail


def order_body(order: OrderDetail, *, back: str, request_key: str, today: date) -> html.Div:
    """Return the page of an order; `request_key` makes a repeated click one change."""
    record = order.head
    actions, asked = _order_actions(order, today)
    title = _("Order {number}", number=record.number)
    row = OrderRow(
        record.id, record.number, record.status, order.ordered_on, None, record.currency, order.net_minor, order.invoiced_minor
    )  # fmt: skip
    known = details(record, [(_("Quote"), link("quote", order.quote) if order.quote else None)])
    main = [order_figures(order, today), _lines(order)]
    top = head(record, title, chain.order_tag(row), actions, back)
    return _page(record, request_key, [top, _beside(main, known), *_around(order, today), *asked])


def invoice_body(invoice: InvoiceDetail, *, back: str, request_key: str, today: date) -> html.Div:
    """Return the page of an invoice or credit note; `request_key` makes a repeated click one change."""
    record = invoice.head
    actions, asked = _invoice_actions(invoice, today)
    row = InvoiceRow(
        record.id, invoice.kind, record.number, record.status, invoice.issued_on, invoice.due_on, None, None,
        record.currency, invoice.net_minor, invoice.gross_minor, invoice.paid_minor,
    )  # fmt: skip
    mine = [payment for payment in invoice.trail.payments if payment.invoice_id == record.id]
    paid = [] if invoice.kind == "credit_note" else [_flat(_("Payments"), payments_table(mine, today))]
    known = details(
        record,
        [
            (_("Order"), link("order", invoice.order) if invoice.order else None),
            (_("Credits"), link("invoice", invoice.credited) if invoice.credited else None),
        ],
    )
    main = [invoice_figures(invoice, today), _lines(invoice), *paid]
    top = head(record, _invoice_title(invoice), chain.invoice_tag(row, today), actions, back)
    return _page(record, request_key, [top, _beside(main, known), *_around(invoice, today), *asked])


def quote_body(quote: QuoteDetail, *, back: str, request_key: str, today: date) -> html.Div:
    """Return the page of a quote; what can be done with it speaks over the wire of the deal."""
    record = quote.head
    row = QuoteRow(
        record.id, record.number, quote.revision, record.status, quote.issued_on, quote.valid_until_on, record.currency,
        quote.net_minor, record.version,
    )  # fmt: skip
    title = _("Quote {number}", number=quote_number(row))
    noted = [_flat(_("Note"), html.P(quote.note, className="cd-docnote"))] if quote.note else []
    main = [quote_figures(quote, today), _lines(quote), *noted]
    top = head(record, title, quote_tag(row, today), _quote_actions(quote, today), back)
    return _page(record, request_key, [top, _beside(main, details(record, [])), *_around(quote, today)])


def _page(record: DocumentHead, request_key: str, parts: Sequence[Any]) -> html.Div:
    facts = {"id": record.id, "version": record.version, "request_key": request_key}
    known = attributes(data_cd_record=msgspec.json.encode(facts).decode())
    return html.Div(list(parts), className="cd-opp cd-docpage", **known)


def _beside(main: Sequence[Any], known: html.Dl) -> html.Div:
    rail = html.Aside([panel(_("Details"), known)], className="cd-rail", **attributes(aria_label=_("Details")))
    return html.Div([html.Div(list(main), className="cd-oppmain"), rail], className="cd-oppgrid")


def _lines(detail: AnyDetail) -> html.Section:
    return _flat(_("Lines"), lines_table(detail.lines, detail.net_minor, detail.head.currency))


def _around(detail: AnyDetail, today: date) -> list[html.Section]:
    record, trail = detail.head, detail.trail
    return [
        _flat(_("From opportunity to payment"), chain_panel(record, trail, today)),
        _flat(_("Log"), log_list(record, trail.events, today)),
    ]


def _flat(title: str, body: Any) -> html.Section:
    """Return a panel whose content reaches its edges."""
    return html.Section(
        [html.Header(html.H2(title), className="cd-panel__head cd-docpanel__h"), html.Div(body)],
        className="card cd-panel cd-docpanel",
    )


def _order_actions(order: OrderDetail, today: date) -> tuple[list[html.Button], list[html.Dialog]]:
    if not order.head.changeable or order.head.status not in {"open", "draft"}:
        return [], []
    buttons = [dialogs.opener(ORDER, "dates", _("Change dates"), "calendar2-week")]
    asked = [dialogs.dates_dialog(ORDER, order)]
    if order.open_minor > 0:
        buttons.append(dialogs.opener(ORDER, "issue", _("Issue invoice"), "receipt", primary=True))
        asked.append(dialogs.issue_dialog(ORDER, order, today))
    return buttons, asked


def _quote_actions(quote: QuoteDetail, today: date) -> list[html.Button]:
    record = quote.head
    if not record.changeable or quote.outcome is None:
        return []
    ordered = any(order.quote_id == record.id and order.status != "cancelled" for order in quote.trail.chain.orders)
    steps = steps_of_quote(record.status, quote.valid_until_on, Outcome(quote.outcome), today, is_ordered=ordered)
    return quote_buttons(steps, {"quote_id": str(record.id), "quote_version": str(record.version)}, small=False)


def _invoice_actions(invoice: InvoiceDetail, today: date) -> tuple[list[html.Button], list[html.Dialog]]:
    record = invoice.head
    if not record.changeable or invoice.kind == "credit_note":
        return [], []
    if record.status == "draft":
        return [
            dialogs.opener(INVOICE, "cancel_draft", _("Cancel draft"), "slash-circle"),
            dialogs.opener(INVOICE, "issue_draft", _("Issue draft"), "receipt", primary=True),
        ], [dialogs.cancel_draft_dialog(INVOICE), dialogs.issue_draft_dialog(INVOICE, today)]
    buttons: list[html.Button] = []
    asked: list[html.Dialog] = []
    if record.status in LIVE and sum(invoice.creditable.values()) > 0:
        buttons.append(dialogs.opener(INVOICE, "credit", _("Credit invoice"), "arrow-return-left"))
        asked.append(dialogs.credit_dialog(INVOICE, invoice, today))
    if record.status == "issued" and invoice.left_minor > 0:
        buttons.append(dialogs.opener(INVOICE, "pay", _("Register payment"), "cash-coin", primary=True))
        asked.append(dialogs.pay_dialog(INVOICE, invoice, today))
    return buttons, asked


def _invoice_title(invoice: InvoiceDetail) -> str:
    number = invoice.head.number
    if invoice.kind == "credit_note":
        return _("Credit note {number}", number=number)
    if invoice.kind == "debit_note":
        return _("Debit note {number}", number=number)
    return _("Invoice {number}", number=number)
