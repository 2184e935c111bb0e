"""Mail that did not get through: what its page shows, and trying it again."""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any, Literal
from uuid import uuid4

import msgspec
from dash import html

from components import formats
from components import mail as pictures
from components.language import explain, locale, ngettext
from components.language import gettext as _
from data.queries.mail import StuckMail, mail_counts, stuck_mail
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.errors import mail_reason
from web import records, session
from web.router import record_id
from workflow.mail import again as verbs

PATH = "/settings/mail"
MINUTE = 60
What = Literal["again", "all"]


class MailAction(msgspec.Struct):
    """What a button sends: one mail (`form["message"]`) or all."""

    seq: int
    what: What
    request_key: str
    form: dict[str, str] = {}


def page(principal: Principal) -> html.Div:
    """Return the page as it stands now."""
    with session.present().read() as reading:
        rows = [_shown(row) for row in stuck_mail(reading, principal)]
        counts = mail_counts(reading, clock.now())
    shown = pictures.Counts(counts.failed + counts.delayed, counts.waiting, counts.sent)
    return pictures.body(rows, shown, uuid4().hex, has_server=bool(session.settings().smtp_url))


def acted(principal: Principal, action: MailAction) -> tuple[Any, records.Answer]:
    """Do what a button asks; return the page as it stands then, and the answer."""
    return records.acted(
        action.seq,
        lambda: session.present().run(lambda unit: _ACTS[action.what](unit, principal, action.form)),
        lambda: page(principal),
        lambda said: records.told(action.seq, said, 1, is_final=True),
        is_direct=True,
    )


def _again(unit: Session, principal: Principal, form: Mapping[str, str]) -> str:
    is_tried = verbs.try_again(unit, principal, record_id(form.get("message", "")), now=clock.now())
    return _("It is tried again in a moment") if is_tried else _("It has been sent meanwhile")


def _all(unit: Session, principal: Principal, _form: Mapping[str, str]) -> str:
    count = verbs.try_all_again(unit, principal, now=clock.now())
    return ngettext("{n} is tried again in a moment", "{n} are tried again in a moment", count)


_ACTS: dict[str, Callable[[Session, Principal, Mapping[str, str]], str]] = {"again": _again, "all": _all}


def _shown(row: StuckMail) -> pictures.Shown:
    now, language = clock.now(), locale()
    failed = formats.moment(row.failed_at, now, language) if row.failed_at else ""
    minutes = ceil((row.next_try_at - now).total_seconds() / MINUTE)
    reason = mail_reason(row.error)
    return pictures.Shown(
        row.id,
        row.name,
        row.address,
        explain(row.subject),
        formats.moment(row.created_at, now, language),
        pictures.state_text(failed=failed, next_try=pictures.next_try_text(minutes), tries=row.tries),
        explain(reason) if reason else row.error,
        has_failed=row.failed_at is not None,
    )
