"""Forgery: requests that change something must come from our own pages."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Request, request
from werkzeug.wrappers import Response

from components.account import CSRF_FIELD
from domain.errors import SalesError, sentence
from web import session

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN_PATH = "/sign-in"
FORM_COOKIE = "form"
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
FILE_TYPE = "application/octet-stream"
PROOF_HEADER = "X-CSRFToken"


class ForeignRequest(SalesError):
    """Another site, or a page that was opened before the present session, sent this."""

    template = sentence(
        "This request did not come from a page of Caudal, or the page is out of date. Reload it and try again."
    )


def check(answered: Request) -> None:
    """Raise ForeignRequest unless the request is safe, or comes from our pages as JSON or with a form's token.

    A file is sent as it is, with the token in a header.
    """
    if answered.method in SAFE_METHODS:
        return
    if not _same_origin(answered):
        raise ForeignRequest
    if answered.mimetype in FORM_TYPES:
        if not _has_token(answered):
            raise ForeignRequest
    elif answered.mimetype == FILE_TYPE:
        if not _fits(answered.headers.get(PROOF_HEADER, "")):
            raise ForeignRequest
    elif answered.mimetype != "application/json":
        raise ForeignRequest


def anonymous_token() -> str:
    """Return what the sign-in form has to carry: it fits the form cookie of this browser only."""
    return _signed(_form_cookie())


def keep_form_cookie(response: Response) -> None:
    """Give the browser the cookie that anonymous_token() was made for."""
    session.set_cookie(response, FORM_COOKIE, _form_cookie())


def _form_cookie() -> str:
    """Return the browser's form cookie, or for a new browser one that keep_form_cookie will send."""
    sent = request.cookies.get(session.cookie_name(FORM_COOKIE), "")
    if 20 <= len(sent) <= session.LONGEST_TOKEN:
        return sent
    fresh: str = request.environ.setdefault("caudal.form_cookie", secrets.token_urlsafe(24))
    return fresh


def _same_origin(answered: Request) -> bool:
    site = answered.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    # Browsers from before 2023: their Origin must be this host. No header at all is no browser of ours.
    origin = answered.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == answered.host


def _has_token(answered: Request) -> bool:
    found = session.find_session()
    # Whoever signed in meanwhile in another tab may still send the sign-in page of this one.
    is_anonymous = found is None or answered.path.startswith(SIGN_IN_PATH)
    expected = anonymous_token() if found is None or is_anonymous else found.csrf_token
    sent = answered.form.get(CSRF_FIELD, "")
    return hmac.compare_digest(sent.encode("utf-8", "replace"), expected.encode())


def _fits(token: str) -> bool:
    """Tell whether a token is the one of the person's session."""
    found = session.find_session()
    return found is not None and hmac.compare_digest(token.encode("utf-8", "replace"), found.csrf_token.encode())


def _signed(value: str) -> str:
    key = session.settings().secret_key.encode()
    return hmac.new(key, b"form:" + value.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
