"""Serving: where to listen, and what is said when that is not possible."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.live import free_port
from web.serving import AddressNotOurs, BadNumber, Listening, PortInUse, require_free_port

PROGRAM = """
import sys
from web.serving import Listening, before_end, serve
before_end(lambda: print("closed"))
serve(sys.argv[2], Listening(port=int(sys.argv[1]), workers=1, threads=2), lambda: print("open", flush=True))
"""


def test_the_defaults_are_loopback_and_8050() -> None:
    assert Listening.from_environment({}) == Listening("127.0.0.1", 8050, 2, 8)
    assert Listening.from_environment({}).address == "http://127.0.0.1:8050"


def test_the_environment_chooses_host_port_and_workers() -> None:
    chosen = Listening.from_environment({"HOST": "::1", "PORT": "9000", "WEB_CONCURRENCY": "4", "WEB_THREADS": "16"})
    assert (chosen.bind, chosen.workers, chosen.threads) == ("[::1]:9000", 4, 16)


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_no_port_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadNumber, match=r"PORT is “.*”, but must be a whole number from 1 to 65535\."):
        Listening.from_environment({"PORT": text})


@pytest.mark.parametrize(
    ("host", "loopback"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)]
)
def test_only_loopback_addresses_count_as_such(host: str, loopback: bool) -> None:  # noqa: FBT001 - the expectation
    assert Listening(host=host).is_loopback is loopback


def test_a_port_in_use_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortInUse, match=f"Port {port} on 127.0.0.1 is in use.*PORT={port + 1} make run"):
            require_free_port(Listening(port=port))


def test_an_address_of_another_machine_is_one_clear_sentence() -> None:
    with pytest.raises(AddressNotOurs, match="Set HOST and PORT to an address of this machine"):
        require_free_port(Listening(host="203.0.113.1", port=8050))


def test_the_server_answers_announces_itself_once_puts_things_away_and_leaves_no_socket_behind(tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port), "tests.web.hello:app"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "open\n"
        assert _answer(port).endswith("hello")
        assert list(tmp_path.iterdir()) == []
        server.send_signal(signal.SIGTERM)
        assert server.stdout.read() == "closed\n"
    assert server.returncode == 0


def test_a_server_that_cannot_load_its_application_says_so_and_does_not_end_well() -> None:
    command = [sys.executable, "-c", PROGRAM, str(free_port()), "tests.web.hello:missing"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode > 0
    assert "missing" in ended.stderr


def _answer(port: int) -> str:
    deadline = time.monotonic() + 20
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return b"".join(iter(lambda: connection.recv(4096), b"")).decode()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
