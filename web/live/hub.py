"""The hub: one thread for each process numbers and reads the outbox, and passes it on to every stream of the process."""

import logging
import threading
import time
from collections import deque

from data.session import Database, Session
from data.waking import Waker
from domain.access import Principal
from web.live.seat import Seat, Told, told
from workflow import live
from workflow.live import Heard

REMEMBERED = 2000  # entries that a stream which comes back takes from memory; older ones it reads itself
AT_LEAST_EVERY = 1.0  # seconds; also where nothing wakes the hub
PAUSE = 1.0  # seconds after something went wrong
log = logging.getLogger("caudal.live")


class Hub:
    """Passes on what is new to the streams of this process; its thread runs while there are streams.

    It asks once for each person, not for each stream, what they may know, and wakes only who is to hear something.
    """

    def __init__(self, database: Database, most_streams: int) -> None:
        self.database = database
        self.most_streams = most_streams
        self._lock = threading.Lock()
        self._seats: set[Seat] = set()
        self._thread: threading.Thread | None = None
        self._position = 0
        self._recent: deque[Heard] = deque(maxlen=REMEMBERED)

    def enter(self, seat: Seat) -> bool:
        """Give a stream its place, and begin to listen with the first; False when all places are taken."""
        with self._lock:
            if len(self._seats) >= self.most_streams:
                return False
            self._seats.add(seat)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="caudal-live", daemon=True)
                self._thread.start()
            return True

    def leave(self, seat: Seat) -> None:
        """Take a stream's place back."""
        with self._lock:
            self._seats.discard(seat)

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
            self._begin()
            while self._is_wanted():
                self._turn(waker)
        finally:
            waker.close()

    def _is_wanted(self) -> bool:
        with self._lock:
            if not self._seats:
                self._thread = None
            return self._thread is threading.current_thread()

    def _begin(self) -> None:
        """Start from the newest entry; what came before it every stream reads by itself."""
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
                    seats = list(self._seats)
                for seat in seats:
                    seat.look()
                return

    def _turn(self, waker: Waker) -> None:
        try:
            waker.listen()  # before reading, so that what is written meanwhile ends the wait
            self._take(number_and_read(self.database, self._position))
            waker.wait(AT_LEAST_EVERY)
        except Exception:  # a thread that dies is silent, and with it every stream of the process
            log.exception("the event stream missed a turn")
            waker.close()
            time.sleep(PAUSE)

    def _take(self, found: list[Heard]) -> None:
        if not found:
            return
        with self._lock:
            self._recent.extend(found)
            self._position = reached = found[-1].sequence
            seats = list(self._seats)
        said: dict[Principal, list[Told]] = {}
        for seat in seats:
            person = seat.principal
            if person not in said:
                said[person] = told(person, found)
            seat.pass_on(said[person], reached)


def number_and_read(database: Database, position: int) -> list[Heard]:
    """Number what is new, whoever wrote it, and return what comes after a position."""
    with database.read() as session:
        if not live.is_anything_unnumbered(session):
            return live.after(session, position)

    def work(session: Session) -> list[Heard]:
        live.number(session)
        return live.after(session, position)

    return database.run(work)
