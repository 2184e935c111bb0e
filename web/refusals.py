"""Refusals: every error becomes a sentence, as a toast, a page or JSON; anything unexpected gets a number in the log."""

import logging
import secrets
from http import HTTPStatus

import dash
from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from components import toasts
from components.language import explain
from components.language import gettext as _
from domain.errors import (
    Conflict,
    DatabaseBusy,
    MalformedInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    PastBeingMade,
    SalesError,
    TooManyAttempts,
    WrongCredentials,
    sentence,
)
from web import public_files
from web.forgery import ForeignRequest
from web.gate import API, is_fetched

CALLBACKS = "/_dash-update-component"
STATUS: dict[type[SalesError], HTTPStatus] = {
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    WrongCredentials: HTTPStatus.UNAUTHORIZED,
    NotPermitted: HTTPStatus.FORBIDDEN,
    ForeignRequest: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    DatabaseBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    PastBeingMade: HTTPStatus.SERVICE_UNAVAILABLE,
}
RETRY_SECONDS = 5
log = logging.getLogger("caudal.errors")


class Unexpected(SalesError):
    """A mistake of ours; the log tells under `id` what happened."""

    template = sentence(
        "Something went wrong (id {id}). Reload the page to see what is stored. If it happens again, tell an administrator the id."
    )


def register(server: Flask) -> None:
    """Answer every error of every route."""
    server.register_error_handler(SalesError, answer)
    server.register_error_handler(HTTPException, _answer_http)
    server.register_error_handler(Exception, lambda error: answer(logged(error)))


def show_error(error: Exception) -> None:
    """Turn an error of a callback into a toast and leave its outputs as they are; for Dash(on_error=…).

    NotSignedIn is raised again: the browser goes to the sign-in page on the 401 that follows.
    """
    if isinstance(error, NotSignedIn):
        raise error
    dash.set_props(toasts.STORE, {"data": _toast(error if isinstance(error, SalesError) else logged(error))})


def answer(refusal: SalesError) -> Response:
    """Answer a refusal: a toast to a callback, JSON to a script, a page to a person."""
    status = status_of(refusal)
    is_callback = request.path == CALLBACKS
    # What no page of ours sends is said in its status; what a person can run into is said to the person.
    if is_callback and not isinstance(refusal, NotSignedIn | ForeignRequest | MalformedInput):
        data = _toast(refusal)
        return jsonify({"multi": True, "response": {}, "sideUpdate": {toasts.STORE: {"data": data}}})
    if is_callback or is_fetched(request):
        response = jsonify({"error": explain(refusal)})
    else:
        response = Response(_page(refusal, status), mimetype="text/html")
    response.status_code = status
    if status == HTTPStatus.UNAUTHORIZED and request.path.startswith(API):
        response.headers["WWW-Authenticate"] = "Bearer"
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        response.headers["Retry-After"] = str(refusal.params.get("seconds", RETRY_SECONDS))
    return response


def status_of(refusal: SalesError) -> HTTPStatus:
    """Return the HTTP status of a refusal."""
    if isinstance(refusal, Unexpected):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), HTTPStatus.BAD_REQUEST)


def _answer_http(error: HTTPException) -> Answer:
    """Answer what Flask itself refuses: unknown routes and methods, bodies that are too large or no JSON."""
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response(request.environ)
    response = answer(NotFound() if error.code == HTTPStatus.NOT_FOUND else MalformedInput())
    response.status_code = error.code
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(allowed)
    return response


def logged(error: Exception) -> Unexpected:
    """Write an error into the log and return what a person is told about it."""
    number = secrets.token_hex(4)
    log.error("error %s on %s %r", number, request.method, request.path, exc_info=error)
    return Unexpected(id=number)


def _toast(refusal: SalesError) -> dict[str, object]:
    if isinstance(refusal, Unexpected):
        return toasts.toast(_("Something went wrong"), explain(refusal), "neg")
    return toasts.refusal(explain(refusal))


def _page(refusal: SalesError, status: HTTPStatus) -> str:
    titles = {
        HTTPStatus.NOT_FOUND: _("There is nothing at this address"),
        HTTPStatus.FORBIDDEN: _("Not for this account"),
        HTTPStatus.SERVICE_UNAVAILABLE: _("Busy just now"),
        HTTPStatus.INTERNAL_SERVER_ERROR: _("Something went wrong"),
    }
    title = titles.get(status, _("This did not work"))
    return render_template("refusal.html", title=title, sentence=explain(refusal), files=public_files)
