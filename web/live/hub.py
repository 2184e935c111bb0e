"""The hub: one thread for each process numbers and reads the outbox; every stream of the process reads from it."""

import logging
import threading
import time
from collections import deque

from data.session import Database
from data.waking import Waker
from workflow import live
from workflow.live import Heard

REMEMBERED = 2000  # entries that streams take from memory; older ones they read themselves
AT_LEAST_EVERY = 1.0  # seconds; also where nothing wakes the hub
PAUSE = 1.0  # seconds after something went wrong
log = logging.getLogger("caudal.live")


class Hub:
    """Wakes the streams of this process when there is something new; its thread runs while there are streams."""

    def __init__(self, database: Database, most_streams: int) -> None:
        self.database = database
        self.most_streams = most_streams
        self._lock = threading.Condition()
        self._streams = 0
        self._thread: threading.Thread | None = None
        self._position = 0
        self._recent: deque[Heard] = deque(maxlen=REMEMBERED)

    def enter(self) -> bool:
        """Take a place for a stream, and begin to listen with the first; False when all places are taken."""
        with self._lock:
            if self._streams >= self.most_streams:
                return False
            self._streams += 1
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="caudal-live", daemon=True)
                self._thread.start()
            return True

    def leave(self) -> None:
        """Give a stream's place back."""
        with self._lock:
            self._streams -= 1

    def wait(self, position: int, seconds: float) -> bool:
        """Return as soon as there is something after a position, or after `seconds`; tell whether there is."""
        with self._lock:
            return self._lock.wait_for(lambda: self._position > position, timeout=seconds)

    def after(self, position: int) -> list[Heard] | None:
        """Return what comes after a position, from memory or else from the database.

        None when that is no longer known: too long ago, or the database is another one since.
        """
        with self._lock:
            recent = list(self._recent)
        if recent and recent[0].sequence <= position + 1:
            return [entry for entry in recent if entry.sequence > position]
        with self.database.read() as session:
            found = live.after(session, position)
            newest = found[-1].sequence if found else live.last(session)
        if position > newest or (found and found[0].sequence != position + 1):
            return None
        return found

    def _run(self) -> None:
        waker = Waker(self.database)
        try:
            waker.listen()
            self._begin()
            while self._is_wanted():
                self._turn(waker)
        finally:
            waker.close()

    def _is_wanted(self) -> bool:
        with self._lock:
            if self._streams <= 0:
                self._thread = None
            return self._thread is threading.current_thread()

    def _begin(self) -> None:
        """Start from the newest entry; streams that come back read what they missed themselves."""
        while self._is_wanted():
            try:
                with self.database.read() as session:
                    position = live.last(session)
            except Exception:
                log.exception("the event stream cannot read")
                time.sleep(PAUSE)
            else:
                with self._lock:
                    self._recent.clear()
                    self._position = position
                    self._lock.notify_all()
                return

    def _turn(self, waker: Waker) -> None:
        try:
            self._take(number_and_read(self.database, self._position))
        except Exception:  # a thread that dies is silent, and with it every stream of the process
            log.exception("the event stream missed a turn")
            time.sleep(PAUSE)
        waker.listen()
        waker.wait(AT_LEAST_EVERY)

    def _take(self, found: list[Heard]) -> None:
        if not found:
            return
        with self._lock:
            self._recent.extend(found)
            self._position = found[-1].sequence
            self._lock.notify_all()


def number_and_read(database: Database, position: int) -> list[Heard]:
    """Number what is new, whoever wrote it, and return what comes after a position."""
    with database.read() as session:
        is_new = live.is_anything_unnumbered(session)
    if is_new:
        database.run(live.number)
    with database.read() as session:
        return live.after(session, position)
