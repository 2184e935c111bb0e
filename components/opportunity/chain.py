"""The chain from the offer to the money, drawn: quotes, orders, invoices, and how far it has come."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal

from dash import html

from components import formats
from components.attributes import DECORATIVE, attributes
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext, pgettext
from components.opportunity.quotes import Tag, quote_number, quote_tag
from components.opportunity.words import amount
from domain.detail import Chain, InvoiceRow, OrderRow, QuoteRow

Kind = Literal["opp", "ord", "inv", "pay"]
REPLACED = ("superseded", "rejected", "expired")
NOT_ISSUED = ("draft", "cancelled")
CREDIT = "credit_note"
NO_BREAK_HYPHEN = "\N{NON-BREAKING HYPHEN}"


def columns(chain: Chain, today: date) -> list[html.Section]:
    """Return quotes, orders and invoices as three columns; each document leads to its page."""
    return [
        column("opp", _("Quotes"), [_quote(quote, today) for quote in chain.quotes], _("No quote.")),
        column("ord", _("Orders"), [_order(order, chain, today) for order in chain.orders], _("No order yet.")),
        column(
            "inv",
            _("Invoices"),
            [_invoice(invoice, chain, today) for invoice in chain.invoices],
            _("Not invoiced yet."),
        ),
    ]


def ordered_minor(chain: Chain) -> int:
    """Return what the orders add up to, without cancelled ones."""
    return sum(order.net_minor for order in chain.orders if order.status not in NOT_ISSUED)


def invoiced_minor(chain: Chain) -> int:
    """Return what the invoices add up to before credit notes, without drafts and cancelled ones."""
    return sum(invoice.net_minor for invoice in _issued(chain) if invoice.kind != CREDIT)


def summary(chain: Chain) -> str:
    """Say how far the chain has come; nothing can be added up across currencies."""
    currencies = _currencies(chain.quotes, chain.orders, chain.invoices)
    if len(currencies) != 1:
        return _("The documents are in {currencies}.", currencies=", ".join(sorted(currencies)))
    (currency,) = currencies
    if not chain.orders and not chain.invoices:
        return _offered(chain.quotes)
    sentences = (
        _ordered(chain, currency),
        _credited(chain, currency),
        _to_invoice(chain, currency),
        _unpaid(chain, currency),
    )
    return " ".join(filter(None, sentences))


def _issued(chain: Chain) -> list[InvoiceRow]:
    return [invoice for invoice in chain.invoices if invoice.status not in NOT_ISSUED]


def _ordered(chain: Chain, currency: str) -> str:
    ordered, invoiced = ordered_minor(chain), invoiced_minor(chain)
    if ordered <= 0:
        if invoiced:
            return _("Invoiced {amount}.", amount=amount(invoiced, currency))
        return _("Nothing stands: the order was cancelled.")
    if not invoiced:
        return _("Ordered {amount}, nothing invoiced yet.", amount=amount(ordered, currency))
    share = formats.percent(100 * invoiced / ordered)
    return _(
        "Ordered {ordered}, invoiced {invoiced} ({share}).",
        ordered=amount(ordered, currency),
        invoiced=amount(invoiced, currency),
        share=share,
    )


def _credited(chain: Chain, currency: str) -> str:
    credited = -sum(invoice.net_minor for invoice in _issued(chain) if invoice.kind == CREDIT)
    return _("{amount} was credited back.", amount=amount(credited, currency)) if credited else ""


def _to_invoice(chain: Chain, currency: str) -> str:
    backlog = sum(order.net_minor - order.invoiced_minor for order in chain.orders if order.status == "open")
    if backlog <= 0 or not invoiced_minor(chain):
        return ""
    return _("{amount} is still to be invoiced.", amount=amount(backlog, currency))


def _unpaid(chain: Chain, currency: str) -> str:
    unpaid = sum(
        invoice.gross_minor - invoice.paid_minor
        for invoice in _issued(chain)
        if invoice.status == "issued" and invoice.kind != CREDIT
    )
    return _("{amount} with tax is not paid yet.", amount=amount(unpaid, currency)) if unpaid > 0 else ""


def _currencies(*documents: Iterable[QuoteRow | OrderRow | InvoiceRow]) -> set[str]:
    return {document.currency for kind in documents for document in kind}


def _offered(quotes: Sequence[QuoteRow]) -> str:
    count = ngettext("{n} quote", "{n} quotes", len(quotes))
    live = [quote for quote in quotes if quote.status not in REPLACED]
    if not live:
        return _("{count}, none of them stands. No order yet.", count=count)
    worth = amount(live[-1].net_minor, live[-1].currency)
    return _("{count}, the latest for {amount}. No order yet.", count=count, amount=worth)


def progress(chain: Chain) -> list[Any]:
    """Return the sentence and a bar: the whole is what was ordered, the dark part what is invoiced."""
    said = html.P(summary(chain), className="cd-chain__say cd-n")
    ordered = ordered_minor(chain)
    if ordered <= 0 or len(_currencies(chain.orders, chain.invoices)) != 1:
        return [said]
    share = min(max(100 * invoiced_minor(chain) / ordered, 0), 100)
    return [said, html.Div(html.I(style={"width": f"{share:.1f}%"}), className="cd-chain__bar", **DECORATIVE)]


def column(kind: Kind, title: str, documents: list[html.Li], empty: str) -> html.Section:
    """Return one column of the chain, or what it says when there is nothing in it."""
    listed = html.Ol(documents) if documents else html.P(empty, className="cd-mut cd-small")
    return html.Section([html.H3([icon(_icon(kind)), title]), listed], className=f"cd-chain__col cd-chain__col--{kind}")


def _icon(kind: Kind) -> str:
    return {"opp": "file-earmark-text", "ord": "box-seam", "inv": "receipt", "pay": "cash-coin"}[kind]


def document(kind: Kind, href: str, number: str, worth: str, tag: Tag, below: str, *, dim: bool = False) -> html.Li:
    """Return a document of the chain: number, amount, what is to say, and a tag; it leads to its page."""
    words, tone = tag
    return html.Li(
        [
            html.B(html.A(number, href=href, **attributes(data_cd_nav="plain"))),
            html.Span(worth, className="cd-n"),
            html.Span(below.replace("-", NO_BREAK_HYPHEN), className="cd-mut cd-small"),
            html.Span(words, className=f"cd-tag{f' cd-tag--{tone}' if tone else ''}"),
        ],
        className=f"cd-doc cd-doc--{kind}{' is-dim' if dim else ''}",
    )


def _quote(quote: QuoteRow, today: date) -> html.Li:
    below = formats.day(quote.issued_on, today)
    if quote.status == "sent" and quote.valid_until_on and quote.valid_until_on >= today:
        below += ", " + _("valid until {day}", day=formats.day(quote.valid_until_on, today))
    dim = quote.status in REPLACED
    worth = amount(quote.net_minor, quote.currency)
    return document("opp", f"/quote/{quote.id}", quote_number(quote), worth, quote_tag(quote, today), below, dim=dim)


def _order(order: OrderRow, chain: Chain, today: date) -> html.Li:
    below = formats.day(order.ordered_on, today)
    source = next((quote for quote in chain.quotes if quote.id == order.quote_id), None)
    if source and len(chain.quotes) > 1:
        below += ", " + _("from {number}", number=quote_number(source))
    dim = order.status == "cancelled"
    worth = amount(order.net_minor, order.currency)
    return document("ord", f"/order/{order.id}", order.number, worth, order_tag(order), below, dim=dim)


def order_tag(order: OrderRow) -> Tag:
    """Return the status of an order in words, with its tone: how much of an open one is invoiced."""
    if order.status == "open" and order.invoiced_minor > 0 and order.net_minor > 0:
        share = formats.percent(min(100 * order.invoiced_minor / order.net_minor, 100))
        return _("{share} invoiced", share=share), "brand"
    tags: dict[str, Tag] = {
        "draft": (_("Draft"), ""),
        "open": (pgettext("order", "Open"), "brand"),
        "invoiced": (_("Invoiced"), "pos"),
        "cancelled": (pgettext("order", "Cancelled"), ""),
    }
    return tags[order.status]


def _invoice(invoice: InvoiceRow, chain: Chain, today: date) -> html.Li:
    below = formats.day(invoice.issued_on, today)
    credited = next((other for other in chain.invoices if other.id == invoice.credited_invoice_id), None)
    order = next((order for order in chain.orders if order.id == invoice.order_id), None)
    if credited:
        below += ", " + _("credits {number}", number=credited.number)
    elif order and len(chain.orders) > 1:
        below += ", " + _("for {number}", number=order.number)
    worth, dim = amount(invoice.net_minor, invoice.currency), invoice.status == "cancelled"
    return document("inv", f"/invoice/{invoice.id}", invoice.number, worth, invoice_tag(invoice, today), below, dim=dim)


def invoice_tag(invoice: InvoiceRow, today: date) -> Tag:
    """Return the status of an invoice in words, with its tone: overdue, when it is due, how much is paid."""
    if invoice.status == "issued" and invoice.kind != CREDIT:
        return _due_tag(invoice, today)
    if invoice.kind == CREDIT and invoice.status not in NOT_ISSUED:
        return _("Credit note"), "warn"
    tags: dict[str, Tag] = {
        "draft": (_("Draft"), ""),
        "paid": (_("Paid"), "pos"),
        "cancelled": (_("Cancelled"), ""),
    }
    return tags[invoice.status]


def _due_tag(invoice: InvoiceRow, today: date) -> Tag:
    if invoice.due_on and invoice.due_on < today:
        return _("{days} overdue", days=formats.days((today - invoice.due_on).days)), "danger"
    if 0 < invoice.paid_minor < invoice.gross_minor:
        return _("{share} paid", share=formats.percent(100 * invoice.paid_minor / invoice.gross_minor)), "brand"
    if invoice.due_on:
        return _("due {day}", day=formats.day(invoice.due_on, today)), "brand"
    return _("Not paid yet"), "brand"
