"""Sending against a real mail server on this machine: in the reader's language, once, and nothing is ever lost."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import update

from data.schema.people import User
from data.session import Database
from domain.money import Money
from domain.telling import Told, verbatim
from tests.workflow.test_mail import WON, queue, stored
from tests.world import NOW, TODAY, World
from web.mail import postman
from web.mail.postman import MailServer
from workflow.mail import Attachment, Mail
from workflow.mail.sending import CLAIMED, DELAYS, KEPT, send_waiting

SERVER = MailServer("127.0.0.1", 0, is_tls=False, starts_tls=False, user="", password="", sender="Caudal <caudal@firm.example>", public_url="https://caudal.firm.example")  # fmt: skip


class Office:
    """A mail server that keeps what it takes; `says` is what it answers to a recipient instead of taking the mail."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.says: dict[str, str] = {}

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802  aiosmtpd's name
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 taken"

    @property
    def subjects(self) -> list[str]:
        """The subjects of what was taken, in order."""
        return [str(message["Subject"]) for message in self.taken]


@contextmanager
def opened(office: Office, **more: Any) -> Iterator[MailServer]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield replace(SERVER, port=port)
    finally:
        controller.stop()


@pytest.fixture
def office() -> Office:
    return Office()


def send(database: Database, server: MailServer, now: datetime = NOW) -> int:
    return send_waiting(database, server.open, lambda: now)


def test_a_person_reads_it_in_their_language_with_days_and_amounts_as_written_there(
    database: Database, world: World, office: Office
) -> None:
    user_id = world.users["sales"]
    database.run(lambda unit: unit.execute(update(User).where(User.id == user_id).values(locale="it")))
    body = [
        Told("Won by {owner}: {contact}, “{title}”.", {"owner": "Sara", "contact": "Alfa & <Beta>", "title": "Pompa"})
    ]
    body += [Told("{text}", {"text": Money(1_234_550, "EUR")}), Told("{text}", {"text": TODAY})]
    file = Attachment("offer.pdf", "application/pdf", b"%PDF-1.7")
    queue(database, Mail("k", WON, body, to_user_id=user_id, path="/opportunity/7", attachment=file))
    with opened(office) as server:
        assert send(database, server) == 1
        assert send(database, server) == 0, "once is enough"
    (message,) = office.taken
    assert message["To"] == "Sara Vendi <sales@caudal.example>"
    assert message["From"] == "Caudal <caudal@firm.example>"
    assert str(message["Message-ID"]).endswith("@firm.example>")
    text, page, attached = (part for part in message.walk() if not part.is_multipart())
    for wanted in (
        "Vinta da Sara: Alfa & <Beta>",
        "12.345,50",
        "15 luglio 2026",
        "https://caudal.firm.example/opportunity/7",
    ):
        assert wanted in text.get_content()
    assert "Alfa &amp; &lt;Beta&gt;" in page.get_content()
    assert (attached.get_filename(), attached.get_content()) == ("offer.pdf", b"%PDF-1.7")


def test_a_line_break_in_what_people_write_makes_no_header(sqlite_database: Database, office: Office) -> None:
    queue(sqlite_database, Mail("k", verbatim("Hello\r\nBcc: x@y.example"), [], address="buyer@firm.example"))
    with opened(office) as server:
        assert send(sqlite_database, server) == 1
    assert office.taken[0]["Bcc"] is None


def test_a_dead_server_delays_each_time_longer_and_loses_nothing(database: Database, office: Office) -> None:
    for number in range(3):
        queue(database, Mail(f"k{number}", verbatim(f"Mail {number}"), [], address="buyer@firm.example"))
    with opened(office) as server:
        pass  # it is gone again, nobody listens there any more
    now = NOW
    for delay in DELAYS[:4]:
        assert send(database, server, now) == 0
        assert send(database, server, now + delay - timedelta(seconds=1)) == 0
        now += delay
        assert {message.next_try_at for message in stored(database)} == {now}
    assert "MailServerAway" not in (stored(database)[0].error or "")
    with opened(office) as server:
        assert send(database, server, now) == 3
    assert office.subjects == ["Mail 0", "Mail 1", "Mail 2"]
    assert all(message.sent_at == now and message.error is None for message in stored(database))


def test_one_mail_that_is_refused_does_not_hold_up_the_others(database: Database, office: Office) -> None:
    office.says = {"gone@firm.example": "550 no such user", "busy@firm.example": "450 try later"}
    for name in ("gone", "busy", "here"):
        queue(database, Mail(name, verbatim(name), [], address=f"{name}@firm.example"))
    with opened(office) as server:
        assert send(database, server) == 1
        gone, busy, here = stored(database)
        assert (gone.failed_at, here.sent_at) == (NOW, NOW)
        assert "no such user" in (gone.error or "")
        assert (busy.next_try_at, busy.failed_at) == (NOW + DELAYS[0], None)
        office.says = {}
        assert send(database, server, NOW + DELAYS[0]) == 1
    assert office.subjects == ["here", "busy"]


def test_killed_before_it_was_written_down_it_is_sent_once_more_under_the_same_id(
    database: Database, office: Office
) -> None:
    class KilledError(BaseException):
        """What a kill is to the worker."""

    queue(database, Mail("k", verbatim("Once"), [], address="buyer@firm.example"))
    with opened(office) as server:

        @contextmanager
        def killed() -> Iterator[Any]:
            with server.open() as post:

                def then_die(mail: Any) -> None:
                    post(mail)
                    raise KilledError

                yield then_die

        with suppress(KilledError):
            send_waiting(database, killed, lambda: NOW)
        assert send(database, server, NOW + timedelta(minutes=1)) == 0, "still held by the one that was killed"
        assert send(database, server, NOW + CLAIMED) == 1
    first, second = office.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_what_is_not_due_waits_and_what_is_a_week_old_is_not_sent(database: Database, office: Office) -> None:
    later = NOW + timedelta(hours=1)
    queue(database, Mail("later", WON, [], address="a@firm.example", not_before=later))
    with opened(office) as server:
        assert send(database, server) == 0
        assert send(database, server, later + KEPT + timedelta(seconds=1)) == 0
        assert stored(database)[0].error == "It could not be sent for a week."


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_the_password_is_shown_to_the_server_and_a_wrong_one_delays(
    database: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postman, "TIMEOUT_SECONDS", 1)  # this server falls silent after a wrong password

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"correct horse")

    queue(database, Mail("k", verbatim("Hello"), [], address="buyer@firm.example"))
    with opened(office, authenticator=check, auth_require_tls=False, auth_required=True) as server:
        assert send(database, replace(server, user="caudal", password="wrong")) == 0
        assert send(database, replace(server, user="caudal", password="correct horse"), NOW + DELAYS[0]) == 1


def test_nothing_is_said_to_a_server_that_does_not_encrypt(database: Database, office: Office) -> None:
    queue(database, Mail("k", verbatim("Hello"), [], address="buyer@firm.example"))
    with opened(office) as server:
        assert send(database, replace(server, starts_tls=True)) == 0
    assert office.taken == []
    assert "STARTTLS" in (stored(database)[0].error or "")
