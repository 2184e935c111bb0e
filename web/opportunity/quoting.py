"""Quotes: what a button or dialog of a quote asks for, on the page of its opportunity and on its own."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

import msgspec
from dash import html

from components import toasts
from components.language import gettext as _
from components.opportunity.deal import Wire, revise_dialog
from components.opportunity.quotes import quote_number
from components.opportunity.words import amount
from data.queries.document_order import quote_detail
from data.queries.opportunity import detail
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.detail import QuoteRow
from domain.errors import MalformedInput, NotFound
from web.opportunity.reading import day, number
from workflow import quotes
from workflow.quotes import Change, Offer, Target

QuoteWhat = Literal["create_quote", "revise", "send", "accept", "reject", "expire", "order"]
ABOUT_QUOTES: tuple[QuoteWhat, ...] = ("create_quote", "revise", "send", "accept", "reject", "expire", "order")
UNDOABLE = ("send", "accept", "reject", "expire")
Form = dict[str, str]


class QuoteAsk(msgspec.Struct):
    """Which dialog of a quote is wanted on its own page."""

    seq: int
    what: Literal["revise"]
    id: int
    form: dict[str, str] = {}


class QuoteAction(msgspec.Struct):
    """What is to be done with a quote on its own page, in the version that the person saw."""

    seq: int
    what: Literal["revise", "send", "accept", "reject", "expire", "order", "undo"]
    id: int
    version: int
    request_key: str
    form: dict[str, str] = {}


def do(session: Session, principal: Principal, what: QuoteWhat, opportunity: Target, form: Form, today: date) -> Change:
    """Do what is asked with a quote, in the caller's transaction; raise a refusal."""
    now = clock.now()
    if what == "create_quote":
        return quotes.create_quote(session, principal, opportunity, _offer(form, today), now=now)
    quote = Target(number(form, "quote_id"), number(form, "quote_version"), opportunity.request_key)
    dated: dict[str, Callable[..., Change]] = {"expire": quotes.expire_quote, "order": quotes.order_quote}
    if what in dated:
        return dated[what](session, principal, quote, today=today, now=now)
    if what == "revise":
        return quotes.revise_quote(session, principal, quote, _offer(form, today), now=now)
    plain: dict[str, Callable[..., Change]] = {
        "send": quotes.send_quote, "accept": quotes.accept_quote, "reject": quotes.reject_quote,
    }  # fmt: skip
    return plain[what](session, principal, quote, now=now)


def revising(reading: Session, principal: Principal, wire: Wire, form: Form, today: date) -> html.Div:
    """Return the dialog that asks for the next revision of a quote; raise NotFound."""
    found = quote_detail(reading, principal, number(form, "quote_id"))
    if found.head.opportunity is None:
        raise NotFound
    offered = detail(reading, principal, found.head.opportunity.id, today=today)
    same = [row for row in offered.chain.quotes if row.number == found.head.number]
    here = next((row for row in same if row.id == found.head.id), None)
    if here is None:
        raise NotFound
    newest = max(row.revision for row in same) + 1
    worth = amount(offered.header.net_minor, offered.header.currency)
    is_own_page = wire.kind == "quote"
    about = here if is_own_page else offered.header
    record = {"id": about.id, "version": about.version}
    return revise_dialog(wire, record, quote_number(here), newest, worth, today, _about(here))


def of_own_page(action: QuoteAction) -> Form:
    """Return the form of an action of a quote's own page: it is about the page's quote, whatever the form says."""
    return action.form | {
        "quote_id": str(action.id), "quote_version": str(action.version), "entity": "quote",
    }  # fmt: skip


def said(what: QuoteWhat, change: Change) -> dict[str, Any]:
    """Return the toast that says what was done, with the way to what was made."""
    words = {
        "create_quote": _("Quote made"),
        "revise": _("Quote revised"),
        "send": _("Quote sent"),
        "accept": _("Quote accepted"),
        "reject": _("Quote rejected"),
        "expire": _("Quote expired"),
        "order": _("Order made"),
    }
    link = None
    if what in {"create_quote", "revise"}:
        link = (f"/quote/{change.after['quote_id']}", str(change.after["quote"]))
    if what == "order":
        link = (f"/order/{change.after['order_id']}", str(change.after["order"]))
    return toasts.toast(words[what], tone="pos", link=link)


def undo(session: Session, principal: Principal, event_id: int, request_key: str) -> Change:
    """Take back one's own change of a quote; raise a refusal."""
    return quotes.undo(session, principal, event_id, request_key=request_key, now=clock.now())


def _about(quote: QuoteRow) -> Form:
    return {"quote_id": str(quote.id), "quote_version": str(quote.version)}


def _offer(form: Form, today: date) -> Offer:
    note = form.get("note", "")
    if len(note) > 10 * quotes.LONGEST_NOTE:
        raise MalformedInput
    return Offer(day(form, "issued_on") or today, day(form, "valid_until_on"), note)
