"""Webhooks: only allowed public hosts, by nothing but https, signed so that the receiver can tell."""

import hashlib
import hmac

import pytest

from domain.webhook import BadWebhookAddress, HostNotAllowed, is_public, read_address, signature

ALLOWED = frozenset({"hooks.example.com", "other.example.com:8443"})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://hooks.example.com", ("hooks.example.com", 443, "/")),
        ("https://HOOKS.example.com:443/a?b=1#c", ("hooks.example.com", 443, "/a?b=1")),
        ("https://other.example.com:8443/in", ("other.example.com", 8443, "/in")),
    ],
)
def test_an_allowed_address_leads_to_host_port_and_path(url: str, expected: tuple[str, int, str]) -> None:
    found = read_address(url, ALLOWED)
    assert (found.host, found.port, found.path) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/", "ftp://hooks.example.com/", "//hooks.example.com", "hooks.example.com", "",
        "https://user:pw@hooks.example.com/", "https://hooks.example.com@evil.example/", "https://hooks.example.com:x/",
        "https://hooks.example.com/a b", "https://hooks.example.com/\r\nHost: x", "https://hooks.example.com\\@evil",
        "https:///path", "https://hooks.example.com/" + "a" * 500, "https://hooks.exämple.com/",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    with pytest.raises(BadWebhookAddress):
        read_address(url, ALLOWED)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/", "https://hooks.example.com.evil.example/", "https://hooks.example.com./",
        "https://hooks.example.com:8443/", "https://other.example.com/", "https://127.0.0.1/", "https://[::1]/",
        "https://sub.hooks.example.com/", "https://2130706433/",
    ],
)  # fmt: skip
def test_other_hosts_and_ports_are_refused(url: str) -> None:
    with pytest.raises(HostNotAllowed):
        read_address(url, ALLOWED)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_of_private_networks_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_the_receiver_computes_the_same_signature_from_what_it_got() -> None:
    computed = hmac.new(b"key", b'1700000000.{"a":1}', hashlib.sha256).hexdigest()
    assert signature("key", 1_700_000_000, b'{"a":1}') == computed
    assert signature("key", 1_700_000_001, b'{"a":1}') != computed
