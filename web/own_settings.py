"""One's own settings: what the page shows of the person who asks, and what its dialogs do."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, available_timezones

import dash
import msgspec
from babel.dates import format_time
from dash import html
from flask import request

from components import formats, own_tokens, toasts
from components import own_settings as pictures
from components.formats import region
from components.language import explain, ngettext
from components.language import gettext as _
from data.queries.options import companies
from data.queries.preferences import preference
from data.queries.tokens import TokenRow, tokens_of
from domain import clock
from domain.access import Principal
from domain.errors import MalformedInput, OtherSpelling, SalesError
from web import session
from web.boards.stages import HABIT
from web.router import record_id
from web.words import role_name
from workflow import own_access, tokens
from workflow.preferences import prefer
from workflow.settings import choose_time_zone

PATH = "/settings/me"
Said = tuple[str, str]  # what a toast says: its title and what else
# The names by place; the others in the database of zones are links to them or have no place.
CONTINENTS = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/",
)  # fmt: skip


class OwnAction(msgspec.Struct):
    """What a dialog sends: which change, and the fields as they were typed."""

    seq: int
    what: pictures.What
    request_key: str
    form: dict[str, str] = {}


def body(principal: Principal, fresh_token: str = "") -> html.Div:
    """Return the page of a person as the settings stand now; a token just made is shown this once."""
    now = clock.now()
    with session.present().read() as reading:
        found = pictures.Own(
            name=principal.display_name,
            login=principal.login,
            role=role_name(principal.role),
            companies=[company.label for company in companies(reading, principal)],
            locale=principal.locale,
            theme=principal.theme,
            time_zone=principal.time_zone,
            now_there=format_time(now, "short", tzinfo=ZoneInfo(principal.time_zone), locale=region()),
            zones=zones(principal.time_zone),
            habit=_habit(preference(reading, principal, HABIT, "ask")),
            elsewhere=own_access.sessions_elsewhere(reading, principal, _token(), now),
            tokens=[_told(row) for row in tokens_of(reading, principal, now)],
            fresh_token=fresh_token,
        )
    return pictures.body(found, json.dumps({"request_key": uuid4().hex}))


def zones(present: str) -> list[str]:
    """Return the time zones to choose from, the present one among them."""
    return sorted({zone for zone in available_timezones() if zone.startswith(CONTINENTS)} | {"UTC", present})


def acted(principal: Principal, action: OwnAction) -> tuple[Any, dict[str, Any]]:
    """Do what a dialog asks and return the page as it stands then and the answer; a refusal is told in the dialog."""
    acts: dict[pictures.What, Callable[[Principal, dict[str, str]], Said]] = {
        "password": _password,
        "zone": _zone,
        "habit": _remember,
        "elsewhere": _elsewhere,
        "revoke": _revoke,
    }
    try:
        if action.what == "token":
            return body(principal, _make(principal, action.form)), _answer(action, ok=True)
        title, text = acts[action.what](principal, action.form)
    except SalesError as refusal:
        return dash.no_update, _answer(action, ok=False, message=explain(refusal))
    dash.set_props(toasts.STORE, {"data": toasts.toast(title, text, "pos")})
    session.load()  # the page tells the person as they are now
    return body(session.principal()), _answer(action, ok=True)


def _password(principal: Principal, form: dict[str, str]) -> Said:
    if form.get("new") != form.get("again"):
        raise OtherSpelling
    address = request.remote_addr or "unknown"
    ended = own_access.change_password(
        session.present(), principal, form.get("old", ""), form.get("new", ""), address=address, token=_token(),
        now=clock.now(),
    )  # fmt: skip
    return _("Password changed"), _ended(ended) if ended else ""


def _zone(principal: Principal, form: dict[str, str]) -> Said:
    session.present().run(lambda unit: choose_time_zone(unit, principal, form.get("zone", "")))
    return _("Time zone changed"), ""


def _remember(principal: Principal, form: dict[str, str]) -> Said:
    wanted = form.get("habit", "")
    if wanted not in pictures.habits():
        raise MalformedInput
    session.present().run(lambda unit: prefer(unit, principal, HABIT, wanted))
    return _("Remembered"), ""


def _elsewhere(principal: Principal, _form: dict[str, str]) -> Said:
    token = _token()
    ended = session.present().run(lambda unit: own_access.sign_out_elsewhere(unit, principal, token, clock.now()))
    return _ended(ended), ""


def _make(principal: Principal, form: dict[str, str]) -> str:
    return session.present().run(lambda unit: tokens.make(unit, principal, form.get("name", ""), now=clock.now()))


def _revoke(principal: Principal, form: dict[str, str]) -> Said:
    which = record_id(form.get("token", ""))
    name = session.present().run(lambda unit: tokens.revoke(unit, principal, which, now=clock.now()))
    return _("Token revoked"), name


def _told(row: TokenRow) -> own_tokens.Token:
    used = _("last used {day}", day=formats.long_day(row.used_at.date())) if row.used_at else _("never used")
    return own_tokens.Token(row.id, row.name, _("until {day}", day=formats.long_day(row.expires_at.date())), used)


def _ended(count: int) -> str:
    return ngettext("{n} session on another device ended", "{n} sessions on other devices ended", count)


def _habit(stored: str) -> str:
    return stored if stored in pictures.habits() else "ask"


def _token() -> str:
    return session.cookie_token() or ""


def _answer(action: OwnAction, *, ok: bool, message: str = "") -> dict[str, Any]:
    return {"seq": action.seq, "ok": ok, "stale": False, "message": message}
