"""The gate: in front of every request; whatever is not opened here needs a live session."""

import re
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Flask, Request, Response, current_app, g, redirect, request
from werkzeug.wrappers import Response as Answer

from domain import clock
from domain.errors import NotFound, NotPermitted, NotSignedIn, PastBeingMade
from web import forgery, public_files, router, routes, session
from web.redirects import HOME, safe_path

OPEN_PATHS = frozenset({forgery.SIGN_IN_PATH, f"{forgery.SIGN_IN_PATH}/demo"})
HEALTH_PATHS = frozenset({"/healthz", "/readyz"})
# A private calendar address carries its own key; the one who has it is nobody here.
FEED_PATH = re.compile(r"/calendar/[^/]+\.ics")
# The endpoints with which Dash answers its index page: everything that nothing else answers.
DASH_PAGES = frozenset({"/", "/<path:path>"})
API = "/api/"
LARGEST_ANONYMOUS_BODY = 16_384


def register(server: Flask) -> None:
    """Put the gate in front of every request; call it before anything else that looks at requests."""
    server.before_request(_check)
    server.after_request(_say_what_is_missing)


def is_fetched(asked: Request) -> bool:
    """Tell whether a script asked, which needs an answer it can read and not a page."""
    return asked.path.startswith(("/_", API)) or asked.is_json or asked.headers.get("Sec-Fetch-Dest") == "empty"


def _check() -> Answer | None:
    clock.look_from(None)
    if request.method in forgery.SAFE_METHODS and _is_open(request.path):
        return None
    session.load_token() if _by_token() else session.load()
    if session.find_session() is None:
        request.max_content_length = LARGEST_ANONYMOUS_BODY
        if request.path not in OPEN_PATHS:
            return _turn_away()
    forgery.check(request)
    rule = request.url_rule
    if rule is not None and rule.endpoint in DASH_PAGES:
        _check_page(request.path)
    return None


def _is_open(path: str) -> bool:
    return path in HEALTH_PATHS or public_files.is_open(path) or FEED_PATH.fullmatch(path) is not None


def _by_token() -> bool:
    """Tell whether a program asks with a token, which opens nothing but the API and changes nothing."""
    return (
        request.path.startswith(API) and request.method in forgery.SAFE_METHODS and "Authorization" in request.headers
    )


def _turn_away() -> Answer:
    is_page = request.method in {"GET", "HEAD"} and not request.path.startswith("/assets/")
    if not is_page or is_fetched(request):
        raise NotSignedIn
    target = safe_path(request.full_path.removesuffix("?"))
    query = urlencode({"next": target}) if target != HOME else ""
    response: Answer = redirect(f"{forgery.SIGN_IN_PATH}?{query}".removesuffix("?"))
    return response


def _check_page(path: str) -> None:
    """Give unknown addresses the status that says so; Dash itself answers every one with its index page."""
    found = router.find(path)
    if found is None:
        raise NotFound
    session.principal().require(found.permission)
    with suppress(PastBeingMade), session.database().read() as reading:  # the page itself says that it has to wait
        g.record_missing = not found.is_there(reading, session.principal())


def _say_what_is_missing(answer: Response) -> Response:
    """Let the page that says that a record is not there have the status that says so."""
    if g.pop("record_missing", False) and answer.status_code == HTTPStatus.OK:
        answer.status_code = HTTPStatus.NOT_FOUND
    return answer


def _check_route(endpoint: str) -> None:
    needed = routes.permission_of(current_app, endpoint)
    if needed is None:
        raise NotPermitted
    session.principal().require(needed)


def no_content() -> Response:
    """Return the answer to a script that asked only for a change."""
    return Response(status=204)
