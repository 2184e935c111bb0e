"""The app as people meet it: its own process, its own database with a small demo company, the production server."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OPPORTUNITIES = (
    2000  # enough cards in every column and several pages in the closed ones, few enough to be made in seconds
)
SETTINGS = {"SECRET_KEY", "HTTPS", "PROXY_COUNT", "WEB_THREADS", "WEB_STREAMS"}  # of the developer's own Caudal
LONGEST_WORDS = 30_000  # characters of the server's log in the report of one failure: some five tracebacks
READY_WITHIN = 90.0  # seconds; a busy machine with two cores imports slowly


@dataclass
class LiveServer:
    """A running Caudal."""

    folder: Path
    port: int
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        """Where its data are; a test may look, and open it with data.session.Database."""
        return f"sqlite:///{self.folder / 'caudal.db'}"

    @property
    def log(self) -> str:
        """What the server has said so far."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def said_since(self, length: int) -> str:
        """Return the end of what it has said since its log was so many characters long: errors with their tracebacks."""
        return self.log[length:][-LONGEST_WORDS:]

    def start(self) -> None:
        """Fill the demo company, serve it, and wait until it answers."""
        self._manage("demo", "--opportunities", str(OPPORTUNITIES))
        with (self.folder / "server.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "app.py"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """End the server and every process that it started."""
        if self._process is None:
            return
        for signum in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, signum)
                self._process.wait(timeout=10)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue

    def exit_code(self) -> int | None:
        """Return how the server ended, which no test asks for: minus the signal when it was killed, None while it runs."""
        return self._process.poll() if self._process is not None else None

    @property
    def environment(self) -> dict[str, str]:
        """The settings of the process: nothing of the developer's own Caudal is touched."""
        given = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        return given | {
            "DATABASE_URL": self.database_url,
            "CAUDAL_FOLDER": str(self.folder),
            "DEMO": "1",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "2",
            "WORKER": "off",
        }

    def _manage(self, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode != 0:
            raise AssertionError(f"manage.py {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + READY_WITHIN
        while self._process.poll() is None and time.monotonic() < deadline:
            if self._answers():
                return
            time.sleep(0.1)
        self.stop()
        raise AssertionError(f"The server did not become ready:\n{self.log}")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=READY_WITHIN)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def free_port() -> int:
    """Return a port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
