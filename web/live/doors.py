"""The doors of the event stream: the stream itself, and the question for those who cannot have one."""

import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request

from domain.access import Permission
from domain.errors import NotSignedIn
from web import serving, session
from web.live.hub import Hub, number_and_read
from web.live.room import STREAM, STREAMS, USUAL_STREAMS
from web.live.seat import Seat, Write, messages
from web.live.stream import Listener, speak
from web.routes import needs
from workflow import live
from workflow.sign_in import token_hash

doors = Blueprint("live", __name__)
HUB = "caudal.hub"
LONGEST_POSITION = 18  # digits
FRAMES: dict[str, Callable[[bytes], bytes]] = {
    "HTTP/1.0": bytes,
    "HTTP/1.1": lambda said: b"%X\r\n%s\r\n" % (len(said), said),
}
TRY_AGAIN_SECONDS = "60"


@doors.get(STREAM)
@needs(Permission.USE_APP)
def events() -> Response:
    """Answer with what happens from a position on, for as long as the browser listens; 503 when all places are taken."""
    token = session.cookie_token()
    if token is None:
        raise NotSignedIn
    hub = hub_of(current_app)
    connection = request.environ.get("gunicorn.socket")
    listener = Listener(token_hash(token), _watcher(connection))
    seat = Seat(session.principal(), _position(hub), writer(connection, request.environ["SERVER_PROTOCOL"]))
    if not hub.enter(seat):
        return Response("", status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": TRY_AGAIN_SECONDS})
    answer = Response(speak(hub, seat, listener), mimetype="text/event-stream")
    answer.call_on_close(lambda: hub.leave(seat))
    answer.headers["X-Accel-Buffering"] = "no"  # a proxy in front passes each message on at once
    return answer


@doors.get(f"{STREAM}/since")
@needs(Permission.USE_APP)
def since() -> Response:
    """Answer with what happened since a position and where that leads, once."""
    database = session.present()
    position = _asked(request.args.get("after"))
    entries = number_and_read(database, position if position is not None else 0)
    with database.read() as reading:
        newest = live.last(reading)
    if position is None or position > newest or (entries and entries[0].sequence != position + 1):
        return jsonify({"position": newest, "reset": position is not None, "told": []})
    reached = entries[-1].sequence if entries else position
    return jsonify({"position": reached, "reset": False, "told": messages(session.principal(), entries)})


def hub_of(server: Flask) -> Hub:
    """Return the hub of the server's database in this process."""
    database = server.extensions[session.DATABASE]
    found: Hub | None = server.extensions.get(HUB)
    if found is None or found.database is not database:
        found = server.extensions[HUB] = Hub(database, server.extensions.get(STREAMS, USUAL_STREAMS))
    return found


def _position(hub: Hub) -> int:
    """Return where to begin: after what the browser heard last, else after what its page knows, else now."""
    asked = _asked(request.headers.get("Last-Event-ID") or request.args.get("after"))
    if asked is not None:
        return asked
    with hub.database.read() as reading:
        return live.last(reading)


def _asked(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST_POSITION else None


def _watcher(connection: Any) -> Any:
    """Return what tells whether the browser has gone or the server is about to stop."""

    def is_gone() -> bool:
        return serving.is_stopping() or (isinstance(connection, socket.socket) and _is_closed(connection))

    return is_gone


def writer(connection: Any, protocol: str) -> Write | None:
    """Return what writes to the browser at once, in the frames of gunicorn's answer; None where they are not known."""
    if type(connection) is not socket.socket or protocol not in FRAMES:
        return None

    def write(said: bytes) -> bool:
        frame = FRAMES[protocol](said)
        try:
            sent = connection.send(frame, socket.MSG_DONTWAIT)
            if sent < len(frame):  # half a message is none: the browser comes back and hears it whole
                connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return False  # the stream itself waits, or sees that nobody is there
        return True

    return write


def _is_closed(connection: socket.socket) -> bool:
    """Tell whether the other side has hung up: a browser sends nothing more while it listens."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
