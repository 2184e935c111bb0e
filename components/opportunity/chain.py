"""The chain from the offer to the money, drawn: quotes, orders, invoices, and how far it has come."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal

from dash import html

from components import formats
from components.attributes import DECORATIVE
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext, pgettext
from components.opportunity.words import amount, nothing
from domain.detail import Chain, Detail, InvoiceRow, OrderRow, QuoteRow

Kind = Literal["opp", "ord", "inv"]
Tag = tuple[str, str]  # words and tone
REPLACED = ("superseded", "rejected", "expired")
NOT_ISSUED = ("draft", "cancelled")
CREDIT = "credit_note"
NO_BREAK_HYPHEN = "\N{NON-BREAKING HYPHEN}"


def documents_pane(detail: Detail, today: date) -> Any:
    """Return the sentence that sums the chain up, and its documents in three columns."""
    chain = detail.chain
    if not (chain.quotes or chain.orders or chain.invoices):
        return nothing(_("No quote, order or invoice yet. What refers to this opportunity appears here."))
    columns = [
        _column("opp", _("Quotes"), [_quote(quote, today) for quote in chain.quotes], _("No quote.")),
        _column("ord", _("Orders"), [_order(order, chain, today) for order in chain.orders], _("No order yet.")),
        _column(
            "inv",
            _("Invoices"),
            [_invoice(invoice, chain, today) for invoice in chain.invoices],
            _("Not invoiced yet."),
        ),
    ]
    return [*_progress(chain), html.Div(columns, className="cd-chain")]


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


def _progress(chain: Chain) -> list[Any]:
    """Return the sentence and a bar: the whole is what was ordered, the dark part what is invoiced."""
    said = html.P(summary(chain), className="cd-chain__say cd-n")
    ordered = ordered_minor(chain)
    if ordered <= 0 or len(_currencies(chain.orders, chain.invoices)) != 1:
        return [said]
    share = min(max(100 * invoiced_minor(chain) / ordered, 0), 100)
    return [said, html.Div(html.I(style={"width": f"{share:.1f}%"}), className="cd-chain__bar", **DECORATIVE)]


def _column(kind: Kind, title: str, documents: list[html.Li], empty: str) -> html.Section:
    listed = html.Ol(documents) if documents else html.P(empty, className="cd-mut cd-small")
    return html.Section([html.H3([icon(_icon(kind)), title]), listed], className=f"cd-chain__col cd-chain__col--{kind}")


def _icon(kind: Kind) -> str:
    return {"opp": "file-earmark-text", "ord": "box-seam", "inv": "receipt"}[kind]


def _document(kind: Kind, number: str, worth: str, tag: Tag, below: str, *, dim: bool = False) -> html.Li:
    words, tone = tag
    return html.Li(
        [
            html.B(number),
            html.Span(worth, className="cd-n"),
            html.Span(below.replace("-", NO_BREAK_HYPHEN), className="cd-mut cd-small"),
            html.Span(words, className=f"cd-tag{f' cd-tag--{tone}' if tone else ''}"),
        ],
        className=f"cd-doc cd-doc--{kind}{' is-dim' if dim else ''}",
    )


def _quote(quote: QuoteRow, today: date) -> html.Li:
    below = formats.day(quote.issued_on, today)
    if quote.status == "sent" and quote.valid_until_on:
        below += ", " + _("valid until {day}", day=formats.day(quote.valid_until_on, today))
    tags: dict[str, Tag] = {
        "draft": (_("Draft"), ""),
        "sent": (_("Sent"), "brand"),
        "accepted": (_("Accepted"), "pos"),
        "rejected": (_("Rejected"), ""),
        "expired": (_("Expired"), "warn"),
        "superseded": (_("Replaced"), ""),
    }
    dim = quote.status in REPLACED
    return _document(
        "opp", _quote_number(quote), amount(quote.net_minor, quote.currency), tags[quote.status], below, dim=dim
    )


def _quote_number(quote: QuoteRow) -> str:
    if not quote.revision:
        return quote.number
    revision = _("rev. {number}", number=quote.revision)
    return f"{quote.number} {revision}"


def _order(order: OrderRow, chain: Chain, today: date) -> html.Li:
    below = formats.day(order.ordered_on, today)
    source = next((quote for quote in chain.quotes if quote.id == order.quote_id), None)
    if source and len(chain.quotes) > 1:
        below += ", " + _("from {number}", number=_quote_number(source))
    dim = order.status == "cancelled"
    return _document("ord", order.number, amount(order.net_minor, order.currency), _order_tag(order), below, dim=dim)


def _order_tag(order: OrderRow) -> Tag:
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
    worth = amount(invoice.net_minor, invoice.currency)
    return _document(
        "inv", invoice.number, worth, _invoice_tag(invoice, today), below, dim=invoice.status == "cancelled"
    )


def _invoice_tag(invoice: InvoiceRow, today: date) -> Tag:
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
