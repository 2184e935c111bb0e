"""The server: a Flask app with the gate in front, on which Dash is put."""

from pathlib import Path
from typing import Any

import orjson
from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from data.session import Database
from web import (
    analysis_export,
    attachments,
    bundle,
    changes_export,
    exports,
    forecast_cell_export,
    forecast_export,
    gate,
    headers,
    health,
    invoicing_export,
    past,
    refusals,
    session,
    signin,
    targets,
    trip,
)
from web.activities import feed
from web.api import lists as api
from web.grid import export as grid_export
from web.grid import rows as grid_rows
from web.live import doors as live
from web.map import export as map_export
from web.plans import files as plan_files
from web.reports import doors as reports
from web.settings import Settings
from workflow.passwords import unknown_hash

LARGEST_BODY = 2 * 1024 * 1024
CONFIGURATION = {
    "MAX_CONTENT_LENGTH": LARGEST_BODY,
    "MAX_FORM_MEMORY_SIZE": 256 * 1024,
    "MAX_FORM_PARTS": 100,
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_ALGORITHM_STREAMING": ["br"],
    "COMPRESS_BR_LEVEL": 4,  # half of gzip's time for a smaller answer
    "COMPRESS_LEVEL": 5,
    "COMPRESS_MIMETYPES": [
        "text/html",
        "text/css",
        "text/plain",
        "text/javascript",
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "application/geo+json",
        "image/svg+xml",
    ],
}


class StrictJSON(DefaultJSONProvider):
    """JSON without NaN, Infinity, lone surrogates and bottomless nesting."""

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Read JSON; raise ValueError for anything that is not."""
        return orjson.loads(s)


def create_server(settings: Settings, database: Database) -> Flask:
    """Return the server with sign-in, session, gate, health and headers; the Dash app comes on top of it."""
    server = Flask("web", root_path=str(Path(__file__).parent), static_folder=None)
    server.config.update(CONFIGURATION)
    server.secret_key = settings.secret_key
    server.json = StrictJSON(server)
    session.bind(server, settings, database)
    if settings.proxy_count:
        count = settings.proxy_count
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # how Flask is wrapped
    headers.register(server)
    gate.register(server)
    refusals.register(server)
    signin.register(server)
    server.register_blueprint(health.doors)
    server.register_blueprint(bundle.doors)
    server.register_blueprint(exports.doors)
    server.register_blueprint(forecast_export.doors)
    server.register_blueprint(forecast_cell_export.doors)
    server.register_blueprint(invoicing_export.doors)
    server.register_blueprint(targets.doors)
    server.register_blueprint(grid_rows.doors)
    server.register_blueprint(grid_export.doors)
    server.register_blueprint(map_export.doors)
    server.register_blueprint(plan_files.doors)
    server.register_blueprint(trip.doors)
    server.register_blueprint(reports.doors)
    server.register_blueprint(feed.doors)
    server.register_blueprint(live.doors)
    server.register_blueprint(api.doors)
    server.register_blueprint(attachments.doors)
    server.register_blueprint(past.doors)
    server.register_blueprint(changes_export.doors)
    server.register_blueprint(analysis_export.doors)
    unknown_hash()  # so that the first sign-in with an unknown login takes no longer than others
    return server
