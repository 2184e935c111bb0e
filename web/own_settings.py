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

from components import own_settings as pictures
from components import toasts
from components.formats import region
from components.language import explain, ngettext
from components.language import gettext as _
from data.queries.options import companies
from data.queries.preferences import preference
from domain import clock
from domain.access import Principal
from domain.errors import MalformedInput, OtherSpelling, SalesError
from web import session
from web.boards.stages import HABIT
from web.words import role_name
from workflow import own_access
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


def body(principal: Principal) -> html.Div:
    """Return the page of a person as the settings stand now."""
    now = clock.now()
    with session.database().read() as reading:
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
    }
    try:
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
        session.database(), principal, form.get("old", ""), form.get("new", ""), address=address, token=_token(),
        now=clock.now(),
    )  # fmt: skip
    return _("Password changed"), _ended(ended) if ended else ""


def _zone(principal: Principal, form: dict[str, str]) -> Said:
    session.database().run(lambda unit: choose_time_zone(unit, principal, form.get("zone", "")))
    return _("Time zone changed"), ""


def _remember(principal: Principal, form: dict[str, str]) -> Said:
    wanted = form.get("habit", "")
    if wanted not in pictures.habits():
        raise MalformedInput
    session.database().run(lambda unit: prefer(unit, principal, HABIT, wanted))
    return _("Remembered"), ""


def _elsewhere(principal: Principal, _form: dict[str, str]) -> Said:
    token = _token()
    ended = session.database().run(lambda unit: own_access.sign_out_elsewhere(unit, principal, token, clock.now()))
    return _ended(ended), ""


def _ended(count: int) -> str:
    return ngettext("{n} session on another device ended", "{n} sessions on other devices ended", count)


def _habit(stored: str) -> str:
    return stored if stored in pictures.habits() else "ask"


def _token() -> str:
    return session.cookie_token() or ""


def _answer(action: OwnAction, *, ok: bool, message: str = "") -> dict[str, Any]:
    return {"seq": action.seq, "ok": ok, "stale": False, "message": message}
