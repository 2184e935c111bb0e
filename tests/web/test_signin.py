"""The sign-in page: how people come in, how sessions end, and what strangers can learn (nothing)."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from components.account import PREFERENCES_PATH, SIGN_OUT_PATH
from data.schema.people import User
from data.session import Database
from domain import clock
from domain.access import Role
from tests.web.conftest import Enter
from tests.web.tiny import SAME_ORIGIN, Tiny
from tests.world import PASSWORD, World
from web import session
from workflow.users import deactivate, set_password, set_role


@pytest.fixture
def browser(tiny: Tiny) -> FlaskClient:
    """Return a browser in which nobody is signed in."""
    return tiny.server.test_client()


def token_in(answer: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', answer.text)
    assert found is not None
    return found[1]


def sign_in(browser: FlaskClient, login: str = "sales", password: str = PASSWORD, target: str = "") -> TestResponse:
    token = token_in(browser.get("/sign-in"))
    form = {"login": login, "password": password, "next": target, "csrf_token": token}
    return browser.post("/sign-in", data=form, headers=SAME_ORIGIN)


def sid(browser: FlaskClient) -> str | None:
    cookie = browser.get_cookie("sid")
    return cookie.value if cookie else None


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/_dash-layout").status_code == 200


def csrf_of(tiny: Tiny, browser: FlaskClient) -> str:
    with tiny.server.test_request_context("/", headers={"Cookie": f"sid={sid(browser)}"}):
        session.load()
        return session.csrf_token()


def test_the_page_can_be_used_by_everybody(browser: FlaskClient) -> None:
    text = browser.get("/sign-in").text
    assert '<html lang="en"' in text
    assert text.count("<label>") == 2
    assert 'autocomplete="username"' in text
    assert 'autocomplete="current-password"' in text
    assert "Traceback" not in text


def test_signing_in_opens_the_page_that_was_asked_for(browser: FlaskClient) -> None:
    answer = sign_in(browser, target="/opportunity/5?tab=log")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/opportunity/5?tab=log"
    assert is_in(browser)
    assert browser.get("/sign-in?next=/secrets").headers["Location"] == "/secrets"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(browser: FlaskClient, target: str) -> None:
    assert sign_in(browser, target=target).headers["Location"] == "/"
    assert "evil" not in browser.get("/sign-in", query_string={"next": target}).headers.get("Location", "")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: FlaskClient) -> None:
    (cookie,) = (text for text in sign_in(browser).headers.getlist("Set-Cookie") if text.startswith("sid="))
    assert cookie.endswith("; HttpOnly; Path=/; SameSite=Lax")
    assert re.fullmatch(r"sid=[\w-]{43}", cookie.split(";")[0])


def test_unknown_wrong_and_inactive_look_the_same(browser: FlaskClient) -> None:
    answers = [
        sign_in(browser, login, password)
        for login, password in (("sales", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD), ("nobody", PASSWORD))
    ]
    texts = {re.sub(r'name="login" type="text" value="\w+"', "", answer.text) for answer in answers}
    assert {answer.status_code for answer in answers} == {401}
    assert len(texts) == 1
    assert "Login or password is wrong." in texts.pop()
    assert sid(browser) is None


def test_what_was_typed_comes_back_as_text(browser: FlaskClient) -> None:
    text = sign_in(browser, '"><script>alert(1)</script>').text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_too_many_attempts_are_told_how_long_to_wait(browser: FlaskClient) -> None:
    answers = [sign_in(browser, password="wrong") for _ in range(7)]
    answer = answers[-1]
    assert answer.status_code == 429
    assert "Too many sign-in attempts. Wait" in answer.text
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("form", [{}, {"login": "sales"}, {"password": PASSWORD}, {"login": "", "password": ""}])
def test_a_form_with_holes_is_a_wrong_password(browser: FlaskClient, form: dict[str, str]) -> None:
    token = token_in(browser.get("/sign-in"))
    answer = browser.post("/sign-in", data=form | {"csrf_token": token}, headers=SAME_ORIGIN)
    assert answer.status_code == 401


def test_the_form_works_only_in_the_browser_it_was_made_for(tiny: Tiny, browser: FlaskClient) -> None:
    stolen = token_in(browser.get("/sign-in"))
    other = tiny.server.test_client()
    form = {"login": "sales", "password": PASSWORD, "csrf_token": stolen}
    assert other.post("/sign-in", data=form, headers=SAME_ORIGIN).status_code == 403
    other.get("/sign-in")
    assert other.post("/sign-in", data=form, headers=SAME_ORIGIN).status_code == 403
    assert sid(other) is None


def test_a_session_cannot_be_planted(browser: FlaskClient) -> None:
    browser.set_cookie("sid", "planted-by-somebody-else-0000000000000000000")
    sign_in(browser)
    assert sid(browser) != "planted-by-somebody-else-0000000000000000000"


def test_signing_in_again_ends_the_session_before(tiny: Tiny, browser: FlaskClient) -> None:
    sign_in(browser)
    first = sid(browser)
    token = _form_token(tiny, browser)
    form = {"login": "colleague", "password": PASSWORD, "csrf_token": token}
    assert browser.post("/sign-in", data=form, headers=SAME_ORIGIN).status_code == 303
    assert sid(browser) != first
    replayed = tiny.server.test_client()
    replayed.set_cookie("sid", str(first))
    assert not is_in(replayed)
    assert is_in(browser)


def test_signing_out_ends_the_session_also_for_a_copy_of_the_cookie(tiny: Tiny, browser: FlaskClient) -> None:
    sign_in(browser)
    copy = tiny.server.test_client()
    copy.set_cookie("sid", str(sid(browser)))
    form = {"csrf_token": csrf_of(tiny, browser)}
    answer = browser.post(SIGN_OUT_PATH, data=form, headers=SAME_ORIGIN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert sid(browser) is None
    assert not is_in(copy)


ENDINGS: dict[str, Callable[[Database], None]] = {
    "a new password": lambda db: set_password(db, login="sales", password="a long new password", now=clock.now()),
    "another role": lambda db: set_role(db, login="sales", role=Role.ANALYST, now=clock.now()),
    "being deactivated": lambda db: deactivate(db, login="sales", now=clock.now()),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_next_request_after_it_is_a_strangers(enter: Enter, sqlite_database: Database, ending: str) -> None:
    mine, other = enter("sales"), enter("colleague")
    assert is_in(mine)
    ENDINGS[ending](sqlite_database)
    assert not is_in(mine)
    assert is_in(other)


def test_the_language_follows_the_browser_then_the_choice_then_the_person(
    browser: FlaskClient, sqlite_database: Database
) -> None:
    assert '<html lang="it"' in browser.get("/sign-in", headers={"Accept-Language": "it-CH, en;q=0.5"}).text
    assert '<html lang="en"' in browser.get("/sign-in", headers={"Accept-Language": "zz, *;q=0.1"}).text
    assert '<html lang="es"' in browser.get("/sign-in?language=es").text
    assert '<html lang="es"' in browser.get("/sign-in").text
    assert '<html lang="es"' in browser.get("/sign-in?language=xx").text
    sign_in(browser)
    assert '<html lang="en"' in browser.get("/").text


def test_preferences_are_kept_for_the_person(tiny: Tiny, enter: Enter, sqlite_database: Database) -> None:
    client = enter("sales")
    form = {"csrf_token": csrf_of(tiny, client)}
    for values in ({"locale": "it"}, {"theme": "dark"}):
        assert client.post(PREFERENCES_PATH, data=form | values, headers=SAME_ORIGIN).status_code == 204
    for values in ({"locale": "xx"}, {"theme": "pink"}, {}, {"locale": ""}):
        assert client.post(PREFERENCES_PATH, data=form | values, headers=SAME_ORIGIN).status_code == 400
    assert '<html lang="it" data-bs-theme="dark" data-theme="dark">' in client.get("/").text
    with sqlite_database.read() as unit:
        chosen = dict(unit.execute(select(User.login, User.locale)).all())
    assert {login for login, locale in chosen.items() if locale == "it"} == {"sales"}


# ── Demo people ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def demo(tiny: Tiny) -> FlaskClient:
    """Return a browser on a server in demo mode."""
    settings = replace(tiny.server.extensions[session.SETTINGS], demo=True)
    session.bind(tiny.server, settings, tiny.server.extensions[session.DATABASE])
    return tiny.server.test_client()


def enter_demo(browser: FlaskClient, user_id: object, **environment: str) -> TestResponse:
    token = token_in(browser.get("/sign-in"))
    return browser.post(
        "/sign-in/demo",
        data={"user": str(user_id), "csrf_token": token},
        headers=SAME_ORIGIN,
        environ_overrides=environment,
    )


def test_demo_people_come_in_with_one_click_on_this_machine(demo: FlaskClient, world_of_test: World) -> None:
    text = demo.get("/sign-in").text
    for name in ("Ada Root", "Elena Vertice", "Marco Guida", "Anna Liste", "Sara Vendi"):
        assert name in text
    assert "Sales manager" in text
    assert "Gino Partito" not in text
    assert enter_demo(demo, world_of_test.users["executive"]).status_code == 303
    assert is_in(demo)


@pytest.mark.parametrize(
    ("host", "address", "headers"),
    [("caudal.example", "127.0.0.1", {}), ("localhost", "192.0.2.1", {}), ("localhost.evil.example", "127.0.0.1", {}),
     ("127.0.0.1.evil.example", "127.0.0.1", {}), ("localhost", "127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}),
     ("localhost", "127.0.0.1", {"Forwarded": "for=192.0.2.1"}), ("localhost", "::ffff:192.0.2.1", {}), ("[2001:db8::1]", "::1", {})],
)  # fmt: skip
def test_nobody_from_elsewhere_is_offered_them(
    demo: FlaskClient, world_of_test: World, host: str, address: str, headers: dict[str, str]
) -> None:
    environment = {"HTTP_HOST": host, "REMOTE_ADDR": address}
    answer = demo.get("/sign-in", headers=headers, environ_overrides=environment)
    assert "Ada Root" not in answer.text
    form = {"user": str(world_of_test.users["administrator"]), "csrf_token": token_in(answer)}
    refused = demo.post("/sign-in/demo", data=form, headers=SAME_ORIGIN | headers, environ_overrides=environment)
    assert refused.status_code == 403
    assert sid(demo) is None


@pytest.mark.parametrize("host", ["localhost:8050", "127.0.0.1:8050", "[::1]:8050", "127.8.9.1"])
def test_every_name_of_this_machine_will_do(demo: FlaskClient, host: str) -> None:
    assert "Ada Root" in demo.get("/sign-in", environ_overrides={"HTTP_HOST": host}).text


def test_without_demo_mode_there_are_none(browser: FlaskClient, world_of_test: World) -> None:
    assert "Ada Root" not in browser.get("/sign-in").text
    assert enter_demo(browser, world_of_test.users["administrator"]).status_code == 403


@pytest.mark.parametrize("user", ["", "0", "-1", "x", "1 or 1=1", "9" * 30, "１"])
def test_only_the_offered_people_can_be_chosen(demo: FlaskClient, user: str) -> None:
    assert enter_demo(demo, user).status_code in {400, 404}
    assert sid(demo) is None


@pytest.fixture
def world_of_test(sqlite_world: World) -> World:
    """Return the ids of the small known company."""
    return sqlite_world


def _form_token(tiny: Tiny, browser: FlaskClient) -> str:
    """Return what the sign-in form would carry in a tab that was opened before signing in."""
    from web import forgery

    cookie = browser.get_cookie("form")
    assert cookie is not None
    with tiny.server.test_request_context("/sign-in", headers={"Cookie": f"form={cookie.value}"}):
        return forgery.anonymous_token()
