"""A seat: where the hub passes on to one stream what its person may know, already written out."""

import queue
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from domain.access import Principal
from workflow.live import Heard, hears, saw

Told = tuple[int, bytes]  # the number of an entry, and the message about it


class Seat:
    """The place of one stream; `principal` is who listens, as they were when last looked at."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        self._told: queue.SimpleQueue[Sequence[Told] | None] = queue.SimpleQueue()
        self._reached = 0

    def pass_on(self, told: Sequence[Told], reached: int) -> None:
        """Wake the stream with messages, unless there are none for it; nothing else came up to the number `reached`."""
        if told:
            self._told.put(told)
        self._reached = reached

    def look(self) -> None:
        """Wake the stream to look by itself: something may not have been passed on."""
        self._told.put(None)

    def wait(self, seconds: float) -> Sequence[Told] | None:
        """Return what comes within `seconds`, nothing after them, None when the stream has to look by itself."""
        try:
            return self._told.get(timeout=seconds)
        except queue.Empty:
            return ()

    def quiet_until(self, position: int) -> int:
        """Return up to where all has been said that the person may know, from a position on."""
        reached = self._reached  # first: what is passed on meanwhile is found in the queue
        return max(position, reached) if self._told.empty() else position


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
