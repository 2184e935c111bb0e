"""Live notices: 200 browsers listen while cards are moved, on a server of its own with two processes.

    python -m benchmarks.notices FOLDER [--streams 200] [--events 60] [--postgresql URL]

Fills a demo company in FOLDER (kept for the next run), serves it without a worker, opens the streams and moves cards.
Prints from commit to delivery the median, 95th percentile and longest of all deliveries in milliseconds, what was
missed or doubled, a search callback's median without and with the streams, and memory for each open stream.
"""

import argparse
import http.client
import json
import os
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from benchmarks.board import administrator, filled
from components import palette
from data.queries import people
from data.schema.opportunity import Opportunity
from data.session import Database, Session
from domain import clock
from domain.outcome import Outcome
from workflow import live
from workflow.opportunities import Edit, Target, edit
from workflow.sign_in import sign_in_as_demo

ROOT: Final = Path(__file__).resolve().parent.parent
SIZE: Final = 2000
PAUSE: Final = 0.25  # seconds between two moves
SEARCHES: Final = 60
PATIENCE: Final = 60.0  # seconds
AMONG_ALL: Final = 19  # the 95th percentile is the last of 19 cuts


@dataclass
class Streams:
    """Open streams, read by one thread; keeps when each event came to each of them."""

    port: int
    tokens: list[str]
    came: list[tuple[int, float]] = field(default_factory=list)
    _sockets: list[socket.socket] = field(default_factory=list)
    _closing: bool = False

    def open(self, count: int) -> None:
        """Open so many, and wait until each says hello."""
        for number in range(count):
            one = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
            cookie = f"sid={self.tokens[number % len(self.tokens)]}"
            one.sendall(f"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
            self._sockets.append(one)
        for one in self._sockets:
            said = b""
            while b"event: hello" not in said:
                part = one.recv(4096)
                if not part or b" 503 " in said:
                    raise SystemExit(f"a stream was refused: {said[:60]!r}")
                said += part
        threading.Thread(target=self._read, daemon=True).start()

    def close(self) -> None:
        """Hang up."""
        self._closing = True
        for one in self._sockets:
            one.close()

    def _read(self) -> None:
        looking = selectors.DefaultSelector()
        for number, one in enumerate(self._sockets):
            one.setblocking(False)
            looking.register(one, selectors.EVENT_READ, number)
        rest = [b""] * len(self._sockets)
        while not self._closing:
            for key, _ in looking.select(timeout=0.2):
                now = time.time()
                rest[key.data] += key.fileobj.recv(65536)  # type: ignore[union-attr]  # sockets were registered
                *whole, rest[key.data] = rest[key.data].split(b"\n")
                self.came += [(json.loads(line[6:])["seq"], now) for line in whole if line.startswith(b'data: {"seq"')]


def main() -> None:
    """Measure once and print."""
    asked = _arguments()
    database = filled(asked.folder, SIZE, asked.postgresql)
    with _server(asked.folder, database) as (port, pid):
        tokens = _tokens(database)
        times, before = _searches(port, tokens[0]), _memory(pid)
        streams = Streams(port, tokens)
        streams.open(asked.streams)
        committed = _move(database, asked.events)
        _wait(streams, len(committed) * asked.streams)
        mover = threading.Thread(target=_move, args=(database, asked.events), daemon=True)
        mover.start()
        beside, after = statistics.median(_searches(port, tokens[0])), _memory(pid)
        mover.join()
        streams.close()
        # Before and after: what else the machine does changes meanwhile.
        alone = statistics.median(times + _searches(port, tokens[0]))
    _print(database.dialect, asked.streams, streams.came, committed)
    print(
        f"search callback: {alone:.1f} ms alone, {beside:.1f} ms beside the streams and moves ({beside / alone:.2f}×)"
    )
    print(f"memory: {(after - before) / 1024 / asked.streams:.0f} KB for each stream")


def _print(engine: str, streams: int, came: list[tuple[int, float]], committed: dict[int, float]) -> None:
    late = sorted((at - committed[seq]) * 1000 for seq, at in came if seq in committed)
    counts = Counter(seq for seq, _ in came if seq in committed)
    missed = sum(max(streams - counts[seq], 0) for seq in committed)
    doubled = sum(max(counts[seq] - streams, 0) for seq in committed)
    p95 = statistics.quantiles(late, n=AMONG_ALL + 1)[-1]
    print(
        f"{engine}: {len(committed)} moves × {streams} streams: median {statistics.median(late):.0f} ms, p95 {p95:.0f} ms, "
        f"longest {late[-1]:.0f} ms; {missed} missed, {doubled} doubled"
    )


def _move(database: Database, count: int) -> dict[int, float]:
    """Change expected dates one after another; return when each was committed, by its number in the order."""
    with database.read() as session:
        person = administrator(session)
        ids = session.scalars(
            select(Opportunity.id).where(Opportunity.outcome == Outcome.OPEN).order_by(Opportunity.id).limit(count)
        ).all()
        start = live.last(session)
    instants: list[float] = []
    for id_ in ids:

        def work(session: Session, id_: int = id_) -> None:
            row = session.get_one(Opportunity, id_)
            wanted = {"title": Edit(row.title, f"{row.title[:40]} {time.time_ns() % 1000}")}
            edit(session, person, Target(id_, row.version), wanted, today=clock.today(), now=clock.now())

        database.run(work)
        instants.append(time.time())
        time.sleep(PAUSE)
    return {start + place: at for place, at in enumerate(instants, start=1)}


def _wait(streams: Streams, wanted: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(streams.came) < wanted and time.monotonic() < deadline:
        time.sleep(0.1)


def _searches(port: int, token: str) -> list[float]:
    """Return how long search callbacks took, in milliseconds."""
    said = {"id": palette.RESULTS, "property": "children"}
    body: dict[str, Any] = {
        "output": f"{palette.RESULTS}.children",
        "outputs": said,
        "inputs": [{"id": palette.TEXT, "property": "value", "value": "pump"}],
        "changedPropIds": [f"{palette.TEXT}.value"],
    }
    headers = {"Cookie": f"sid={token}", "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    times = []
    for _ in range(SEARCHES):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        began = time.perf_counter()
        connection.request("POST", "/_dash-update-component", json.dumps(body), headers)
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != http.HTTPStatus.OK:
            raise SystemExit(f"the search was answered {answer.status}")
        connection.close()
    return times


def _tokens(database: Database) -> list[str]:
    """Sign in as everybody who sees the whole company; each hears every move."""
    with database.read() as session:
        everybody = [person.id for person in people.demo_people(session) if person.role == "administrator"]
    return [sign_in_as_demo(database, id_, "127.0.0.1", clock.now()) for id_ in everybody]


def _memory(pid: int) -> int:
    """Return what the server's processes hold in memory, in bytes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    page = os.sysconf("SC_PAGE_SIZE")
    return sum(int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1]) * page for one in children)


@contextmanager
def _server(folder: Path, database: Database) -> Iterator[tuple[int, int]]:
    """Serve the database; yield the port and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = database.engine.url.render_as_string(hide_password=False)
    environment = os.environ | {
        "DATABASE_URL": url, "CAUDAL_FOLDER": str(folder.absolute()), "DEMO": "0", "WORKER": "off", "HOST": "127.0.0.1",
        "PORT": str(port), "WEB_CONCURRENCY": "2", "WEB_STREAMS": "300",
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, start_new_session=True)
    try:
        for _ in range(2):  # both processes are warm
            _until_ready(port)
            time.sleep(3)
        yield port, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def _until_ready(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not become ready")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the event stream.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--events", type=int, default=60)
    parser.add_argument("--postgresql", metavar="URL", help="a server on which a database may be made")
    return parser.parse_args()


if __name__ == "__main__":
    main()
