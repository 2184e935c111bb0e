"""About Caudal: version, licence, and the attributions of the work it carries."""

import tomllib
from functools import cache

from dash import html

from components.about import about
from components.language import gettext as _
from domain.access import Permission
from web import chrome, router
from web.settings import ROOT

router.register(__name__, "/about", lambda: _("About Caudal"), Permission.USE_APP)


def layout(**query: str) -> html.Div:
    """Return the page."""
    return chrome.page(about(_version(), _notice()), title=_("About Caudal"))


@cache
def _version() -> str:
    version: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return version


@cache
def _notice() -> str:
    return (ROOT / "NOTICE").read_text(encoding="utf-8")
