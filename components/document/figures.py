"""The key figures of a document: what it is worth, what of it has happened, what is left, and when."""

from datetime import date
from typing import Any

from dash import html

from components import formats
from components.language import gettext as _
from components.opportunity.words import DASH, amount, day_time
from domain.document import InvoiceDetail, OrderDetail, QuoteDetail


def order_figures(order: OrderDetail, today: date) -> html.Dl:
    """Return worth, what is invoiced, what is left, and the dates of an order."""
    currency = order.head.currency
    share = formats.percent(100 * order.invoiced_minor / order.net_minor, 1) if order.net_minor else ""
    left = _("of {amount}", amount=amount(order.net_minor, currency)) if order.open_minor else _nothing_left(order)
    return _figures(
        _figure(_("Net amount"), amount(order.net_minor, currency), _discount(order.discount_minor, currency)),
        _figure(_("With tax"), amount(order.net_minor + order.tax_minor, currency), _tax(order.tax_minor, currency)),
        _figure(_("Invoiced"), amount(order.invoiced_minor, currency), share),
        _figure(_("To be invoiced"), amount(order.open_minor, currency), left),
        _figure(_("Ordered on"), day_time(order.ordered_on, today), _delivery(order, today)),
        _planned(order, today),
    )  # fmt: skip


def invoice_figures(invoice: InvoiceDetail, today: date) -> html.Dl:
    """Return worth, what is paid, what is left, and the dates of an invoice or credit note."""
    currency = invoice.head.currency
    share = formats.percent(100 * invoice.paid_minor / invoice.gross_minor, 1) if invoice.gross_minor > 0 else ""
    figures = [
        _figure(_("Net amount"), amount(invoice.net_minor, currency), _("without tax")),
        _figure(_("With tax"), amount(invoice.gross_minor, currency), _tax(invoice.tax_minor, currency)),
    ]
    if invoice.kind != "credit_note":
        figures += [_figure(_("Paid"), amount(invoice.paid_minor, currency), share), _left(invoice)]
    figures.append(_figure(_("Issued on"), day_time(invoice.issued_on, today), formats.long_day(invoice.issued_on)))
    if invoice.kind != "credit_note":
        figures.append(_due(invoice, today))
    return _figures(*figures)


def quote_figures(quote: QuoteDetail, today: date) -> html.Dl:
    """Return worth and dates of a quote."""
    currency = quote.head.currency
    valid = day_time(quote.valid_until_on, today) if quote.valid_until_on else DASH
    return _figures(
        _figure(_("Net amount"), amount(quote.net_minor, currency), _discount(quote.discount_minor, currency)),
        _figure(_("With tax"), amount(quote.net_minor + quote.tax_minor, currency), _tax(quote.tax_minor, currency)),
        _figure(_("Issued on"), day_time(quote.issued_on, today), formats.long_day(quote.issued_on)),
        _figure(_("Valid until"), valid, formats.long_day(quote.valid_until_on) if quote.valid_until_on else ""),
    )  # fmt: skip


def _figures(*figures: html.Div) -> html.Dl:
    return html.Dl(list(figures), className=f"cd-kfs cd-kfs--{len(figures)}")


def _figure(label: str, value: Any, below: Any) -> html.Div:
    return html.Div(
        [html.Dt(label), html.Dd(value, className="cd-n"), html.Dd(below, className="cd-kf__s cd-n")], className="cd-kf"
    )


def _discount(discount_minor: int, currency: str) -> str:
    if not discount_minor:
        return _("without tax")
    return _("after {amount} of discount", amount=amount(discount_minor, currency))


def _tax(tax_minor: int, currency: str) -> str:
    return _("tax {amount}", amount=amount(tax_minor, currency)) if tax_minor else _("no tax")


def _nothing_left(order: OrderDetail) -> str:
    words = {"draft": _("a draft counts nowhere"), "cancelled": _("cancelled, counts nowhere")}
    return words.get(order.head.status, _("nothing is left"))


def _delivery(order: OrderDetail, today: date) -> str:
    on = order.requested_delivery_on
    return _("delivery {day}", day=formats.day(on, today)) if on else _("no delivery date")


def _planned(order: OrderDetail, today: date) -> html.Div:
    label, on = _("Planned invoice"), order.planned_invoice_on
    if on is None:
        return _figure(label, DASH, _("no date") if order.open_minor else _("nothing is left"))
    ahead = (on - today).days
    if ahead < 0:
        late = html.Span(_("{days} late", days=formats.days(-ahead)), className="cd-late")
        return _figure(label, day_time(on, today, "cd-late"), late)
    return _figure(label, day_time(on, today), _("in {days}", days=formats.days(ahead)) if ahead else _("today"))


def _left(invoice: InvoiceDetail) -> html.Div:
    left, currency = invoice.left_minor, invoice.head.currency
    if invoice.head.status in {"draft", "cancelled"}:
        return _figure(_("Left to pay"), DASH, _("not issued"))
    if left < 0:
        return _figure(_("Left to pay"), amount(0, currency), _("{amount} to pay back", amount=amount(-left, currency)))
    credited = invoice.gross_minor - invoice.paid_minor - left
    below = _("{amount} was credited", amount=amount(credited, currency)) if credited else _("with tax")
    return _figure(_("Left to pay"), amount(left, currency), below)


def _due(invoice: InvoiceDetail, today: date) -> html.Div:
    if invoice.due_on is None:
        return _figure(_("Due on"), DASH, _("no date"))
    is_late = invoice.head.status == "issued" and invoice.due_on < today
    if is_late:
        late = html.Span(_("{days} overdue", days=formats.days((today - invoice.due_on).days)), className="cd-late")
        return _figure(_("Due on"), day_time(invoice.due_on, today, "cd-late"), late)
    term = _("{days} after the invoice", days=formats.days((invoice.due_on - invoice.issued_on).days))
    return _figure(_("Due on"), day_time(invoice.due_on, today), term)
