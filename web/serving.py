"""The production server: gunicorn, told once and in code how Caudal wants to be served."""

import errno
import logging
import os
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

from domain.errors import SalesError, sentence


class PortInUse(SalesError):
    """Something else listens where Caudal should."""

    template = sentence(
        "Port {port} on {host} is in use. Stop the other program, or choose another port: PORT={other} make run"
    )


class AddressNotOurs(SalesError):
    """The host or port cannot be listened on at all."""

    template = sentence(
        "Caudal cannot listen on {host}:{port}: {reason}. Set HOST and PORT to an address of this machine."
    )


class BadNumber(SalesError):
    """A setting of the environment is no number in its range."""

    template = sentence("{name} is “{value}”, but must be a whole number from {lowest} to {highest}.")


@dataclass(frozen=True)
class Listening:
    """Where the server listens and how much of it there is.

    Each process answers with `threads` threads at a time, and beside them keeps up to `streams` event streams open.
    """

    host: str = "127.0.0.1"
    port: int = 8050
    workers: int = 2
    threads: int = 8
    streams: int = 100

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Listening":
        """Read HOST, PORT, WEB_CONCURRENCY, WEB_THREADS and WEB_STREAMS; what is not set keeps its default."""
        return cls(
            host=environment.get("HOST") or cls.host,
            port=_number(environment, "PORT", cls.port, 1, 65535),
            workers=_number(environment, "WEB_CONCURRENCY", cls.workers, 1, 64),
            threads=_number(environment, "WEB_THREADS", cls.threads, 1, 256),
            streams=_number(environment, "WEB_STREAMS", cls.streams, 0, 1000),
        )

    @property
    def address(self) -> str:
        """The address to type into a browser."""
        return f"http://{self._bracketed}:{self.port}"

    @property
    def bind(self) -> str:
        """The address as gunicorn wants it."""
        return f"{self._bracketed}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def _number(environment: Mapping[str, str], name: str, default: int, lowest: int, highest: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal() or not lowest <= int(text) <= highest:
        raise BadNumber(name=name, value=text, lowest=lowest, highest=highest)
    return int(text)


def require_free_port(listening: Listening) -> None:
    """Raise a sentence when the port is taken, before anything slow is done."""
    host, port = listening.host, listening.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As gunicorn does: a connection of an earlier server, still closing, is no server.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(host=host, port=port, other=port + 1) from error
        raise AddressNotOurs(host=host, port=port, reason=error.strerror or str(error)) from error


class _Application(BaseApplication):
    def __init__(self, app_import: str, settings: dict[str, Any]) -> None:
        self._app_import = app_import
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return import_app(self._app_import)


def gunicorn_settings(listening: Listening, announce: Callable[[], None]) -> dict[str, Any]:
    """Return gunicorn's settings; the app is loaded by each worker, so that no connection crosses a fork."""
    return {
        "bind": listening.bind,
        "workers": listening.workers,
        "threads": listening.threads + listening.streams,
        "worker_class": "gthread",
        "timeout": 60,
        "graceful_timeout": 30,
        "keepalive": 75,  # longer than a proxy's, which then never meets a closed connection
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 - a heartbeat must not wait for a disk
        "control_socket_disable": True,  # nobody steers this server from outside
        "limit_request_line": 8190,  # a filter with many owners makes a long address
        "limit_request_fields": 60,
        "limit_request_field_size": 8190,
        "loglevel": "warning",
        "proc_name": "caudal",
        "when_ready": lambda _: announce(),
        "post_worker_init": _remember,
        "worker_exit": _leave,
    }


_workers: list[Any] = []  # the one of this process, when gunicorn serves
_before_end: list[Callable[[], object]] = []


def _remember(worker: Any) -> None:
    _workers[:] = [worker]


def before_end(act: Callable[[], object]) -> None:
    """Have something done when this process has served and ends."""
    _before_end.append(act)


def _leave(_arbiter: object, worker: Any) -> None:
    """End a worker that was asked to, after its last answer."""
    if worker.booted and not worker.alive:
        for act in _before_end:
            act()
        _end(0)


def _end(status: int) -> None:
    """End this process at once: to take down piece by piece what it has loaded costs a second of computing, for nothing."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def is_stopping() -> bool:
    """Tell whether this process has been asked to end, so that what never ends by itself does."""
    return any(not worker.alive for worker in _workers)


def serve(app_import: str, listening: Listening, announce: Callable[[], None] = lambda: None) -> None:
    """Serve `module:attribute` until a signal stops it; `announce` runs once, when connections are accepted."""
    require_free_port(listening)
    try:
        _Application(app_import, gunicorn_settings(listening, announce)).run()
    except SystemExit as ended:
        if isinstance(ended.code, int):
            _end(ended.code)
        raise
