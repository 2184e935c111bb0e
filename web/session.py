"""The session of a request: its cookie, its person, its database."""

from dataclasses import replace
from datetime import date, datetime

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from components import language
from data.past import Shelf
from data.queries.people import LiveSession, principal_of_session
from data.queries.tokens import person_of
from data.session import Database
from domain import clock
from domain.access import Principal
from domain.errors import NotSignedIn, PastBeingMade
from web import looking_back
from web.settings import PAST_FOLDER, Settings
from workflow import tokens
from workflow.past import ask_for_past
from workflow.sign_in import token_hash, touch

SETTINGS, DATABASE, SHELF = "caudal.settings", "caudal.database", "caudal.past"
LONGEST_TOKEN = 100
ASKED_BY_ITSELF = frozenset({"/events", "/events/since"})
IDLE_HEADER = "X-Idle"  # the page says so when nobody has touched it for minutes (assets/30-shell.js)
LANGUAGE_COOKIE = "language"
LANGUAGE_DAYS = 365


def bind(server: Flask, settings: Settings, database: Database) -> None:
    """Give the server its settings and its database; again, for a test with a database of its own."""
    server.extensions[SETTINGS] = settings
    server.extensions[DATABASE] = database
    server.extensions[SHELF] = Shelf(settings.folder / PAST_FOLDER, database)


def settings() -> Settings:
    """Return the settings of the server that answers this request."""
    found: Settings = current_app.extensions[SETTINGS]
    return found


def present() -> Database:
    """Return the live database of the server that answers this request."""
    found: Database = current_app.extensions[DATABASE]
    return found


def database() -> Database:
    """Return the database that this request reads: that of the day it looks at, which refuses every change.

    Raises PastBeingMade while a large one is still put together.
    """
    day = past_day()
    return present() if day is None else past_of(day)


def past_of(day: date) -> Database:
    """Return the database of an earlier day; a small one is made at once, a large one by a worker.

    Raises PastBeingMade until it is there.
    """
    shelf: Shelf = current_app.extensions[SHELF]
    found = shelf.find(day)
    if found is not None:
        return found
    if not shelf.is_large():
        return shelf.make(day)
    present().run(lambda unit: ask_for_past(unit, day, clock.now()))
    raise PastBeingMade(day=day)


def past_day() -> date | None:
    """Return the earlier day that this request looks at, None for the present."""
    found: date | None = g.get("past_day")
    return found


def principal() -> Principal:
    """Return the person behind this request, who changes nothing in the past; raise NotSignedIn when there is none."""
    person = live_session().principal
    return replace(person, looks_from=past_day())


def csrf_token() -> str:
    """Return what this person's forms have to carry; raise NotSignedIn when there is none."""
    return live_session().csrf_token


def live_session() -> LiveSession:
    """Return the session of this request; raise NotSignedIn when there is none."""
    found = find_session()
    if found is None:
        raise NotSignedIn
    return found


def find_session() -> LiveSession | None:
    """Return the session that the gate found for this request, None for anonymous ones."""
    found: LiveSession | None = g.get("live_session")
    return found


def load(now: datetime | None = None) -> None:
    """Read the request's session from the database, once, and choose the reader's language."""
    g.live_session = None
    token = cookie_token()
    if token:
        at = now or clock.now()
        with present().read() as session:
            g.live_session = principal_of_session(session, token_hash(token), at)
        if g.live_session is not None and not _is_idle():
            touch(present(), g.live_session, at)
    language.set_locale(reader_locale())
    _look_back()


def load_token(now: datetime | None = None) -> None:
    """Find the person whose token the request carries, for this request alone."""
    at = now or clock.now()
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    g.live_session = None
    if kind.casefold() == "bearer" and 0 < len(token) <= LONGEST_TOKEN:
        with present().read() as session:
            found = person_of(session, tokens.hash_of(token), at)
        if found is not None:
            row, person = found
            tokens.note_use(present(), row.id, row.used_at, at)
            g.live_session = LiveSession(0, "", at, person)
    language.set_locale(reader_locale())
    _look_back()


def _look_back() -> None:
    """Let the request read the day that its address names."""
    g.past_day = None if g.live_session is None else looking_back.day_of(request, g.live_session.principal.time_zone)
    clock.look_from(g.past_day)


def _is_idle() -> bool:
    """Tell whether only the page asks, by itself: what nobody does keeps no session alive."""
    return request.path in ASKED_BY_ITSELF or IDLE_HEADER in request.headers


def reader_locale() -> str:
    """Return the reader's own language, or before sign-in the one chosen last here, or the browser's first."""
    found = find_session()
    if found is not None:
        return found.principal.locale
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in language.LOCALES else language.negotiate(list(request.accept_languages.values()))


def cookie_name(name: str = "sid") -> str:
    """Return the name of a cookie; with TLS the prefix forbids other hosts and plain HTTP to set it."""
    return f"__Host-{name}" if settings().https else name


def cookie_token() -> str | None:
    """Return the session identifier that the browser sent, if it can be one."""
    token = request.cookies.get(cookie_name())
    return token if token and len(token) <= LONGEST_TOKEN else None


def set_cookie(response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send along with a form."""
    response.set_cookie(
        cookie_name(name), value, max_age=max_age, path="/", secure=settings().https, httponly=True, samesite="Lax"
    )


def clear_cookie(response: Response, name: str = "sid") -> None:
    """Remove a cookie from the browser."""
    response.delete_cookie(cookie_name(name), path="/", secure=settings().https, httponly=True, samesite="Lax")


def remember_language(response: Response, locale: str) -> None:
    """Keep the language for the sign-in page of this browser."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        locale,
        max_age=LANGUAGE_DAYS * 86_400,
        path="/",
        secure=settings().https,
        httponly=True,
        samesite="Lax",
    )
