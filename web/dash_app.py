"""The Dash app: made once, the safe way, and sealed before the first request."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from domain.errors import SalesError
from web import bundle, files, headers, public_files
from web.guard import PROGRAM, GuardedDash, check_registry
from web.refusals import show_error
from web.routes import check_routes
from web.settings import ROOT

NOT_COLLECTED = r"\.(js|css)$"  # they come as one file each
APP = "caudal.dash"  # where the server keeps its app


def create_dash(server: Flask, refusal: Callable[[SalesError], Any] | None = None) -> GuardedDash:
    """Return the app on the server; `refusal` draws a page for what cannot be shown (not found, not permitted).

    Afterwards: router.import_pages("pages"), app.layout = a function, shell.connect(app), seal(app).
    """
    app = GuardedDash(
        "caudal",
        server=server,
        refusal=refusal,
        assets_folder=str(ROOT / "assets"),
        assets_ignore=NOT_COLLECTED,
        external_stylesheets=[public_files.stamped(path) for path in public_files.stylesheets()],
        external_scripts=[bundle.stamped(bundle.SCRIPTS, bundle.scripts())],
        pages_folder="",  # pages are imported by their own names; Dash would run their files itself
        use_pages=True,
        include_pages_meta=False,
        serve_locally=True,
        compress=True,
        suppress_callback_exceptions=True,  # else the first visitor's layouts go to everybody
        enable_mcp=False,  # else an environment variable opens every callback
        use_async=False,
        title=PROGRAM,
        update_title="",  # the title stays what it is while something loads
        on_error=show_error,
        add_log_handler=False,
    )
    files.register(server)
    server.extensions[APP] = app
    return app


def seal(app: GuardedDash) -> None:
    """Check that nothing runs past the guard, set Dash up now and not in the first request, and let its scripts run.

    Call it last: callbacks that come later are refused. Raises RuntimeError with the callback or page that is wrong.
    """
    app.set_up()
    check_registry(app)
    check_routes(app.server)
    headers.allow_scripts(app.server, app.csp_hashes())
