"""Webhooks: what changed is told once, signed, again when it failed, and never into a private network."""

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, cast

import pytest
from sqlalchemy import select

from data.schema.log import Audit
from data.schema.webhook import Webhook, WebhookDelivery
from data.session import Database
from domain import clock
from domain.errors import Conflict, NotPermitted
from domain.webhook import Address, HostNotAllowed
from tests.selling import Seller
from tests.world import NOW, World
from workflow import webhooks
from workflow.webhooks import Post, Wish
from workflow.webhooks.posting import NotPublic, look_up, send
from workflow.webhooks.sending import LATER

ALLOWED = frozenset({"hooks.example.com"})
URL = "https://hooks.example.com/in"
LATE = clock.now() + timedelta(days=400)  # whatever is queued is due


def made(database: Database, world: World, **more: Any) -> int:
    wish = Wish("Store", URL, **({"kinds": ("opportunity",)} | more))
    admin = world.principal("administrator")
    return database.run(lambda session: webhooks.save(session, admin, None, wish, ALLOWED, now=NOW))


def deliveries(database: Database) -> list[WebhookDelivery]:
    with database.read() as session:
        found = list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))
        session.expunge_all()
        return found


def test_a_change_is_told_once_and_signed(database: Database, world: World) -> None:
    webhook_id = made(database, world)
    seller = Seller(database, world)
    seller.edit("press", title="Larger press")
    posts: list[Post] = []

    def take(post: Post) -> int:
        posts.append(post)
        return 204

    assert webhooks.send_waiting(database, ALLOWED, take, LATE) == 1
    assert webhooks.send_waiting(database, ALLOWED, take, LATE) == 0
    (post,) = posts
    said = json.loads(post.body)
    assert (said["kind"], said["id"], said["after"]["title"]) == (
        "opportunity.edit", seller.id("press"), "Larger press",
    )  # fmt: skip
    with database.read() as session:
        secret = session.get_one(Webhook, webhook_id).secret
    signed = post.headers["X-Caudal-Timestamp"].encode() + b"." + post.body
    assert (
        post.headers["X-Caudal-Signature"] == f"sha256={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
    )
    assert post.address == Address("hooks.example.com", 443, "/in")
    assert deliveries(database)[0].status == 204


def test_who_does_not_want_to_hear_of_it_or_is_paused_is_told_nothing(database: Database, world: World) -> None:
    made(database, world, kinds=("invoice",))
    made(database, world, active=False)
    Seller(database, world).edit("press", title="Larger press")
    assert deliveries(database) == []


def test_what_fails_is_told_again_later_and_given_up_at_last(database: Database, world: World) -> None:
    made(database, world)
    Seller(database, world).edit("press", title="Larger press")
    now = clock.now()
    for number in range(len(LATER) + 1):
        assert webhooks.send_waiting(database, ALLOWED, lambda _: 500, now) == 1, number
        (one,) = deliveries(database)
        assert (one.tries, one.error) == (number + 1, "answered 500")
        now = one.due_at
    assert deliveries(database)[0].failed_at is not None
    assert webhooks.send_waiting(database, ALLOWED, lambda _: 204, LATE) == 0


def test_a_host_that_is_not_allowed_any_more_is_not_called(database: Database, world: World) -> None:
    made(database, world)
    Seller(database, world).edit("press", title="Larger press")

    def never(_post: Post) -> int:
        raise AssertionError("called")

    assert webhooks.send_waiting(database, frozenset(), never, LATE) == 1
    assert "not among the hosts" in str(deliveries(database)[0].error)


def test_only_administrators_keep_webhooks_and_each_act_is_in_the_audit(database: Database, world: World) -> None:
    admin, manager = world.principal("administrator"), world.principal("manager")
    wish = Wish("Store", URL)
    with database.write() as session:
        with pytest.raises(NotPermitted):
            webhooks.save(session, manager, None, wish, ALLOWED, now=NOW)
        with pytest.raises(HostNotAllowed):
            webhooks.save(session, admin, None, Wish("Store", "https://evil.example/"), ALLOWED, now=NOW)
        id_ = webhooks.save(session, admin, None, wish, ALLOWED, now=NOW)
        before = session.get_one(Webhook, id_).secret
        assert webhooks.renew_secret(session, admin, (id_, 1), now=NOW) != before
        with pytest.raises(Conflict):
            webhooks.remove(session, admin, (id_, 1), now=NOW)
        assert webhooks.try_out(session, admin, id_, "a", now=NOW)
        assert not webhooks.try_out(session, admin, id_, "a", now=NOW)
        webhooks.remove(session, admin, (id_, 2), now=NOW)
        acts = session.scalars(select(Audit.action).where(Audit.subject == "Store").order_by(Audit.id)).all()
    assert acts == ["webhook added", "webhook secret renewed", "webhook removed"]


def test_a_name_that_leads_into_a_private_network_is_not_called() -> None:
    address = Address("hooks.example.com", 443, "/")
    assert look_up(address, lambda _host, _port: ["1.1.1.1"]) == "1.1.1.1"
    for names in (["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["::ffff:10.0.0.1"], []):
        with pytest.raises(NotPublic):
            look_up(address, lambda _host, _port, names=names: names)  # type: ignore[misc]  # of this turn


class _Plain:
    """Leaves the connection as it is: what is tested here is not TLS."""

    def wrap_socket(self, plain: Any, server_hostname: str) -> Any:
        assert server_hostname == "hooks.example.com"
        return plain


@contextmanager
def receiver(status: int) -> Iterator[tuple[int, list[tuple[str, str | None]]]]:
    heard: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append((self.path, self.headers["Host"]))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/secret")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, heard
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [204, 302])
def test_it_connects_to_the_address_that_was_looked_at_and_follows_nothing(status: int) -> None:
    with receiver(status) as (port, heard):
        post = Post(Address("hooks.example.com", port, "/in?a=1"), b"{}", {})
        assert send(post, "127.0.0.1", cast(ssl.SSLContext, _Plain())) == status
    assert heard == [("/in?a=1", f"hooks.example.com:{port}")]
