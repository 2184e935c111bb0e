"""Mail that did not get through: an administrator sees it with the reason, and has it tried again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from components.language import use_locale
from data.queries.mail import mail_counts, stuck_mail
from data.schema.log import Audit
from data.session import Database
from domain import clock
from domain.errors import MailDelayed, MailRefused, MailServerAway, NotFound, NotPermitted
from domain.telling import Told, verbatim
from tests.components.tree import attribute, parts, says
from tests.web.tiny import SETTINGS
from tests.workflow.test_mail import queue, stored
from tests.world import NOW, World
from web import session
from web import stuck_mail as doors
from workflow.mail import Mail
from workflow.mail.again import try_again, try_all_again
from workflow.mail.sending import KEPT, Post, Waiting, send_waiting

REFUSED, DELAYED = "550 no such user", "450 mailbox busy"


def post(mail: Waiting) -> None:
    """Take every mail but those of which the subject says otherwise."""
    if "refused" in str(mail.subject.params):
        raise MailRefused(reason=REFUSED)
    if "delayed" in str(mail.subject.params):
        raise MailDelayed(reason=DELAYED)


@contextmanager
def opened(what: Post = post) -> Iterator[Post]:
    yield what


@contextmanager
def _away() -> Iterator[Post]:
    yield from _refusing()


def _refusing() -> Iterator[Post]:
    raise MailServerAway(reason="connection refused")


@pytest.fixture
def stuck(database: Database, world: World) -> Database:
    """Return a database with one mail refused, one delayed, one that waits for its hour and one sent."""
    sales = world.users["sales"]
    queue(database, Mail("r", Told("Won: {title}", {"title": "refused"}), [], to_user_id=sales))
    queue(database, Mail("d", verbatim("delayed"), [], address="buyer@firm.example"))
    queue(database, Mail("s", verbatim("sent"), [], to_user_id=sales))
    queue(database, Mail("w", verbatim("waits"), [], address="a@b.example", not_before=NOW + timedelta(hours=5)))
    assert send_waiting(database, opened, lambda: NOW) == 1
    return database


def test_what_failed_comes_first_with_the_reason_and_what_got_through_or_waits_is_only_counted(
    stuck: Database, world: World
) -> None:
    with stuck.read() as reading:
        refused, delayed = stuck_mail(reading, world.principal("administrator"))
        counts = mail_counts(reading, NOW)
        with pytest.raises(NotPermitted):
            stuck_mail(reading, world.principal("executive"))
    assert (refused.name, refused.address) == ("Sara Vendi", "sales@caudal.example")
    assert (refused.failed_at, refused.error) == (NOW, str(MailRefused(reason=REFUSED)))
    assert (delayed.address, delayed.failed_at, delayed.tries) == ("buyer@firm.example", None, 1)
    assert delayed.next_try_at == NOW + timedelta(minutes=1)
    assert (counts.failed, counts.delayed, counts.waiting, counts.sent) == (1, 1, 1, 1)


def test_what_is_tried_again_is_sent_once_the_cause_is_mended(stuck: Database, world: World) -> None:
    principal = world.principal("administrator")
    ids = {message.key: message.id for message in stored(stuck)}
    later = NOW + KEPT + timedelta(days=30)  # so old that it would not be tried by itself any more
    assert stuck.run(lambda unit: try_again(unit, principal, ids["r"], now=later))
    assert not stuck.run(lambda unit: try_again(unit, principal, ids["s"], now=later)), "it was sent long ago"
    sent: list[str] = []
    assert send_waiting(stuck, lambda: opened(lambda mail: sent.append(mail.key)), lambda: later) == 1
    assert sent == ["r"]
    states = {message.key: (message.sent_at, message.error) for message in stored(stuck)}
    assert states["r"] == (later, None)
    assert states["w"] == (None, "It could not be sent for a week.")
    assert states["d"] == (None, str(MailDelayed(reason=DELAYED))), "the reason of the server says more"
    with stuck.read() as reading:
        query = select(Audit.subject, Audit.user_id).where(Audit.action == "mail tried again")
        told = reading.execute(query).one()
    assert (told.subject, told.user_id) == ("r", principal.user_id)


def test_all_are_tried_again_at_once_but_not_what_waits_for_its_hour(stuck: Database, world: World) -> None:
    principal = world.principal("administrator")
    assert stuck.run(lambda unit: try_all_again(unit, principal, now=NOW)) == 2
    sent: list[str] = []
    send_waiting(stuck, lambda: opened(lambda mail: sent.append(mail.key)), lambda: NOW)
    assert sorted(sent) == ["d", "r"]
    assert stuck.run(lambda unit: try_all_again(unit, principal, now=NOW)) == 0


def test_only_an_administrator_has_mail_tried_again(stuck: Database, world: World) -> None:
    verbs: list[Callable[[Any], Any]] = [
        lambda unit: try_again(unit, world.principal("manager"), 1, now=NOW),
        lambda unit: try_all_again(unit, world.principal("manager"), now=NOW),
    ]
    for verb in verbs:
        with pytest.raises(NotPermitted):
            stuck.run(verb)
    with pytest.raises(NotFound):
        stuck.run(lambda unit: try_again(unit, world.principal("administrator"), 999, now=NOW))


@pytest.fixture
def page(stuck: Database, world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return what the page does with an action, and shows."""
    settings = replace(SETTINGS, smtp_url="smtp://localhost")
    monkeypatch.setattr(session, "present", lambda: stuck)
    monkeypatch.setattr(session, "settings", lambda: settings)
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def act(what: str, **form: str) -> tuple[Any, dict[str, Any]]:
        sent = {"seq": 3, "what": what, "request_key": "k", "form": form}
        return doors.acted(world.principal("administrator"), msgspec.convert(sent, doors.MailAction))

    return act


def test_the_page_says_why_in_the_readers_language_and_each_row_and_all_can_be_tried_again(
    stuck: Database, world: World, page: Callable[..., Any]
) -> None:
    with use_locale("en"):
        said = says(shown := doors.page(world.principal("administrator")))
        for wanted in ("Won: refused", REFUSED, "given up just now", DELAYED, "tried 1 time, again in 1 min"):
            assert wanted in said
        buttons = [part for part in parts(shown) if attribute(part, "data-cd-send")]
        assert len(buttons) == 3
        message = str(next(message.id for message in stored(stuck) if message.key == "r"))
        after, answer = page("again", message=message)
        assert answer["said"] == "It is tried again in a moment"
        assert REFUSED not in says(after)
        after, answer = page("all")
        assert answer["said"] == "1 is tried again in a moment"
        assert "All mail got through" in says(after)


def test_without_a_mail_server_the_page_says_so(
    sqlite_database: Database, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "present", lambda: sqlite_database)
    monkeypatch.setattr(session, "settings", lambda: SETTINGS)
    with use_locale("en"):
        assert "SMTP_URL" in says(doors.page(sqlite_world.principal("administrator")))


def test_a_server_that_is_away_is_the_reason_of_all_that_wait(sqlite_database: Database, sqlite_world: World) -> None:
    queue(sqlite_database, Mail("a", verbatim("a"), [], address="a@b.example"))

    send_waiting(sqlite_database, _away, lambda: NOW)
    with sqlite_database.read() as reading:
        (row,) = stuck_mail(reading, sqlite_world.principal("administrator"))
    assert row.error == "The mail server cannot be reached: connection refused"
