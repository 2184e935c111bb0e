"""A seat: where the hub passes on to one stream what its person may know, already written out."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson

from domain.access import Principal
from workflow.live import Heard, hears, saw

Told = tuple[int, bytes]  # the number of an entry, and the message about it
Write = Callable[[bytes], bool]  # writes to the browser without waiting, and tells whether that was possible
MOST_WAITING = 500


class Seat:
    """The place of one stream; `principal` is who listens as last looked at, `position` up to where it has spoken.

    While the stream waits, the hub speaks in its place by `write`, which spares a thread's waking. Where that is not
    possible, what came waits for the stream.
    """

    def __init__(self, principal: Principal, position: int, write: Write | None = None) -> None:
        self.principal, self.position = principal, position
        self._write = write
        self._came: deque[Told | None] = deque(maxlen=MOST_WAITING)
        self._has_come = threading.Event()
        self._turn = threading.Lock()  # the stream's, from before its first word on, except while it waits
        self._turn.acquire()
        self._reached = position

    def pass_on(self, told: Sequence[Told], reached: int) -> None:
        """Say messages to the browser or to the stream, if there are any; nothing else came up to the number `reached`."""
        if told and not self._say(told):
            self._came.extend(told)
            self._has_come.set()
        self._reached = reached

    def look(self) -> None:
        """Wake the stream to look by itself: something may not have been passed on."""
        self._came.append(None)
        self._has_come.set()

    def wait(self, seconds: float) -> Sequence[Told] | None:
        """Return what came within `seconds` and was not said yet, None when the stream has to look by itself."""
        self._turn.release()
        self._has_come.wait(seconds)
        self._turn.acquire()
        self._has_come.clear()
        came = [self._came.popleft() for _ in range(len(self._came))]
        told = [each for each in came if each is not None]
        return told if len(told) == len(came) < MOST_WAITING else None

    def new(self, told: Sequence[Told]) -> bytes:
        """Return the messages that were not said yet, in one piece, as said."""
        fresh = [each for each in told if each[0] > self.position]
        self.position = fresh[-1][0] if fresh else self.position
        return b"".join(message for _, message in fresh)

    def catch_up(self) -> int:
        """Return the position, after what came since and this person may not know of."""
        reached = self._reached  # first: what is passed on meanwhile waits
        if not self._came:
            self.position = max(self.position, reached)
        return self.position

    def _say(self, told: Sequence[Told]) -> bool:
        if self._write is None or not self._turn.acquire(blocking=False):
            return False
        try:
            if self._came:
                return False
            before = self.position
            new = self.new(told)
            said = not new or self._write(new)
            self.position = self.position if said else before
            return said
        finally:
            self._turn.release()


def messages(principal: Principal, entries: Iterable[Heard]) -> list[dict[str, Any]]:
    """Return what a person may know of entries."""
    found = []
    for entry in entries:
        if hears(principal, entry):
            found.append({"seq": entry.sequence, **entry.payload})
        elif saw(principal, entry):
            found.append({"seq": entry.sequence, "gone": True, **_named(entry)})
    return found


def told(principal: Principal, entries: Iterable[Heard]) -> list[Told]:
    """Return the same as messages of a stream."""
    return [
        (each["seq"], b"id: %d\ndata: %s\n\n" % (each["seq"], orjson.dumps(each)))
        for each in messages(principal, entries)
    ]


def _named(entry: Heard) -> dict[str, object]:
    return {name: entry.payload[name] for name in ("about", "opportunity") if name in entry.payload}
