"""The guard: one choke point in front of every callback; what is not registered with a permission does not run."""

import importlib
import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

import dash
from dash import Dash, Input, Output, html
from dash.dash import _ID_CONTENT, _ID_DUMMY, _ID_LOCATION, _ID_STORE
from flask import has_request_context, request

from components import shell
from components.language import explain
from domain.access import Permission
from domain.errors import MalformedInput, NotFound, NotPermitted, NotSignedIn, SalesError
from web import envelope, refusals, router, session
from web.typed import typed

Function = TypeVar("Function", bound=Callable[..., Any])
SET_TITLE = "function (data) { document.title = data.title; }"
PROGRAM = "Caudal"
# These let a callback run past the guard, in another process or on another transport.
FORBIDDEN_KINDS = ("background", "websocket", "api_endpoint")


def callback(*args: Any, permission: Permission, **kwargs: Any) -> Callable[[Function], Function]:
    """Register a server callback like dash.callback, with the permission it needs and its inputs typed.

    The parameters' annotations are enforced on what the browser sends. The decorated function stays the plain one.
    """
    _refuse_kinds(kwargs)

    def register(function: Function) -> Function:
        dash.callback(*args, **kwargs)(guarded(function, permission))
        return function

    return register


def guarded(function: Callable[..., Any], permission: Permission) -> Callable[..., Any]:
    """Return the function behind its permission and its types; the guard finds the permission on it."""
    checked = typed(function)

    @wraps(function)
    def behind(*args: Any, **kwargs: Any) -> Any:
        session.principal().require(permission)
        answer = checked(*args, **kwargs)
        wait_for_frames()
        return answer

    behind.permission = permission  # type: ignore[attr-defined]  # read by permission_of, also through Dash's own wrapper
    return behind


def wait_for_frames() -> None:
    """Wait while another thread imports pandas, which the first number does: Plotly's JSON trips over half of it."""
    if "pandas" in sys.modules:
        importlib.import_module("pandas")


def permission_of(registered: Mapping[str, Any]) -> Permission | None:
    """Return what a callback of Dash's map needs, None when it was registered past the decorator."""
    found = getattr(registered.get("callback"), "permission", None)
    return found if isinstance(found, Permission) else None


class GuardedDash(Dash):
    """Dash with the guard in it, its own router and our document around the app."""

    def __init__(self, *args: Any, refusal: Callable[[SalesError], Any] | None = None, **kwargs: Any) -> None:
        self._refusal = refusal or _plain_refusal
        super().__init__(*args, **kwargs)

    def _initialize_context(self, body: Any) -> Any:
        envelope.check_shape(body)
        return super()._initialize_context(body)

    def _prepare_callback(self, g: Any, body: Any) -> Any:
        """Let a callback run only when it is known, permitted and sent what it was registered with."""
        envelope.check_shape(body)
        person = session.principal()
        registered = self.callback_map.get(body["output"])
        if registered is None:
            raise MalformedInput
        permission = permission_of(registered)
        if permission is None:
            raise NotPermitted
        person.require(permission)
        envelope.check_values(body)
        envelope.check_against(body, registered)
        return super()._prepare_callback(g, body)

    def enable_pages(self) -> None:
        """Register our router instead of Dash's, at once and not with the first request."""
        if not self.use_pages:
            return
        self.callback(
            Output(_ID_CONTENT, "children"),
            Output(_ID_STORE, "data"),
            Input(_ID_LOCATION, "pathname"),
            Input(_ID_LOCATION, "search"),
            prevent_initial_call=True,
            hidden=True,
        )(guarded(self._show_page, Permission.USE_APP))
        self.clientside_callback(  # type: ignore[no-untyped-call]  # Dash leaves this method untyped
            SET_TITLE, Output(_ID_DUMMY, "children"), Input(_ID_STORE, "data"), hidden=True
        )

    def _show_page(self, pathname: str | None, search: str | None) -> tuple[Any, dict[str, str]]:
        try:
            found = _permitted_page(pathname or "/")
            return found.layout(search), {"title": _titled(found.title)}
        except NotSignedIn:
            raise
        except Exception as error:  # noqa: BLE001  whatever went wrong, the page says so instead of staying empty
            refusal = error if isinstance(error, SalesError) else refusals.logged(error)
            return self._refusal(refusal), {"title": PROGRAM}

    def set_up(self) -> None:
        """Collect callbacks and assets now; in the first requests several threads would race for it."""
        self._setup_server()  # type: ignore[no-untyped-call]  # Dash leaves this method untyped

    def _layout_value(self) -> Any:
        # At start Dash wants to see a layout; ours needs a reader.
        if not has_request_context():
            return html.Div()
        layout = super()._layout_value()  # type: ignore[no-untyped-call]  # Dash leaves this method untyped
        wait_for_frames()
        return layout

    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = super()._config()  # type: ignore[no-untyped-call]  # Dash leaves this method untyped
        return config | {"python_version": "", "dash_version": "", "dash_version_url": ""}

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]  # Dash names every part
        """Return the document in the reader's language and theme, with the page's title."""
        person = session.principal()
        found = router.find(request.path)
        title = _titled(found.title) if found else PROGRAM
        return shell.document(person.locale, person.theme, **parts | {"title": title})


def check_registry(app: Dash) -> None:
    """Raise RuntimeError when a callback was registered without a permission, or in a way the guard cannot see."""
    for key, registered in app.callback_map.items():
        if any(registered.get(kind) for kind in FORBIDDEN_KINDS):
            raise RuntimeError(f"the callback {key} runs past the guard")
        if "callback" in registered and permission_of(registered) is None:
            raise RuntimeError(f"the callback {key} has no permission: register it with web.guard.callback")
    if app.callback_api_paths:
        raise RuntimeError("callbacks must not have routes of their own (api_endpoint)")
    router.check_pages()


def _refuse_kinds(kwargs: dict[str, Any]) -> None:
    if any(kwargs.get(kind) for kind in FORBIDDEN_KINDS):
        raise RuntimeError(f"a callback must not use {', '.join(FORBIDDEN_KINDS)}")


def _permitted_page(path: str) -> router.Found:
    found = router.find(path)
    if found is None:
        raise NotFound
    session.principal().require(found.permission)
    session.database()  # a day that is still being put together is said instead of the page
    return found


def _titled(title: str) -> str:
    return f"{title} · {PROGRAM}" if title and title != PROGRAM else PROGRAM


def _plain_refusal(refusal: SalesError) -> Any:
    return html.Main(html.P(explain(refusal)), id=shell.CONTENT)
