"""Posting to a webhook: only to public addresses, connected to the very address that was looked at, following nothing."""

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.errors import SalesError, sentence
from domain.webhook import HTTPS_PORT, Address, is_public

PATIENCE_SECONDS = 10.0
READS_BYTES = 2048  # of the answer; nothing is done with it

Lookup = Callable[[str, int], list[str]]


class NotPublic(SalesError):
    """The name leads into a private network; calling it would open that network to whoever names things."""

    template = sentence("“{host}” leads to an address that is not public.")


@dataclass(frozen=True, slots=True)
class Post:
    """What is sent."""

    address: Address
    body: bytes
    headers: Mapping[str, str]


def post_to(post: Post) -> int:
    """Send and return the status of the answer; raise NotPublic or OSError. A redirection is an answer like others."""
    return send(post, look_up(post.address, resolve), ssl.create_default_context())


def look_up(address: Address, names: Lookup) -> str:
    """Return the IP address to connect to; raise NotPublic when any that the name leads to is not public."""
    found = names(address.host, address.port)
    if not found or not all(is_public(each) for each in found):
        raise NotPublic(host=address.host)
    return found[0]


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host; raise OSError when it has none."""
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def send(post: Post, pinned: str, context: ssl.SSLContext) -> int:
    """Send to a pinned IP address; the certificate is held against the name."""
    connection = _Pinned(post.address, pinned, context)
    try:
        connection.request("POST", post.address.path, body=post.body, headers=dict(post.headers))
        answer = connection.getresponse()
        answer.read(READS_BYTES)
    except http.client.HTTPException as error:
        raise OSError(f"no answer that can be read: {type(error).__name__}") from error
    else:
        return answer.status
    finally:
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to an IP address that speaks to a host, encrypted."""

    default_port = HTTPS_PORT

    def __init__(self, address: Address, pinned: str, context: ssl.SSLContext) -> None:
        super().__init__(address.host, address.port, timeout=PATIENCE_SECONDS)
        self._place, self._tls = (pinned, address.port), context

    def connect(self) -> None:
        """Connect to the pinned address, whatever the name leads to by now."""
        plain = socket.create_connection(self._place, PATIENCE_SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
