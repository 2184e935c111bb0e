"""A stream: what one browser hears, one message for each entry that its person may know of."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from data.queries.people import principal_of_session
from data.session import Database
from domain import clock
from domain.access import Principal
from web.live.hub import Hub
from workflow.live import Heard, hears, saw

RETRY_MS = 2000  # how soon a browser comes back after the connection broke
LOOKS_EVERY = 1.0  # seconds between looks whether the browser is still there
SPEAKS_EVERY = 15.0  # seconds; no proxy takes the stream for dead, and a session that ended ends it


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: the person's session by the hash of its token, and from where."""

    token_hash: str
    position: int
    is_gone: Callable[[], bool]


def messages(principal: Principal, entries: Iterable[Heard]) -> list[dict[str, Any]]:
    """Return what a person may know of entries."""
    found = []
    for entry in entries:
        if hears(principal, entry):
            found.append({"seq": entry.sequence, **entry.payload})
        elif saw(principal, entry):
            found.append({"seq": entry.sequence, "gone": True, **_named(entry)})
    return found


def speak(hub: Hub, principal: Principal, listener: Listener) -> Iterator[bytes]:
    """Yield the stream until the browser has gone or the session has ended; first what came since its position."""
    position, looked_at = listener.position, time.monotonic()
    yield b"retry: %d\nid: %d\nevent: hello\ndata: {}\n\n" % (RETRY_MS, position)
    entries = hub.after(position)
    while not listener.is_gone():
        if entries is None:
            return (yield b"event: reset\ndata: {}\n\n")
        if entries:
            position = entries[-1].sequence
            yield b"".join(_message(each) for each in messages(principal, entries))
        if time.monotonic() - looked_at >= SPEAKS_EVERY:
            looked_at = time.monotonic()
            fresh = still_there(hub.database, listener.token_hash)
            if fresh is None:
                return (yield b"event: end\ndata: {}\n\n")
            principal = fresh
            yield b": still here\nid: %d\n\n" % position
        entries = hub.after(position) if hub.wait(position, LOOKS_EVERY) else []
    return None


def still_there(database: Database, token_hash: str) -> Principal | None:
    """Return the person of a session as they are now, None when it has ended."""
    with database.read() as session:
        found = principal_of_session(session, token_hash, clock.now())
    return found.principal if found is not None else None


def _named(entry: Heard) -> dict[str, object]:
    return {name: entry.payload[name] for name in ("about", "opportunity") if name in entry.payload}


def _message(told: dict[str, Any]) -> bytes:
    return b"id: %d\ndata: %s\n\n" % (told["seq"], orjson.dumps(told))
