"""The worker: takes one due job after the other, says that it is alive, and writes down how each ended."""

import logging
import threading
from collections.abc import Callable
from functools import partial

from data.session import Database
from domain import clock
from workflow.jobs import JOBS
from workflow.taking_jobs import LEASE, Taken, finish, plan, renew, take

LOOKS_EVERY = 1.0  # seconds between looks whether something is due
PLANS_EVERY = 60.0  # seconds; somebody may have added a job
BEATS_EVERY = LEASE.total_seconds() / 4
log = logging.getLogger("caudal.worker")


class Worker:
    """Two threads: one does whatever is due, one only what is quickly done, so that it never waits for a forecast."""

    def __init__(self, database: Database, name: str) -> None:
        self.database = database
        self.name = name
        self._stop = threading.Event()
        self._held: dict[int, Taken] = {}

    def run(self) -> None:
        """Work until `stop` is called; what is being done then is done to its end."""
        threads = [
            threading.Thread(target=self._work, args=(heavy,), name=f"caudal-worker-{heavy}") for heavy in (True, False)
        ]
        self._safely(self._plan)
        for thread in threads:
            thread.start()
        beats = 0
        while not self._stop.wait(BEATS_EVERY):
            self._safely(self._beat)
            beats += 1
            if beats * BEATS_EVERY >= PLANS_EVERY:
                self._safely(self._plan)
                beats = 0
        for thread in threads:
            while thread.is_alive():
                thread.join(BEATS_EVERY)
                self._safely(self._beat)

    def stop(self) -> None:
        """Take nothing more."""
        self._stop.set()

    def once(self, *, heavy: bool) -> bool:
        """Do the job that has been due longest; False when nothing is due."""
        taken = self.database.run(lambda session: take(session, self.name, clock.now(), heavy=heavy))
        if taken is None:
            return False
        self._held[taken.id] = taken
        try:
            error = self._done(taken)
        finally:
            del self._held[taken.id]
        self.database.run(lambda session: finish(session, taken, clock.now(), error))
        return True

    def _work(self, heavy: bool) -> None:  # noqa: FBT001  threads pass positionally
        while not self._stop.is_set():
            if not self._safely(lambda: self.once(heavy=heavy)):
                self._stop.wait(LOOKS_EVERY)

    def _done(self, taken: Taken) -> str:
        """Do a job and return what went wrong, "" when nothing did."""
        started_at = clock.now()
        try:
            JOBS[taken.name].run(self.database, started_at, taken.key)
        except Exception as error:
            log.exception("the job %s failed", taken.name)
            return f"{type(error).__name__}: {error}"
        log.info("%s %s: %s", taken.name, taken.key, clock.now() - started_at)
        return ""

    def _plan(self) -> None:
        self.database.run(lambda session: plan(session, clock.now()))

    def _beat(self) -> None:
        for taken in list(self._held.values()):
            self.database.run(partial(renew, taken=taken, now=clock.now()))

    def _safely(self, act: Callable[[], object]) -> bool:
        """Do something with the database, and tell whether it gave something; when it is away, say so and go on."""
        try:
            return bool(act())
        except Exception:
            log.exception("the worker could not reach what it works on")
            return False
