"""Headers: what browsers may load, run, keep and tell others."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

from web import session

SCRIPT_HASHES = "caudal.script_hashes"
YEAR = 31_536_000
DAY = 86_400
FOR_GOOD = f"public, max-age={YEAR}, immutable"
STATIC_FOLDERS = ("/assets/", "/_dash-component-suites/")
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def register(server: Flask) -> None:
    """Give every answer its headers; before Dash is made, so that they come last."""
    server.extensions[SCRIPT_HASHES] = ()
    server.after_request(_complete)


def allow_scripts(server: Flask, hashes: Sequence[str]) -> None:
    """Let the inline scripts with these hashes run: Dash's own, known once all callbacks are."""
    server.extensions[SCRIPT_HASHES] = tuple(hashes)


def policy(script_hashes: Sequence[str], *, https: bool, map_style: str = "") -> str:
    """Return the content security policy: everything from here, nothing by eval, no foreign host at all.

    Only an installation that draws its map with a style of its own lets that style's host in, for data and pictures.
    """
    tiles = f" {origin(map_style)}" if map_style else ""
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "style-src": "'self' 'unsafe-inline'",  # Plotly, the grid and Dash's own components write style attributes
        "img-src": f"'self' data: blob:{tiles}",
        "font-src": "'self' data:",
        "connect-src": f"'self'{tiles}",
        "worker-src": "'self' blob:",  # the map draws in a worker
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
    }
    text = "; ".join(f"{name} {sources}" for name, sources in rules.items())
    return f"{text}; upgrade-insecure-requests" if https else text


def origin(address: str) -> str:
    """Return scheme, host and port of a web address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _complete(response: Response) -> Response:
    settings = session.settings()
    https = settings.https
    response.headers.update(FIXED)
    # What somebody attached has a stricter policy of its own (web/attachments.py).
    rules = policy(current_app.extensions[SCRIPT_HASHES], https=https, map_style=settings.map_style)
    response.headers.setdefault("Content-Security-Policy", rules)
    if https:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    response.headers["Cache-Control"] = _caching(response)
    return response


def _caching(response: Response) -> str:
    """Return how long an answer may be kept: files with a fingerprint for good, what is somebody's own not at all."""
    is_file = request.path.startswith(STATIC_FOLDERS) and response.status_code in {200, 304}
    if not is_file:
        return "no-store"
    if "m" in request.args or response.cache_control.max_age == YEAR:
        return FOR_GOOD
    return f"public, max-age={DAY}" if request.path.startswith("/assets/vendor/") else "no-cache"
