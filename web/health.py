"""Health: whether the process lives, and whether it can do its work."""

import logging
from http import HTTPStatus

from flask import Blueprint, Response

from data.migrate import check_current
from domain.errors import SalesError
from web import session
from web.routes import open_to_strangers

doors = Blueprint("health", __name__)
log = logging.getLogger("caudal.health")


@doors.get("/healthz")
@open_to_strangers
def alive() -> Response:
    """Answer whenever the process can."""
    return _answer("ok")


@doors.get("/readyz")
@open_to_strangers
def ready() -> Response:
    """Answer 200 only when the database answers and stands at this release's version; says nothing else to strangers."""
    try:
        is_current = check_current(session.present().url)
    except SalesError as refusal:
        return _unready(str(refusal))
    except Exception as error:  # noqa: BLE001  whatever is wrong with the database, we are not ready
        return _unready(repr(error))
    return _answer("ready") if is_current else _unready("the database is not migrated")


def _unready(reason: str) -> Response:
    log.warning("not ready: %s", reason.encode("unicode_escape").decode("ascii"))
    return _answer("not ready", HTTPStatus.SERVICE_UNAVAILABLE)


def _answer(word: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(f"{word}\n", status=status, mimetype="text/plain")
