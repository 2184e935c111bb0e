"""The bundle: our scripts as one file and our styles as another, put together and compressed once for each release.

A page would ask for more than a hundred files else, each of them compressed anew. The parts stay where they are, and
anybody who is signed in may read them.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Final

import brotli
from flask import Blueprint, Response, request

from domain.access import Permission
from web.routes import needs, open_to_strangers
from web.settings import ROOT

doors = Blueprint("bundle", __name__)

ASSETS: Final = ROOT / "assets"
SCRIPTS, STYLES = "/assets/caudal.js", "/assets/caudal.css"
VENDORED: Final = ("vendor/sortable/Sortable.min.js",)
BROTLI_QUALITY: Final = 9
MARK_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class Bundle:
    """Some files in one, as browsers may take it; `mark` changes with the content."""

    content: bytes
    compressed: dict[str, bytes]
    mark: str
    mimetype: str


@cache
def scripts() -> Bundle:
    """Return our scripts in the order of their names, behind those that we did not write."""
    names = [*VENDORED, *sorted(path.name for path in ASSETS.glob("*.js"))]
    # A semicolon between them, so that none continues the last sentence of the one before.
    return _bundle("\n;\n".join(_text(name) for name in names), "text/javascript")


@cache
def styles() -> Bundle:
    """Return our styles in the order of their names; addresses in them are relative to the folder of the assets."""
    return _bundle("\n".join(_text(path.name) for path in sorted(ASSETS.glob("*.css"))), "text/css")


def stamped(path: str, bundle: Bundle) -> str:
    """Return the address under which browsers may keep a bundle for good."""
    return f"{path}?m={bundle.mark}"


@doors.get(SCRIPTS)
@needs(Permission.USE_APP)
def our_scripts() -> Response:
    """Answer with the scripts."""
    return _answer(scripts())


@doors.get(STYLES)
@open_to_strangers
def our_styles() -> Response:
    """Answer with the styles, which the sign-in page is drawn with too."""
    return _answer(styles())


def _bundle(text: str, mimetype: str) -> Bundle:
    content = text.encode()
    compressed = {"br": brotli.compress(content, quality=BROTLI_QUALITY), "gzip": gzip.compress(content, mtime=0)}
    return Bundle(content, compressed, hashlib.sha256(content).hexdigest()[:MARK_LENGTH], mimetype)


def _answer(bundle: Bundle) -> Response:
    coding = next((name for name in bundle.compressed if request.accept_encodings[name]), None)
    response = Response(bundle.compressed[coding] if coding else bundle.content, mimetype=bundle.mimetype)
    response.headers["Vary"] = "Accept-Encoding"
    if coding:
        response.headers["Content-Encoding"] = coding
    return response


def _text(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")
