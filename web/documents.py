"""Documents: what the page of an order or an invoice is asked for, and what the browser is answered."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import uuid4

import dash
import msgspec
from dash import html

from components import document, toasts
from components.language import explain, locale
from components.language import gettext as _
from data.queries.document_invoice import invoice_detail
from data.queries.document_order import order_detail, quote_detail
from data.session import Database, Session
from domain import clock
from domain.access import Principal
from domain.billing import Part, amounts_of
from domain.document import InvoiceDetail, OrderDetail
from domain.errors import BadPercent, Conflict, MalformedInput, SalesError
from domain.money import Money, parse_minor
from web.boards import DECIMAL_COMMA
from workflow import documents as verbs
from workflow.documents import Change, Credit, Issue, OrderDates, Receipt, Target

What = Literal["dates", "issue", "pay", "credit", "issue_draft", "cancel_draft"]
LINE = "line-"
BOARD = "/invoicing"
HUNDRED = Decimal(100)
PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?)\s*%?")
LONGEST_NUMBER = 9


class OrderAction(msgspec.Struct):
    """What a dialog of an order sends: which change, of which version, and the fields as they were typed."""

    seq: int
    what: Literal["dates", "issue"]
    id: int
    version: int
    request_key: str
    form: dict[str, str] = {}


class InvoiceAction(msgspec.Struct):
    """The same of an invoice."""

    seq: int
    what: Literal["pay", "credit", "issue_draft", "cancel_draft"]
    id: int
    version: int
    request_key: str
    form: dict[str, str] = {}


Action = OrderAction | InvoiceAction


def back_to_board(query: str) -> str:
    """Return the address of the invoicing board with the filters of an address."""
    return f"{BOARD}?{query.removeprefix('?')}".removesuffix("?")


def order_page(database: Database, principal: Principal, order_id: int, back: str) -> html.Div:
    """Return the page of an order; raise NotFound."""
    with database.read() as reading:
        found = order_detail(reading, principal, order_id)
    return document.order_body(found, back=back, request_key=uuid4().hex, today=clock.today(principal.time_zone))


def invoice_page(database: Database, principal: Principal, invoice_id: int, back: str) -> html.Div:
    """Return the page of an invoice; raise NotFound."""
    with database.read() as reading:
        found = invoice_detail(reading, principal, invoice_id)
    return document.invoice_body(found, back=back, request_key=uuid4().hex, today=clock.today(principal.time_zone))


def quote_page(database: Database, principal: Principal, quote_id: int, back: str) -> html.Div:
    """Return the page of a quote; raise NotFound."""
    with database.read() as reading:
        found = quote_detail(reading, principal, quote_id)
    return document.quote_body(found, back=back, request_key=uuid4().hex, today=clock.today(principal.time_zone))


def acted(
    database: Database,
    principal: Principal,
    action: Action,
    draw: Callable[[Database, Principal, int, str], html.Div],
    search: str | None,
) -> tuple[Any, dict[str, Any]]:
    """Do what a dialog asks, show what became of it in a toast, and return the page as it stands then and the answer."""
    answer, toast = perform(database, principal, action)
    if toast is None:
        return dash.no_update, answer
    dash.set_props(toasts.STORE, {"data": toast})
    return draw(database, principal, action.id, back_to_board(search or "")), answer


def perform(database: Database, principal: Principal, action: Action) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Do what a dialog asks; return its answer, and the toast that says what was done or that the page is stale now."""
    try:
        change = database.run(lambda session: _do(session, principal, action))
    except Conflict as refusal:
        return _answer(action, ok=False, stale=True), toasts.refusal(explain(refusal))
    except SalesError as refusal:
        return _answer(action, ok=False, message=explain(refusal)), None
    return _answer(action, ok=True), _toast(action.what, change)


def preview(database: Database, principal: Principal, action: Action) -> dict[str, Any]:
    """Return in words what a dialog would do as it is filled in, or why it cannot."""
    try:
        with database.read() as reading:
            text = _previewed(reading, principal, action)
    except SalesError as refusal:
        return {"seq": action.seq, "ok": False, "text": explain(refusal)}
    return {"seq": action.seq, "ok": True, "text": text}


def _previewed(reading: Session, principal: Principal, action: Action) -> str:
    form, today = action.form, clock.today(principal.time_zone)
    if action.what == "issue":
        order = order_detail(reading, principal, action.id)
        shares = amounts_of(_part(form, order.head.currency), order.opens, Money(order.net_minor, order.head.currency))
        as_draft = bool(form.get("as_draft"))
        return document.issue_preview(order, shares, _day(form, "next_on"), today, as_draft=as_draft)
    if action.what == "credit":
        bill = invoice_detail(reading, principal, action.id)
        shares = amounts_of(_part(form, bill.head.currency), bill.creditable, Money(bill.net_minor, bill.head.currency))
        return document.credit_preview(bill, shares, reopen=bool(form.get("reopen")))
    raise MalformedInput


