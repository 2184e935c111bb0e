"""Routes: every address answered past Dash declares what it needs; one without is answered to nobody."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from domain.access import Permission

View = TypeVar("View", bound=Callable[..., Any])
# Dash's own; the pages and callbacks behind them have permissions of their own (web/guard.py).
DASH_INDEX = frozenset({"/", "/<path:path>"})
DASH_ENDPOINTS = DASH_INDEX | {
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    "/_dash-dependencies",
    "/_dash-layout",
    "/_dash-update-component",
    "/_favicon.ico",
    "/_reload-hash",
    "_dash_assets.static",
}


def needs(permission: Permission) -> Callable[[View], View]:
    """Declare what a view function needs; put it under the route decorator."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # functions carry what is written on them
        return view

    return declare


def open_to_strangers(view: View) -> View:
    """Declare that a view function answers people who are not signed in."""
    view.is_open = True  # type: ignore[attr-defined]  # functions carry what is written on them
    return view


def is_open(server: Flask, endpoint: str | None) -> bool:
    """Tell whether the route answers strangers."""
    return getattr(_view(server, endpoint), "is_open", False) is True


def permission_of(server: Flask, endpoint: str | None) -> Permission | None:
    """Return what a route needs, None for one that declares nothing."""
    if endpoint in DASH_ENDPOINTS:
        return Permission.USE_APP
    found = getattr(_view(server, endpoint), "permission", None)
    return found if isinstance(found, Permission) else None


def check_routes(server: Flask) -> None:
    """Raise RuntimeError when a route is neither open nor declares what it needs."""
    for rule in server.url_map.iter_rules():
        if not is_open(server, rule.endpoint) and permission_of(server, rule.endpoint) is None:
            raise RuntimeError(f"the route {rule.rule} needs @needs(Permission.…) from web.routes")


def _view(server: Flask, endpoint: str | None) -> object:
    return server.view_functions.get(endpoint or "")
