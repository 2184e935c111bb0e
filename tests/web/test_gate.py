"""The gate: nothing is open but the sign-in page, and nothing changes without our own page asking."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from components.account import PREFERENCES_PATH, SIGN_OUT_PATH
from data.session import Database
from tests.web.conftest import Enter
from tests.web.tiny import SAME_ORIGIN, Tiny
from web import bundle, public_files, session
from web.settings import ROOT

PAGES = ["/", "/secrets", "/opportunity/5", "/nothing-here", "/robots.txt", "/_mcp"]
SCRIPTED = [
    "/_dash-layout",
    "/_dash-dependencies",
    "/_reload-hash",
    "/_favicon.ico",
    "/_dash-component-suites/dash/html/x.js",
]


@pytest.fixture
def stranger(tiny: Tiny) -> FlaskClient:
    """Return a browser in which nobody is signed in."""
    return tiny.server.test_client()


@pytest.mark.parametrize("path", [page for page in PAGES if not page.startswith("/_")])
def test_pages_send_strangers_to_sign_in_and_back(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 302
    expected = "/sign-in" if path == "/" else f"/sign-in?next={path.replace('/', '%2F')}"
    assert answer.headers["Location"] == expected


def test_the_query_comes_back_too(stranger: FlaskClient) -> None:
    answer = stranger.get("/opportunity/5?company=1&q=a%20b")
    assert answer.headers["Location"] == "/sign-in?next=%2Fopportunity%2F5%3Fcompany%3D1%26q%3Da%2520b"


@pytest.mark.parametrize("path", SCRIPTED)
def test_scripts_of_strangers_get_a_401_they_can_read(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert answer.get_json() == {"error": "Your session has ended. Sign in again to go on."}


@pytest.mark.parametrize(
    "path", ["/_dash-update-component", "/", "/secrets", PREFERENCES_PATH, SIGN_OUT_PATH, "/nothing"]
)
@pytest.mark.parametrize("kind", ["json", "data"])
def test_strangers_change_nothing(stranger: FlaskClient, path: str, kind: str) -> None:
    body: dict[str, Any] = {kind: {"output": "out.children", "locale": "it"}}
    answer = stranger.post(path, headers=SAME_ORIGIN, **body)
    assert answer.status_code == 401


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_no_way_around(stranger: FlaskClient, method: str) -> None:
    assert getattr(stranger, method)("/_dash-layout").status_code == 401


def test_the_files_of_the_sign_in_page_are_open_and_no_others(stranger: FlaskClient) -> None:
    everything = {
        f"/assets/{path.relative_to(ROOT / 'assets').as_posix()}"
        for path in Path(ROOT / "assets").rglob("*")
        if path.is_file()
    }
    everything |= {bundle.SCRIPTS, bundle.STYLES}
    assert {
        path for path in public_files.open_files() if path.endswith((".css", ".woff2", ".svg", ".js"))
    } <= everything
    for path in sorted(everything):
        with stranger.get(path) as answer:
            assert answer.status_code == (200 if public_files.is_open(path) else 401), path


def test_traversal_finds_no_file(enter: Enter) -> None:
    client = enter("administrator")
    for path in (
        "../pyproject.toml",
        "..%2fpyproject.toml",
        "%2e%2e/pyproject.toml",
        "....//pyproject.toml",
        "vendor/../../app.py",
        "/etc/passwd",
    ):
        with client.get(f"/assets/{path}") as answer:
            assert answer.status_code in {404, 403}, path


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "' OR 1=1 --", "null", "0", "\x7f", "ü"])
def test_invented_session_cookies_open_nothing(stranger: FlaskClient, token: str) -> None:
    assert stranger.get("/secrets", headers={"Cookie": f"sid={token}"}).status_code == 302


def test_addresses_that_do_not_exist_have_the_status_that_says_so(enter: Enter) -> None:
    client = enter("administrator")
    assert client.get("/").status_code == 200
    assert client.get("/secrets").status_code == 200
    for path in ("/nothing-here", "/robots.txt", "/opportunity", "/secrets/x", "/_mcp", "/_alive_x"):
        assert client.get(path).status_code == 404, path


def test_a_record_that_is_not_there_has_the_status_that_says_so_and_its_page(enter: Enter) -> None:
    client = enter("administrator")
    for path in (
        "/opportunity/404",
        "/opportunity/none",
        "/opportunity/0",
        "/opportunity/1 or 1=1",
        "/opportunity/9" + "9" * 30,
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "text/html"), path
        assert "_dash-config" in answer.text
    assert client.get("/opportunity/5").status_code == 200


def test_pages_that_the_role_may_not_open_are_forbidden(enter: Enter) -> None:
    answer = enter("sales").get("/secrets")
    assert answer.status_code == 403
    assert "Your role does not allow this." in answer.text
    assert "secrets" not in answer.text


def test_methods_that_do_not_exist_are_said_so(enter: Enter) -> None:
    client = enter("sales")
    assert client.post("/_mcp", json={}, headers=SAME_ORIGIN).status_code == 405
    assert client.delete("/", json={}, headers=SAME_ORIGIN).status_code == 405
    assert "POST" in client.get(SIGN_OUT_PATH).headers.get("Allow", "POST")
    assert client.get(SIGN_OUT_PATH).status_code in {404, 405}


FOREIGN_HEADERS = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
    {"Origin": "localhost"},
    {"Origin": "http://evil.example@localhost.evil.example"},
    {"Referer": "http://localhost/"},
]


@pytest.mark.parametrize("headers", FOREIGN_HEADERS)
@pytest.mark.parametrize(
    "path", ["/_dash-update-component", PREFERENCES_PATH, SIGN_OUT_PATH, "/sign-in", "/sign-in/demo"]
)
def test_requests_from_other_sites_are_refused(tiny: Tiny, enter: Enter, path: str, headers: dict[str, str]) -> None:
    answer = enter("sales").post(path, json={"locale": "it"}, headers=headers)
    assert answer.status_code == 403
    assert tiny.calls == []


@pytest.mark.parametrize("headers", [SAME_ORIGIN, {"Origin": "http://localhost"}])
def test_requests_of_our_own_pages_pass(enter: Enter, headers: dict[str, str]) -> None:
    assert enter("sales").post("/_dash-update-component", json={}, headers=headers).status_code == 400


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/xml", "", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_bodies_that_a_foreign_form_could_send_are_refused(enter: Enter, kind: str) -> None:
    client = enter("sales")
    answer = client.post("/_dash-update-component", data=b"{}", content_type=kind, headers=SAME_ORIGIN)
    assert answer.status_code == 403
    assert client.get("/").status_code == 200


def test_a_form_needs_the_token_of_its_session(tiny: Tiny, enter: Enter) -> None:
    mine, other = enter("sales"), enter("colleague")
    with tiny.server.test_request_context("/", headers={"Cookie": f"sid={_sid(other)}"}):
        session.load()
        foreign = session.csrf_token()
    for token in (None, "", "x", foreign, foreign[:-1]):
        values = {"locale": "it"} | ({} if token is None else {"csrf_token": token})
        assert mine.post(PREFERENCES_PATH, data=values, headers=SAME_ORIGIN).status_code == 403
    assert (
        other.post(PREFERENCES_PATH, data={"locale": "it", "csrf_token": foreign}, headers=SAME_ORIGIN).status_code
        == 204
    )


@pytest.mark.parametrize("size", [20_000, 3_000_000])
def test_large_bodies_are_refused(tiny: Tiny, enter: Enter, size: int) -> None:
    form = {"login": "x" * size, "password": "y", "csrf_token": "z"}
    assert tiny.server.test_client().post("/sign-in", data=form, headers=SAME_ORIGIN).status_code == 413
    answer = enter("sales").post("/_dash-update-component", json={"output": "x" * size}, headers=SAME_ORIGIN)
    assert answer.status_code == (413 if size > 2_000_000 else 400)


def test_no_get_changes_the_database(tiny: Tiny, enter: Enter, sqlite_database: Database) -> None:
    client = enter("administrator")
    before = _checksum(sqlite_database)
    for rule in tiny.server.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            path = rule.rule.replace("<path:path>", "secrets").replace("<path:filename>", "10-tokens.css")
            with client.get(path):
                pass
    client.get("/sign-in?language=it&next=/secrets")
    assert _checksum(sqlite_database) == before


def test_a_broken_database_is_no_door(tiny: Tiny, enter: Enter, caplog: pytest.LogCaptureFixture) -> None:
    client = enter("sales")
    session.bind(tiny.server, session_settings(tiny), Database("sqlite:////nonexistent/caudal.db"))
    answer = client.get("/")
    assert answer.status_code == 500
    assert "nonexistent" not in answer.text
    assert "Traceback" not in answer.text
    assert "Something went wrong" in answer.text


def session_settings(tiny: Tiny) -> Any:
    return tiny.server.extensions[session.SETTINGS]


def _sid(client: FlaskClient) -> str:
    cookie = client.get_cookie("sid")
    assert cookie is not None
    return cookie.value


def _checksum(database: Database) -> int:
    from data.schema import Base

    with database.read() as unit:
        rows = {table.name: sorted(map(repr, unit.execute(table.select()))) for table in Base.metadata.sorted_tables}
    return hash(repr(rows))