def _do(session: Session, principal: Principal, action: Action) -> Change:
    acts: dict[What, Callable[[Session, Principal, Action, Target, date], Change]] = {
        "dates": _dates,
        "issue": _issue,
        "pay": _pay,
        "credit": _credit,
        "issue_draft": _issue_draft,
        "cancel_draft": _cancel_draft,
    }
    target = Target(action.id, action.version, action.request_key)
    return acts[action.what](session, principal, action, target, clock.today(principal.time_zone))


def _dates(session: Session, principal: Principal, action: Action, target: Target, today: date) -> Change:
    dates = OrderDates(_day(action.form, "planned_invoice_on"), _day(action.form, "requested_delivery_on"))
    return verbs.change_order_dates(session, principal, target, dates, today=today, now=clock.now())


def _issue(session: Session, principal: Principal, action: Action, target: Target, today: date) -> Change:
    form = action.form
    issue = Issue(
        issued_on=_day(form, "issued_on") or today,
        part=_part(form, _order(session, principal, action).head.currency),
        due_on=_day(form, "due_on"),
        next_on=_day(form, "next_on"),
        as_draft=bool(form.get("as_draft")),
    )
    return verbs.issue_invoice(session, principal, target, issue, today=today, now=clock.now())


def _issue_draft(session: Session, principal: Principal, action: Action, target: Target, today: date) -> Change:
    form = action.form
    issue = Issue(_day(form, "issued_on") or today, due_on=_day(form, "due_on"), next_on=_day(form, "next_on"))
    return verbs.issue_draft(session, principal, target, issue, today=today, now=clock.now())


def _cancel_draft(session: Session, principal: Principal, action: Action, target: Target, today: date) -> Change:  # noqa: ARG001  one shape for all
    return verbs.cancel_draft(session, principal, target, now=clock.now())


def _pay(session: Session, principal: Principal, action: Action, target: Target, today: date) -> Change:
    currency = _invoice(session, principal, action).head.currency
    receipt = Receipt(_day(action.form, "paid_on") or today, _amount(action.form.get("amount", ""), currency))
    return verbs.register_payment(session, principal, target, receipt, today=today, now=clock.now())


def _credit(session: Session, principal: Principal, action: Action, target: Target, today: date) -> Change:
    form = action.form
    credit = Credit(
        issued_on=_day(form, "issued_on") or today,
        part=_part(form, _invoice(session, principal, action).head.currency),
        reopen=bool(form.get("reopen")),
        planned_on=_day(form, "planned_on"),
    )
    return verbs.credit_invoice(session, principal, target, credit, today=today, now=clock.now())


def _order(session: Session, principal: Principal, action: Action) -> OrderDetail:
    return order_detail(session, principal, action.id)


def _invoice(session: Session, principal: Principal, action: Action) -> InvoiceDetail:
    return invoice_detail(session, principal, action.id)


def _part(form: dict[str, str], currency: str) -> Part:
    """Read how much is meant; raise BadAmount or BadPercent for what cannot be read."""
    mode = form.get("mode", "all")
    if mode == "percent":
        return Part(percent=_percent(form.get("percent", "")))
    if mode == "amount":
        return Part(amount_minor=_amount(form.get("amount", ""), currency))
    if mode == "lines":
        return Part(
            lines={_number(name): _amount(text or "0", currency) for name, text in form.items() if _is_line(name)}
        )
    return Part()


def _is_line(name: str) -> bool:
    return name.startswith(LINE)


def _number(name: str) -> int:
    text = name.removeprefix(LINE)
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise MalformedInput
    return int(text)


def _amount(text: str, currency: str) -> int:
    return parse_minor(text, currency, decimal_comma=locale() in DECIMAL_COMMA)


def _percent(text: str) -> Decimal:
    plain = PERCENT.fullmatch(text.strip())
    percent = Decimal(plain[1].replace(",", ".")) if plain else Decimal(0)
    if not 0 < percent <= HUNDRED:
        raise BadPercent(text=text[:40])
    return percent


def _day(form: dict[str, str], name: str) -> date | None:
    text = form.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise MalformedInput from None


def _answer(action: Action, *, ok: bool, stale: bool = False, message: str = "") -> dict[str, Any]:
    return {"seq": action.seq, "ok": ok, "stale": stale, "message": message}


def _toast(what: What, change: Change) -> dict[str, Any]:
    """Say what was done, with the way to the document that was made."""
    if what == "issue":
        link = (f"/invoice/{change.after['invoice_id']}", str(change.after["invoice"]))
        return toasts.toast(
            _("Invoice issued") if change.verb == "issue_invoice" else _("Draft made"), tone="pos", link=link
        )
    if what == "credit":
        link = (f"/invoice/{change.after['credit_note_id']}", str(change.after["credit_note"]))
        return toasts.toast(_("Invoice credited"), tone="pos", link=link)
    said = {
        "dates": _("Dates changed"),
        "pay": _("Payment registered"),
        "issue_draft": _("Invoice issued"),
        "cancel_draft": _("Draft cancelled"),
    }
    return toasts.toast(said[what], tone="pos")
