"""The sign-in page and what belongs to it: plain pages and forms, so that nothing of the app reaches strangers."""

import ipaddress
from http import HTTPStatus

from flask import Blueprint, Flask, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from components import account, language
from components.account import CSRF_FIELD
from components.theme import avatar_tint, initials
from data.queries.people import Person, demo_people
from domain import clock
from domain.access import Permission
from domain.errors import MalformedInput, NotPermitted, SalesError
from web import forgery, gate, public_files, session
from web.redirects import HOME, safe_path
from web.refusals import status_of
from web.routes import needs, open_to_strangers
from web.words import role_name
from workflow import settings as own_settings
from workflow import sign_in as verbs

doors = Blueprint("sign_in", __name__)
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


def register(server: Flask) -> None:
    """Open the doors, and put into templates what they need."""
    server.register_blueprint(doors)
    server.jinja_env.globals.update(_=language.gettext, csrf_field=CSRF_FIELD, locale=language.locale)


@doors.get(forgery.SIGN_IN_PATH)
@open_to_strangers
def show() -> Answer:
    """Show the page; whoever is signed in goes on."""
    target = safe_path(request.args.get("next"))
    if session.find_session() is not None:
        return redirect(target, HTTPStatus.SEE_OTHER)
    chosen = request.args.get("language", "")
    if chosen in language.LOCALES:
        language.set_locale(chosen)
    response = _page(target)
    if chosen in language.LOCALES:
        session.remember_language(response, chosen)
    return response


@doors.post(forgery.SIGN_IN_PATH)
@open_to_strangers
def enter() -> Answer:
    """Check login and password; on failure show the page again with the reason."""
    target = safe_path(request.form.get("next"))
    login = request.form.get("login", "")
    try:
        token = verbs.sign_in(session.present(), login, request.form.get("password", ""), _address(), clock.now())
    except SalesError as refusal:
        return _page(target, refusal, login)
    return _welcome(token, target)


@doors.post(f"{forgery.SIGN_IN_PATH}/demo")
@open_to_strangers
def enter_demo() -> Answer:
    """Sign in as one of the demo company's people, without a password, on this machine only."""
    if not _demo_is_offered():
        raise NotPermitted
    number = request.form.get("user", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        raise MalformedInput
    token = verbs.sign_in_as_demo(session.present(), int(number), _address(), clock.now())
    return _welcome(token, safe_path(request.form.get("next")))


@doors.post(account.SIGN_OUT_PATH)
@needs(Permission.USE_APP)
def leave() -> Answer:
    """End the session for good and go back to the sign-in page."""
    token = session.cookie_token()
    if token:
        session.present().run(lambda unit: verbs.sign_out(unit, token, clock.now()))
    response = redirect(forgery.SIGN_IN_PATH, HTTPStatus.SEE_OTHER)
    session.clear_cookie(response)
    return response


@doors.post(account.PREFERENCES_PATH)
@needs(Permission.USE_APP)
def prefer() -> Answer:
    """Keep the reader's language or theme; the page that asked reloads by itself."""
    person = session.principal()
    locale, theme = request.form.get("locale"), request.form.get("theme")
    if locale is None and theme is None:
        raise MalformedInput
    response = gate.no_content()
    if locale is not None:
        session.present().run(lambda unit: own_settings.choose_locale(unit, person, locale))
        session.remember_language(response, locale)
    if theme is not None:
        session.present().run(lambda unit: own_settings.choose_theme(unit, person, theme))
    return response


def _welcome(token: str, target: str) -> Answer:
    """Give the browser its new session; whatever session it had before ends."""
    old = session.cookie_token()
    if old:
        session.present().run(lambda unit: verbs.sign_out(unit, old, clock.now()))
    response = redirect(target, HTTPStatus.SEE_OTHER)
    session.set_cookie(response, "sid", token)
    return response


def _page(target: str, refusal: SalesError | None = None, login: str = "") -> Answer:
    token = forgery.anonymous_token()
    response = Response(
        render_template(
            "sign_in.html",
            files=public_files,
            next=target if target != HOME else "",
            error=language.explain(refusal) if refusal else "",
            login=login[:200],
            csrf_token=token,
            people=_offered(),
            languages=language.LOCALES,
        ),
        mimetype="text/html",
    )
    if refusal is not None:
        response.status_code = status_of(refusal)
        if "seconds" in refusal.params:
            response.headers["Retry-After"] = str(refusal.params["seconds"])
    forgery.keep_form_cookie(response)
    return response


def _address() -> str:
    return request.remote_addr or "unknown"


def _offered() -> list[tuple[Person, str, str, int]]:
    """Return the demo people with their role's name, initials and tint, where they may be offered."""
    if not _demo_is_offered():
        return []
    with session.present().read() as unit:
        found = demo_people(unit)
    return [(one, role_name(one.role), initials(one.display_name), avatar_tint(one.id)) for one in found]


def _demo_is_offered() -> bool:
    """Tell whether this request was typed on this machine and sent from it, past no proxy that says so."""
    if not session.settings().demo or any(name in request.headers for name in FORWARDED):
        return False
    return _is_loopback(_host()) and _is_loopback(_address())


def _host() -> str:
    """Return the host the browser was sent to, without port and brackets."""
    host = request.host
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def _is_loopback(text: str) -> bool:
    if text == "localhost":
        return True
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False
