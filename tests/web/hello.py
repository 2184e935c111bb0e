"""The smallest WSGI application, for the server's own test."""

from collections.abc import Callable
from typing import Any


def app(_environment: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], Any]) -> list[bytes]:
    """Answer every request with one word."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]
