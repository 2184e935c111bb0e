"""Closing and reopening: the buttons in the head, and what is asked before it is done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import formats
from components.dialog import day, field, money, pair
from components.language import gettext as _
from components.opportunity.deal.fields import deal_modal, note_field, reason_field, task_fields
from components.opportunity.deal.wire import Wire, asks, known
from components.opportunity.menu import entry
from components.opportunity.quotes import quote_number
from components.opportunity.words import amount
from domain.detail import Chain, Detail, Header, QuoteRow
from domain.opportunity import Reason
from domain.outcome import CLOSING_SIGN, Outcome
from domain.quote import STANDING, QuoteStatus

OPPORTUNITY = Wire("opportunity")
REOPENABLE = (Outcome.WON, Outcome.LOST)


def closing_buttons(detail: Detail) -> list[html.Button]:
    """Return Lost and Won for an open opportunity that the person may change."""
    if not detail.header.changeable or detail.header.outcome != Outcome.OPEN:
        return []
    return [
        asks("lose", _("Lost"), "x-square", style="outline-secondary"),
        asks("win", _("Won"), "check2-circle", style="primary"),
    ]


def closing_entries(detail: Detail) -> list[html.Button]:
    """Return what the menu offers: to duplicate it, to merge or cancel an open one, to reopen a closed one."""
    if not detail.header.changeable:
        return []
    copy = entry(_("Duplicate"), "copy", **known("do", "duplicate"))
    if detail.header.outcome == Outcome.OPEN:
        joined = entry(_("Merge with…"), "union", **known("ask", "choose"))
        return [copy, joined, entry(_("Cancel opportunity"), "slash-circle", **known("ask", "cancel"))]
    if detail.header.outcome in REOPENABLE:
        return [copy, entry(_("Reopen"), "arrow-counterclockwise", **known("ask", "reopen"))]
    return [copy]


def record_of(header: Header) -> dict[str, int]:
    """Return what a dialog changes: the opportunity as it stands."""
    return {"id": header.id, "version": header.version}


def win_dialog(detail: Detail, reasons: Sequence[Reason], today: date) -> html.Div:
    """Ask why and when it was won, for how much, and whether to make the order."""
    header = detail.header
    worth = amount(header.net_minor, header.currency)
    said = _("{amount} leaves the open pipeline and counts as won.", amount=worth)
    final = field(
        _("Final net amount, {currency}", currency=header.currency),
        money("final_amount", header.net_minor, header.currency),
    )
    fields = [
        _about(detail, said),
        *task_fields(detail.tasks),
        reason_field(_fitting(reasons, Outcome.WON)),
        pair(field(_("Won on"), _closed_on(header, today)), final),
        _order_field(detail),
        note_field(_("Note")),
    ]
    return deal_modal(OPPORTUNITY, record_of(header), "win", _("Mark as won"), fields, _("Mark as won"))


def lose_dialog(detail: Detail, reasons: Sequence[Reason], today: date) -> html.Div:
    """Ask why and when it was lost."""
    header = detail.header
    said = _("The weighted pipeline drops by {amount}.", amount=amount(header.weighted_minor, header.currency))
    fields = [
        _about(detail, said),
        reason_field(_fitting(reasons, Outcome.LOST)),
        pair(field(_("Lost on"), _closed_on(header, today))),
        note_field(_("Note")),
    ]
    return deal_modal(OPPORTUNITY, record_of(header), "lose", _("Mark as lost"), fields, _("Mark as lost"), danger=True)


def cancel_dialog(detail: Detail) -> html.Div:
    """Ask why it never was an opportunity."""
    said = _("A cancelled opportunity counts nowhere, neither as lost nor in the pipeline, and it cannot be reopened.")
    fields = [_about(detail, said), note_field(_("Why it is cancelled"))]
    title = _("Cancel opportunity")
    return deal_modal(OPPORTUNITY, record_of(detail.header), "cancel", title, fields, title, danger=True)


def reopen_dialog(detail: Detail, stage: str, percent: int, net_minor: int) -> html.Div:
    """Say what reopening brings back."""
    header = detail.header
    back = _(
        "It goes back to “{stage}” with a probability of {percent} and {amount}, as it was before it was closed.",
        stage=stage,
        percent=formats.percent(percent),
        amount=amount(net_minor, header.currency),
    )
    orders = [order.number for order in detail.chain.orders if order.status != "cancelled"]
    kept = (
        [html.P(_("The order {number} stays as it is.", number=", ".join(orders)), className="cd-2")] if orders else []
    )
    fields = [_about(detail, back), *kept]
    return deal_modal(OPPORTUNITY, record_of(header), "reopen", _("Reopen"), fields, _("Reopen"))


def _about(detail: Detail, said: str) -> html.P:
    header = detail.header
    name = detail.contact.name if detail.contact else _("No contact")
    return html.P(f"{name}, {header.title}, {amount(header.net_minor, header.currency)}. {said}", className="cd-2")


def _fitting(reasons: Sequence[Reason], outcome: Outcome) -> list[Reason]:
    return [reason for reason in reasons if reason.sign == CLOSING_SIGN[outcome]]


def _closed_on(header: Header, today: date) -> dbc.Input:
    return day("closed_on", today, first=header.created_on, last=today)


def _order_field(detail: Detail) -> Any:
    """Ask what the order is made of; where one stands already none is made."""
    made = [order.number for order in detail.chain.orders if order.status != "cancelled"]
    if made:
        said = _("Order {number} exists already, so no other one is made.", number=made[-1])
        return html.P(said, className="cd-mut cd-small")
    quotes = _orderable(detail.chain)
    options = [{"value": f"quote-{quote.id}", "label": _from_quote(quote)} for quote in quotes]
    if detail.header.amount_known:
        options.append({"value": "lines", "label": _("From the detail lines")})
    options.append({"value": "none", "label": _("No order now")})
    return field(
        _("Create the order"), dbc.Select(name="order", options=options, value=options[0]["value"]), single=True
    )


def _orderable(chain: Chain) -> list[QuoteRow]:
    """Return the quotes that an order can be made from, the best first."""
    standing = [quote for quote in chain.quotes if quote.status in STANDING]
    return sorted(
        standing, key=lambda quote: (STANDING.index(QuoteStatus(quote.status)), -quote.issued_on.toordinal(), -quote.id)
    )


def _from_quote(quote: QuoteRow) -> str:
    said = {"number": quote_number(quote), "amount": amount(quote.net_minor, quote.currency)}
    if quote.status == "accepted":
        return _("From quote {number}, {amount}", **said)
    return _("Accept quote {number}, {amount}, and order it", **said)
