"""Webhooks: what their page shows, and what its dialogs do."""

from collections.abc import Callable, Mapping
from typing import Any, Literal
from uuid import uuid4

import msgspec
from dash import html

from components import formats
from components import webhooks as pictures
from components.language import gettext as _
from components.language import locale
from data.queries.webhooks import WebhookRow, webhooks_of
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.errors import MalformedInput
from domain.webhook import SUBJECTS
from web import records, session
from web.router import record_id
from workflow import webhooks as verbs

PATH = "/settings/webhooks"
TOLD: Mapping[str, tuple[str, ...]] = {
    "opportunities": ("opportunity",),
    "documents": ("opportunity", "quote", "sales_order", "invoice"),
    "everything": SUBJECTS,
    "rules": (),
}
What = Literal["create", "edit", "remove", "secret", "try"]


class WebhookAction(msgspec.Struct):
    """What a dialog sends: which change, and the fields as they were typed."""

    seq: int
    what: What
    request_key: str
    form: dict[str, str] = {}


def page(principal: Principal) -> html.Div:
    """Return the page as it stands now."""
    with session.present().read() as reading:
        rows = [_shown(row) for row in webhooks_of(reading, principal)]
    return pictures.body(rows, sorted(session.settings().webhook_hosts), uuid4().hex)


def acted(principal: Principal, action: WebhookAction) -> tuple[Any, records.Answer]:
    """Do what a dialog asks; return the page as it stands then, and the answer."""
    return records.acted(
        action.seq,
        lambda: session.present().run(lambda unit: _acts()[action.what](unit, principal, action)),
        lambda: page(principal),
        lambda said: records.told(action.seq, said, 1, is_final=True),
        is_direct=action.what == "try",
    )


def _acts() -> dict[str, Callable[[Session, Principal, WebhookAction], str]]:
    return {"create": _create, "edit": _edit, "remove": _remove, "secret": _secret, "try": _try}


def _create(unit: Session, principal: Principal, action: WebhookAction) -> str:
    verbs.save(unit, principal, None, _wish(action.form), session.settings().webhook_hosts, now=clock.now())
    return _("Webhook created")


def _edit(unit: Session, principal: Principal, action: WebhookAction) -> str:
    hosts = session.settings().webhook_hosts
    verbs.save(unit, principal, _which(action), _wish(action.form), hosts, now=clock.now())
    return _("Webhook changed")


def _remove(unit: Session, principal: Principal, action: WebhookAction) -> str:
    verbs.remove(unit, principal, _which(action), now=clock.now())
    return _("Webhook removed")


def _secret(unit: Session, principal: Principal, action: WebhookAction) -> str:
    verbs.renew_secret(unit, principal, _which(action), now=clock.now())
    return _("New secret made: the key shows it")


def _try(unit: Session, principal: Principal, action: WebhookAction) -> str:
    queued = verbs.try_out(unit, principal, _which(action)[0], action.request_key, now=clock.now())
    return _("It is being told; how that went shows here in a moment") if queued else _("It is being told already")


def _which(action: WebhookAction) -> tuple[int, int]:
    seen = action.form.get("seen", "")
    if not (seen.isascii() and seen.isdecimal() and len(seen) < len(str(2**31))):
        raise MalformedInput
    return record_id(action.form.get("webhook", "")), int(seen)


def _wish(form: Mapping[str, str]) -> verbs.Wish:
    if form.get("told") not in TOLD:
        raise MalformedInput
    return verbs.Wish(form.get("name", ""), form.get("url", ""), TOLD[form["told"]], bool(form.get("active", "1")))


def _shown(row: WebhookRow) -> pictures.Shown:
    told = next((key for key, kinds in TOLD.items() if kinds == row.kinds), "everything")
    when = formats.moment(row.sent_at, clock.now(), locale()) if row.sent_at else ""
    went = pictures.went_text(when, row.waiting, row.failed, row.error)
    return pictures.Shown(
        row.id,
        row.version,
        row.name,
        row.url,
        row.secret,
        told,
        row.active,
        went,
        is_late=bool(row.error or row.failed),
    )
