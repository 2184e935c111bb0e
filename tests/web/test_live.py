"""The event stream: what happens reaches the browsers of those who see it, once, also after a break."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from data.schema.notice import Outbox
from data.schema.people import UserSession
from data.session import Database
from domain.access import Principal
from tests.selling import Seller
from tests.web.tiny import Tiny
from tests.world import World
from web.live import hub as hubs
from web.live import seat as seats
from web.live import stream as streaming
from web.live.doors import HUB, hub_of, writer
from web.live.hub import Hub
from web.live.room import STREAMS, turnstile
from workflow.live import Heard

Enter = Callable[[str], FlaskClient]


@pytest.fixture
def edit(sqlite_database: Database, sqlite_world: World) -> Callable[[str], int]:
    """Return a function that renames an opportunity of the sales person and returns its id."""
    seller = Seller(sqlite_database, sqlite_world)

    def rename(title: str) -> int:
        seller.edit("press", title=title)
        return seller.id("press")

    return rename


def heard(answer: Any, enough: Callable[[list[dict[str, Any]]], bool] = bool) -> list[dict[str, Any]]:
    """Read a stream until enough was said, and close it."""
    found: list[dict[str, Any]] = []
    chunks: Iterator[bytes] = answer.response
    for chunk in chunks:
        for block in chunk.decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
            if "data" in fields and "event" not in fields:
                found.append(orjson.loads(fields["data"]) | {"id": int(fields["id"])})
            elif fields.get("event") in {"reset", "end"}:
                found.append({"event": fields["event"]})
        if enough(found):
            break
    answer.close()
    return found


def test_a_browser_hears_what_was_changed_and_after_a_break_what_it_missed(
    enter: Enter, edit: Callable[[str], int]
) -> None:
    browser = enter("sales")
    opportunity = edit("first")
    (first,) = heard(browser.get("/events?after=0"))
    assert (first["about"], first["opportunity"], first["seq"], first["id"]) == ("opportunity", opportunity, 1, 1)
    edit("second")
    edit("third")
    again = heard(browser.get("/events", headers={"Last-Event-ID": "1"}), lambda found: len(found) == 2)
    assert [each["seq"] for each in again] == [2, 3]


def test_while_it_listens_it_hears_within_a_second(enter: Enter, edit: Callable[[str], int]) -> None:
    answer = enter("sales").get("/events")
    next(iter(answer.response))
    began = time.monotonic()
    edit("now")
    assert len(heard(answer)) == 1
    assert time.monotonic() - began < 1


def test_who_does_not_see_a_record_hears_nothing_of_it(enter: Enter, edit: Callable[[str], int]) -> None:
    edit("first")
    told = enter("foreign").get("/events/since?after=0").get_json()
    assert (told["told"], told["position"], told["reset"]) == ([], 1, False)


def test_who_asks_instead_of_listening_is_told_the_same(enter: Enter, edit: Callable[[str], int]) -> None:
    edit("first")
    browser = enter("sales")
    assert [each["seq"] for each in browser.get("/events/since?after=0").get_json()["told"]] == [1]
    assert browser.get("/events/since").get_json() == {"position": 1, "reset": False, "told": []}
    assert browser.get("/events/since?after=77").get_json() == {"position": 1, "reset": True, "told": []}


def test_a_position_that_nobody_knows_any_more_begins_anew(enter: Enter, edit: Callable[[str], int]) -> None:
    edit("first")
    browser = enter("sales")
    browser.get("/events/since?after=0")
    assert heard(browser.get("/events?after=77")) == [{"event": "reset"}]


def test_when_all_places_are_taken_the_next_is_told_to_ask(tiny: Tiny, enter: Enter) -> None:
    tiny.server.extensions[STREAMS] = 1
    tiny.server.extensions.pop(HUB, None)
    browser = enter("sales")
    first = browser.get("/events")
    assert browser.get("/events").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    first.close()
    last = browser.get("/events")
    assert last.status_code == HTTPStatus.OK
    last.close()
    del tiny.server.extensions[STREAMS]


def test_the_stream_ends_with_the_session(
    enter: Enter, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "SPEAKS_EVERY", 0.0)
    monkeypatch.setattr(streaming, "LOOKS_EVERY", 0.05)
    answer = enter("sales").get("/events")
    with sqlite_database.write() as session:
        for live in session.scalars(select(UserSession)):
            session.delete(live)
    assert heard(answer) == [{"event": "end"}]


def test_listening_keeps_no_session_alive(enter: Enter, sqlite_database: Database) -> None:
    browser = enter("sales")
    with sqlite_database.write() as session:
        before = session.scalars(select(UserSession)).one()
        before.seen_at = before.seen_at.replace(microsecond=0) - timedelta(minutes=30)
        seen_at = before.seen_at
    browser.get("/events/since")
    browser.get("/events").close()
    browser.get("/", headers={"X-Idle": "1"})
    with sqlite_database.read() as session:
        assert session.scalar(select(func.max(UserSession.seen_at))) == seen_at


def test_the_thread_ends_with_the_last_stream(tiny: Tiny, enter: Enter) -> None:
    answer = enter("sales").get("/events")
    next(iter(answer.response))
    hub: Hub = hub_of(tiny.server)
    thread = hub._thread
    assert thread is not None
    answer.close()
    thread.join(timeout=3)
    assert not thread.is_alive()


def test_what_is_passed_on_wakes_only_who_may_know_it_and_is_written_out_once_for_each_person(
    tiny: Tiny, enter: Enter, edit: Callable[[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def told(person: Principal, found: list[Heard]) -> list[seats.Told]:
        asked.append(person.login)
        return seats.told(person, found)

    monkeypatch.setattr(hubs, "told", told)
    answers = [enter(login).get("/events") for login in ("sales", "sales", "foreign")]
    for answer in answers:
        next(iter(answer.response))
    edit("now")
    assert [len(heard(answer)) for answer in answers[:2]] == [1, 1]
    hub: Hub = hub_of(tiny.server)
    assert {seat.principal.login for seat in hub._seats} == {"foreign"}
    (quiet,) = hub._seats
    deadline = time.monotonic() + 5
    while quiet.catch_up() != 1 and time.monotonic() < deadline:
        assert not quiet.wait(0.05), "a look at most, which every stream may begin with"
    assert quiet.catch_up() == 1
    assert sorted(asked) == ["foreign", "sales"]
    answers[2].close()


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Return both ends of a connection."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    with ours, theirs:
        yield ours, theirs


def until_it_waits(seat: seats.Seat) -> None:
    deadline = time.monotonic() + 5
    while seat._turn.locked() and time.monotonic() < deadline:
        time.sleep(0.01)


def test_while_a_stream_waits_the_hub_speaks_in_its_place_once_and_in_order(
    sqlite_world: World, line: tuple[socket.socket, socket.socket]
) -> None:
    seat = seats.Seat(sqlite_world.principal("sales"), 3, writer(line[0], "HTTP/1.1"))
    seat.pass_on([(3, b"old"), (4, b"four")], 4)
    assert seat.new(seat.wait(0.0) or ()) == b"four", "until its first words are out, the stream speaks itself"
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(seat.wait, 5.0)
        until_it_waits(seat)
        seat.pass_on([(4, b"four")], 4)
        seat.pass_on([(4, b"four"), (5, b"five"), (6, b"!")], 6)
        assert line[1].recv(100) == b"5\r\nfive!\r\n"
        seat.look()
        assert (waiting.result(), seat.position) == (None, 6)
        seat.pass_on([(7, b"seven")], 7)
        assert (seat.catch_up(), seat.new(seat.wait(0.0) or ()), seat.catch_up()) == (6, b"seven", 7)
    line[1].setblocking(False)
    with pytest.raises(BlockingIOError):
        line[1].recv(100)


def test_a_browser_that_does_not_keep_up_waits_for_its_stream_and_hears_no_half_of_a_message(
    sqlite_world: World, line: tuple[socket.socket, socket.socket]
) -> None:
    seat = seats.Seat(sqlite_world.principal("sales"), 0, writer(line[0], "HTTP/1.0"))
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(seat.wait, 5.0)
        until_it_waits(seat)
        with suppress(BlockingIOError):
            while line[0].send(b"." * 100_000, socket.MSG_DONTWAIT):
                pass
        seat.pass_on([(1, b"one")], 1)
        assert (waiting.result(), seat.position) == ([(1, b"one")], 0)
    line[1].setblocking(False)
    with suppress(BlockingIOError):
        while line[1].recv(1 << 20):
            pass
    assert writer(line[0], "HTTP/1.0")(b"." * 10_000_000), "what was written of it is not repeated"  # type: ignore[misc]  # a real socket
    with suppress(BlockingIOError):
        while line[1].recv(1 << 20):
            pass
    assert line[1].recv(1) == b"", "the connection is shut"


def test_streams_pass_beside_the_turnstile() -> None:
    inside: list[str] = []

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        inside.append(environ["PATH_INFO"])
        if environ["PATH_INFO"] == "/slow":
            gate({"PATH_INFO": "/events"}, start)  # would wait for ever where streams had to pass
        return []

    gate = turnstile(application, 1)
    gate({"PATH_INFO": "/slow"}, None)  # type: ignore[arg-type]  # nothing is answered here
    assert inside == ["/slow", "/events"]


def test_the_outbox_is_numbered_by_who_asks_too(
    enter: Enter, edit: Callable[[str], int], sqlite_database: Database
) -> None:
    edit("first")
    enter("foreign").get("/events/since?after=0")
    with sqlite_database.read() as session:
        assert session.scalars(select(Outbox.sequence)).all() == [1]
