"""A stream: what one browser hears, one message for each entry that its person may know of."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from data.queries.people import principal_of_session
from data.session import Database
from domain import clock
from domain.access import Principal
from web.live.hub import Hub
from web.live.seat import Seat, Told, told

RETRY_MS = 2000  # how soon a browser comes back after the connection broke
LOOKS_EVERY = 1.0  # seconds between looks whether the browser is still there
SPEAKS_EVERY = 15.0  # seconds; no proxy takes the stream for dead, and a session that ended ends it


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: the person's session by the hash of its token, and whether they still do."""

    token_hash: str
    is_gone: Callable[[], bool]


def speak(hub: Hub, seat: Seat, listener: Listener) -> Iterator[bytes]:
    """Yield the stream until the browser has gone or the session has ended; first what came since its position."""
    looked_at = time.monotonic()
    yield b"retry: %d\nid: %d\nevent: hello\ndata: {}\n\n" % (RETRY_MS, seat.position)
    came: Sequence[Told] | None = None
    while not listener.is_gone():
        if came is None:
            entries = hub.after(seat.position)
            if entries is None:
                return (yield b"event: reset\ndata: {}\n\n")
            came = told(seat.principal, entries)
        if new := seat.new(came):
            yield new
        if time.monotonic() - looked_at >= SPEAKS_EVERY:
            looked_at = time.monotonic()
            fresh = still_there(hub.database, listener.token_hash)
            if fresh is None:
                return (yield b"event: end\ndata: {}\n\n")
            seat.principal = fresh
            yield b": still here\nid: %d\n\n" % seat.catch_up()
        came = seat.wait(LOOKS_EVERY)
    return None


def still_there(database: Database, token_hash: str) -> Principal | None:
    """Return the person of a session as they are now, None when it has ended."""
    with database.read() as session:
        found = principal_of_session(session, token_hash, clock.now())
    return found.principal if found is not None else None
