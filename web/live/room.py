"""Room: how many streams a process keeps open, so that they never take the threads that answer everything else."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from web.serving import Listening

STREAM = "/events"
STREAMS = "caudal.streams"  # where the server keeps how many it has room for
USUAL_STREAMS = Listening.streams

Answer = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def make_room(server: Flask, listening: Listening) -> None:
    """Let the server keep its streams open in threads of their own: all else has as many as without any stream."""
    server.extensions[STREAMS] = listening.streams
    server.wsgi_app = turnstile(server.wsgi_app, listening.threads)  # type: ignore[assignment, method-assign]  # how Flask is wrapped


def turnstile(application: Answer, at_once: int) -> Answer:
    """Return the application, asked by at most so many threads at once, streams apart."""
    places = threading.BoundedSemaphore(at_once)

    def enter(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == STREAM:
            return application(environ, start)
        with places:
            return application(environ, start)

    return enter
