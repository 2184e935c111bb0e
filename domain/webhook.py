"""Webhooks: which addresses may be called, what is said, and how the receiver knows who says it."""

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from domain.errors import SalesError, sentence

# What a webhook may be told of, by the names of the event log; a rule names its webhook itself.
SUBJECTS = ("opportunity", "quote", "sales_order", "invoice", "activity", "contact", "campaign")
LONGEST_URL = 500
HTTPS_PORT = 443
# Addresses that are public by themselves but carry another, perhaps a private one, inside.
CARRIERS = tuple(ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class HostNotAllowed(SalesError):
    """An address on a host that the installation does not call."""

    template = sentence(
        "“{host}” is not among the hosts that Caudal may call. Whoever runs it adds it to WEBHOOK_HOSTS."
    )


class BadWebhookAddress(SalesError):
    """Something that is no https address, or says more than where to go."""

    template = sentence("Write the address as https://host/path, without a password in it.")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a webhook goes."""

    host: str
    port: int
    path: str


def read_address(url: str, allowed: frozenset[str]) -> Address:
    """Return where an address leads; raise BadWebhookAddress, or HostNotAllowed for one that is not `allowed`.

    Hosts are allowed as "host" on the usual port, or as "host:port".
    """
    try:
        parts = urlsplit(url)
        port = parts.port or HTTPS_PORT
    except ValueError as error:
        raise BadWebhookAddress from error
    clean = url.isascii() and url.isprintable() and not set(url) & set(' \\"<>')
    if not clean or len(url) > LONGEST_URL or parts.scheme != "https" or "@" in parts.netloc or not parts.hostname:
        raise BadWebhookAddress
    named = parts.hostname if port == HTTPS_PORT else f"{parts.hostname}:{port}"
    if named not in allowed:
        raise HostNotAllowed(host=named)
    query = f"?{parts.query}" if parts.query else ""
    return Address(parts.hostname, port, f"{parts.path or '/'}{query}")


def is_public(text: str) -> bool:
    """Tell whether an IP address is one of the public internet: not of this machine, its network or a provider's."""
    found: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(found, IPv6Address):
        if any(found in network for network in CARRIERS):
            return False
        found = found.ipv4_mapped or found
    return found.is_global and not found.is_multicast


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return the HMAC-SHA256 of "timestamp.body" in hexadecimal: the receiver computes it too, and compares."""
    return hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()
