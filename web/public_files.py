"""Public files: the assets that the sign-in page needs, and the addresses under which browsers may keep them."""

from functools import cache

from components.shell import FAVICON, FONT, HEAD_SCRIPT, STYLESHEETS
from web import bundle
from web.settings import ROOT

ASSETS = ROOT / "assets"
MARK = "/assets/img/mark.svg"


@cache
def stylesheets() -> tuple[str, ...]:
    """Return the addresses of Bootstrap and our own styles, in the order in which they apply."""
    return (*STYLESHEETS, bundle.STYLES)


@cache
def open_files() -> frozenset[str]:
    """Return the paths that anybody may read: what the sign-in page is drawn with, and nothing of the app."""
    folder = STYLESHEETS[-1].rpartition("/")[0]
    icons = {f"{folder}/fonts/{path.name}" for path in (ASSETS / "vendor/bootstrap-icons/fonts").glob("*.woff2")}
    return frozenset({*stylesheets(), FAVICON, FONT, HEAD_SCRIPT, MARK, *icons})


def is_open(path: str) -> bool:
    """Tell whether the path is one of the open files."""
    return path in open_files()


def stamped(path: str) -> str:
    """Return the address with the time of the file's last change, so that browsers may keep it for good."""
    if path == bundle.STYLES:
        return bundle.stamped(path, bundle.styles())
    file = ROOT / path.removeprefix("/")
    return f"{path}?m={file.stat().st_mtime_ns // 1000}" if file.is_file() else path
