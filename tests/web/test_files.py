"""The doors of attached files: who may, what is stored, and how inert it is served."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from data.session import Database
from tests.web import tiny as tiny_app
from tests.web.tiny import SAME_ORIGIN, SETTINGS, Tiny
from tests.world import World
from web import session
from web.settings import Settings

PDF = b"%PDF-1.7 content"
PNG = b"\x89PNG\r\n\x1a\n content"


class Door:
    """A browser of a person, with the token of its session."""

    def __init__(self, browser: FlaskClient, tiny: Tiny, world: World) -> None:
        self.browser, self.world = browser, world
        with tiny.server.test_request_context(headers={"Cookie": f"sid={browser.get_cookie('sid').value}"}):  # type: ignore[union-attr]  # it is signed in
            session.load()
            self.token = session.csrf_token()

    def send(
        self, content: bytes = PDF, name: str = "offer.pdf", headers: dict[str, str] | None = None
    ) -> TestResponse:
        return self.browser.post(
            "/files", query_string={"opportunity": self.world.opportunities["press"], "name": name}, data=content,
            content_type="application/octet-stream", headers={**SAME_ORIGIN, "Sec-Fetch-Dest": "empty", "X-CSRFToken": self.token} | (headers or {}),
        )  # fmt: skip

    def act(self, document_id: int, verb: str) -> TestResponse:
        return self.browser.post(f"/files/{document_id}/{verb}", json={}, headers=SAME_ORIGIN)


@pytest.fixture
def folder(tiny: Tiny, sqlite_database: Database, tmp_path: Path) -> Path:
    settings: Settings = replace(SETTINGS, database_url=sqlite_database.url, folder=tmp_path, largest_file=2_000_000)
    session.bind(tiny.server, settings, sqlite_database)
    return tmp_path / "files"


@pytest.fixture
def open_door(tiny: Tiny, folder: Path, sqlite_database: Database, sqlite_world: World) -> "OpenDoor":
    return OpenDoor(tiny, sqlite_database, sqlite_world)


class OpenDoor:
    """Opens the door for a person."""

    def __init__(self, tiny: Tiny, database: Database, world: World) -> None:
        self._known = (tiny, database, world)

    def __call__(self, login: str) -> Door:
        tiny, database, world = self._known
        return Door(tiny_app.browser_of(tiny, database, world, login), tiny, world)


def stored(folder: Path) -> int:
    return len([path for path in folder.rglob("*") if path.is_file()])


def test_a_file_goes_up_and_comes_down_as_it_was_and_inert(open_door: OpenDoor) -> None:
    door = open_door("sales")
    sent = door.send(name="Anlage ü/\u202eoffer.pdf")
    assert (sent.status_code, sent.json) == (
        200,
        {"id": sent.get_json()["id"], "name": "offer.pdf", "said": "“offer.pdf” is attached."},
    )
    with door.browser.get(f"/files/{sent.get_json()['id']}") as answer:
        assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
        headers = answer.headers
        assert headers["Content-Disposition"] == "attachment; filename=offer.pdf"
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


def test_only_images_and_pdfs_are_shown(open_door: OpenDoor) -> None:
    door = open_door("sales")
    image, text = (door.send(PNG, "photo.png").get_json()["id"], door.send(b"<script>", "note.txt").get_json()["id"])
    with door.browser.get(f"/files/{image}/view") as answer:
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.mimetype == "image/png"
    assert door.browser.get(f"/files/{text}/view").status_code == 404
    pdf = door.send().get_json()["id"]
    with door.browser.get(f"/files/{pdf}/view") as answer:
        assert (answer.mimetype, "script-src" in answer.headers["Content-Security-Policy"]) == (
            "application/pdf",
            False,
        )


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<html>", "page.html", "of a kind that cannot be attached"),
        (b"MZ", "offer.pdf", "is not what its ending says"),
        (b"", "offer.pdf", "The file is empty"),
        (b"%PDF-" + b"x" * 2_000_000, "offer.pdf", "larger than 2 MB"),
        (PDF, "offer", "Give the file a name"),
    ],
)
def test_what_cannot_be_attached_is_refused_in_a_sentence_and_leaves_nothing(
    open_door: OpenDoor, folder: Path, content: bytes, name: str, said: str
) -> None:
    answer = open_door("sales").send(content, name)
    assert answer.status_code in {400, 413}
    assert said in answer.get_json()["error"]
    assert stored(folder) == 0


def test_a_repeated_sending_is_stored_once(open_door: OpenDoor, folder: Path) -> None:
    door = open_door("sales")
    first, second = door.send(), door.send()
    assert first.get_json()["id"] == second.get_json()["id"]
    assert stored(folder) == 1


@pytest.mark.parametrize(
    ("login", "status"), [("analyst", 403), ("colleague", 403), ("other_team", 404), ("foreign", 404)]
)
def test_nobody_attaches_or_deletes_beyond_their_reach(
    open_door: OpenDoor, folder: Path, login: str, status: int
) -> None:
    made = open_door("sales").send().get_json()["id"]
    other = open_door(login)
    assert other.send(PNG, "photo.png").status_code == status
    assert other.act(made, "delete").status_code == status
    with other.browser.get(f"/files/{made}") as answer:
        assert answer.status_code == (200 if status == 403 else 404)
    assert stored(folder) == 1


def test_a_file_without_the_token_of_the_session_is_turned_away(open_door: OpenDoor, folder: Path) -> None:
    door = open_door("sales")
    assert door.send(headers={"X-CSRFToken": "other"}).status_code == 403
    assert door.send(headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert stored(folder) == 0


def test_a_deleted_file_is_gone_until_it_is_brought_back(open_door: OpenDoor) -> None:
    door = open_door("sales")
    made = door.send().get_json()["id"]
    assert door.act(made, "delete").status_code == 200
    assert door.browser.get(f"/files/{made}").status_code == 404
    assert door.act(made, "restore").get_json() == {"id": made, "name": "offer.pdf"}
    with door.browser.get(f"/files/{made}") as answer:
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?name=a.pdf", "?opportunity=1&contact=1&name=a.pdf", "?opportunity=x&name=a.pdf"]
)
def test_what_no_page_sends_is_refused(open_door: OpenDoor, query: str) -> None:
    answer = open_door("sales").browser.post(f"/files{query}", json={}, headers=SAME_ORIGIN)
    assert answer.status_code == 400


def test_a_number_that_no_record_has_is_not_found(open_door: OpenDoor) -> None:
    assert open_door("sales").browser.get(f"/files/{10**30}").status_code == 404
