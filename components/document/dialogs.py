"""Dialogs: what is asked before a document changes; assets/65-document.js opens them and sends what was typed."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

import dash_bootstrap_components as dbc
import msgspec
from dash import html

from components.attributes import attributes
from components.dialog import LONGEST, day, field, modal, money, pair, plain_amount
from components.document.parts import Parts
from components.icons import icon
from components.language import gettext as _
from components.opportunity.words import amount
from domain.billing import TERM_DAYS
from domain.document import DocumentLine, InvoiceDetail, OrderDetail

What = Literal["dates", "issue", "pay", "credit", "issue_draft", "cancel_draft"]


def opener(parts: Parts, what: What, label: str, symbol: str, *, primary: bool = False) -> html.Button:
    """Return the button that opens a dialog."""
    style = "btn-primary" if primary else "btn-outline-secondary"
    return html.Button(
        [icon(symbol), label],
        type="button",
        className=f"btn {style}",
        **attributes(data_cd_dialog=_id(parts, what), aria_haspopup="dialog"),
    )


def dates_dialog(parts: Parts, order: OrderDetail) -> html.Dialog:
    """Ask for the dates of an order."""
    fields = [
        pair(
            field(_("Planned invoice"), day("planned_invoice_on", order.planned_invoice_on)),
            field(_("Requested delivery"), day("requested_delivery_on", order.requested_delivery_on)),
        ),
        html.P(_("An empty planned date lists the order among those without a date."), className="cd-mut cd-small"),
    ]
    return _dialog(parts, "dates", _("Change dates"), fields, _("Change dates"))


def issue_dialog(parts: Parts, order: OrderDetail, today: date) -> html.Dialog:
    """Ask what of an order is to be invoiced, when it is due, and when the rest follows."""
    currency = order.head.currency
    modes = {
        "all": _("Everything that is open"),
        "percent": _("A percentage of the order"),
        "amount": _("An amount"),
    }
    if len(order.opens) > 1:
        modes["lines"] = _("Line by line")
    fields = [
        _part(modes, order.open_minor, currency),
        _by_line(order.lines, order.opens, currency),
        pair(
            field(_("Invoice date"), day("issued_on", today)),
            field(_("Due on"), day("due_on", today + timedelta(days=TERM_DAYS))),
        ),
        _rest(order.planned_invoice_on, today),
        _check(parts, "as_draft", _("As a draft, which counts nowhere until it is issued")),
        _preview(),
    ]
    return _dialog(parts, "issue", _("Issue invoice"), fields, _("Issue invoice"), asks=True)


def pay_dialog(parts: Parts, invoice: InvoiceDetail, today: date) -> html.Dialog:
    """Ask what was paid, and when."""
    currency = invoice.head.currency
    fields = [
        html.P(_("{amount} is left to pay.", amount=amount(invoice.left_minor, currency)), className="cd-2"),
        pair(
            field(_("Amount in {currency}", currency=currency), money("amount", invoice.left_minor, currency)),
            field(_("Paid on"), day("paid_on", today, last=today)),
        ),
    ]
    return _dialog(parts, "pay", _("Register payment"), fields, _("Register payment"))


def credit_dialog(parts: Parts, invoice: InvoiceDetail, today: date) -> html.Dialog:
    """Ask what of an invoice is to be taken back, and whether it is to be invoiced again."""
    modes = {
        "all": _("Everything that is not credited yet"),
        "percent": _("A percentage of the invoice"),
        "amount": _("An amount"),
    }
    again = [
        _check(parts, "reopen", _("Put the amount back to be invoiced again")),
        html.Div(
            field(_("Planned invoice"), day("planned_on", None)), hidden=True, **attributes(data_cd_when="reopen")
        ),
    ]
    fields = [
        _part(modes, sum(invoice.creditable.values()), invoice.head.currency),
        field(_("Date of the credit note"), day("issued_on", today, last=today), single=True),
        *(again if invoice.order else []),
        _preview(),
    ]
    return _dialog(parts, "credit", _("Credit invoice"), fields, _("Credit invoice"), asks=True, danger=True)


def issue_draft_dialog(parts: Parts, today: date) -> html.Dialog:
    """Ask for the dates with which a draft is issued."""
    fields = [
        html.P(_("It gets its number now and counts as invoiced from then on."), className="cd-2"),
        pair(
            field(_("Invoice date"), day("issued_on", today, last=today)),
            field(_("Due on"), day("due_on", today + timedelta(days=TERM_DAYS))),
        ),
        _rest(None, today),
    ]
    return _dialog(parts, "issue_draft", _("Issue draft"), fields, _("Issue draft"))


def cancel_draft_dialog(parts: Parts) -> html.Dialog:
    """Say what cancelling a draft means."""
    said = html.P(_("The draft disappears from all lists. Its order stays as it is."), className="cd-2")
    return _dialog(parts, "cancel_draft", _("Cancel draft"), [said], _("Cancel draft"), danger=True)


def _id(parts: Parts, what: What) -> str:
    return f"{parts.kind}-dialog-{what}"


def _dialog(
    parts: Parts,
    what: What,
    title: str,
    fields: Sequence[Any],
    submit: str,
    *,
    asks: bool = False,
    danger: bool = False,
) -> html.Dialog:
    sends = {"data_cd_what": what, "data_cd_action": parts.action} | ({"data_cd_ask": parts.ask} if asks else {})
    return modal(_id(parts, what), title, fields, submit, sends=sends, danger=danger)


def _check(parts: Parts, name: str, label: str) -> html.Div:
    # The label finds its box by the id.
    return html.Div(
        dbc.Checkbox(id=f"{parts.kind}-{name}", name=name, label=label, value=False), className="cd-form-chk"
    )


def _part(modes: Mapping[str, str], most: int, currency: str) -> html.Div:
    """Return the choice of how much, and the field that belongs to each choice."""
    choice = dbc.Select(
        name="mode", options=[{"value": value, "label": label} for value, label in modes.items()], value="all"
    )
    percent = dbc.Input(
        type="text", name="percent", value="50", inputMode="decimal", autoComplete="off", class_name="cd-n", maxLength=LONGEST
    )  # fmt: skip
    label = _("Amount in {currency}", currency=currency)
    return html.Div(
        [
            field(_("How much"), choice, single=True),
            html.Div(field(_("Percent"), percent, single=True), hidden=True, **attributes(data_cd_mode="percent")),
            html.Div(
                field(label, money("amount", most, currency), single=True), hidden=True, **attributes(data_cd_mode="amount")
            ),
        ],
        className="cd-docpart",
    )  # fmt: skip


def _by_line(lines: Sequence[DocumentLine], opens: Mapping[int, int], currency: str) -> html.Fieldset:
    """Return the place for a field per line; the browser makes them, so that a long order stays a small page."""
    named = {
        line.line_no: line.description or line.product_family or _("Line {number}", number=line.line_no)
        for line in lines
    }
    rows = [
        [
            f"line-{number}",
            named.get(number, _("Not on a line")),
            amount(minor, currency),
            plain_amount(minor, currency),
        ]
        for number, minor in opens.items()
    ]
    legend = html.Legend(_("Net amount of each line in {currency}", currency=currency))
    place = html.Div(className="cd-docbyline", **attributes(data_cd_lines=msgspec.json.encode(rows).decode()))
    return html.Fieldset([legend, place], hidden=True, **attributes(data_cd_mode="lines"))


def _rest(planned_on: date | None, today: date) -> html.Div:
    still = planned_on if planned_on and planned_on >= today else None
    return html.Div(
        [
            field(_("What stays open is planned for"), day("next_on", still), single=True),
            html.P(_("Empty: no date. When nothing stays open the plan is cleared."), className="cd-mut cd-small"),
        ],
        className="cd-docpart",
    )


def _preview() -> html.P:
    return html.P(className="cd-docpreview cd-n", role="status", **attributes(data_cd_preview=""))
