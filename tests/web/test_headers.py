"""Headers: every answer says what browsers may load, run and keep."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Enter
from tests.web.tiny import Tiny
from web import headers, session

PERSONAL = [
    "/",
    "/secrets",
    "/opportunity/5",
    "/_dash-layout",
    "/_dash-dependencies",
    "/sign-in",
    "/nothing",
    "/healthz",
]


@pytest.fixture
def client(enter: Enter) -> FlaskClient:
    """Return a browser in which the administrator is signed in."""
    return enter("administrator")


def parsed(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (rule.split() for rule in policy.split("; "))}


@pytest.mark.parametrize("path", [*PERSONAL, "/assets/10-tokens.css", "/assets/nothing.css"])
def test_every_answer_has_the_security_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        for name, value in headers.FIXED.items():
            assert answer.headers[name] == value
        assert "Content-Security-Policy" in answer.headers
        assert "Strict-Transport-Security" not in answer.headers


def test_the_policy_lets_nothing_foreign_in(tiny: Tiny, client: FlaskClient) -> None:
    policy = parsed(client.get("/").headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == policy["frame-src"] == ["'none'"]
    assert policy["connect-src"] == policy["form-action"] == ["'self'"]
    everything = " ".join(source for sources in policy.values() for source in sources)
    assert "unsafe-eval" not in everything
    assert "http" not in everything
    assert "*" not in everything
    assert "'unsafe-inline'" not in policy["script-src"]


def test_the_inline_scripts_of_the_page_are_the_ones_with_a_hash(tiny: Tiny, client: FlaskClient) -> None:
    import base64
    import hashlib
    import re

    scripts = re.findall(r"<script(?P<attributes>[^>]*)>(.*?)</script>", client.get("/").text, re.DOTALL)
    inline = [text for attributes, text in scripts if "src=" not in attributes and "application/json" not in attributes]
    allowed = parsed(client.get("/").headers["Content-Security-Policy"])["script-src"]
    for text in inline:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed
    assert len(inline) >= 2


def test_the_sign_in_page_has_no_inline_script_at_all(tiny: Tiny) -> None:
    text = tiny.server.test_client().get("/sign-in").text
    assert "<script>" not in text
    assert "onclick" not in text


@pytest.mark.parametrize("path", PERSONAL)
def test_what_is_personal_is_never_kept(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_files_with_a_fingerprint_are_kept_for_good(client: FlaskClient) -> None:
    with client.get("/assets/10-tokens.css?m=1.5") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with client.get("/assets/10-tokens.css") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
    with client.get("/assets/nothing.css?m=1.5") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
    script = next(
        part.split('"')[0] for part in client.get("/").text.split('src="') if part.startswith("/_dash-component")
    )
    with client.get(script) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_pages_json_and_files_travel_compressed(client: FlaskClient, coding: str) -> None:
    for path in ("/", "/_dash-dependencies"):
        with client.get(path, headers={"Accept-Encoding": coding}) as answer:
            assert answer.headers["Content-Encoding"] == coding
    with client.get("/assets/30-shell.js", headers={"Accept-Encoding": "gzip, br"}) as answer:
        assert answer.headers["Content-Encoding"] == "br"


def test_with_tls_everything_is_bound_to_it(tiny: Tiny, client: FlaskClient) -> None:
    settings = replace(tiny.server.extensions[session.SETTINGS], https=True)
    session.bind(tiny.server, settings, tiny.server.extensions[session.DATABASE])
    answer = client.get("/sign-in")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["Content-Security-Policy"].endswith("; upgrade-insecure-requests")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-form=")
    assert "Secure; HttpOnly; Path=/; SameSite=Lax" in cookie
    assert "Domain" not in cookie
    assert client.get("/").status_code == 302  # a cookie that plain HTTP could have set is no session


def test_nothing_tells_the_versions(tiny: Tiny, client: FlaskClient) -> None:
    import sys

    text = client.get("/").text
    assert sys.version.split()[0] not in text.replace("7.1.0", "")
    assert '"python_version":""' in text
    assert '"dash_version":""' in text


def test_a_map_style_of_ones_own_opens_the_door_to_its_host_only() -> None:
    style = "https://reader:key@tiles.example:8443/style.json"
    rules, usual = parsed(headers.policy((), https=False, map_style=style)), parsed(headers.policy((), https=False))
    opened = {name for name in rules if rules[name] != usual[name]}
    assert opened == {"connect-src", "img-src"}
    assert rules["connect-src"] == ["'self'", "https://tiles.example:8443"]
