"""Mail: the mail server of this installation, and the letters in the language of their readers."""

from collections.abc import Callable
from datetime import datetime

from data.session import Database
from domain import clock
from web.mail.postman import MailServer
from web.settings import Settings
from workflow.mail.sending import send_waiting

__all__ = ["MailServer", "send_mail"]


def send_mail(settings: Settings) -> Callable[[Database, datetime, str], None]:
    """Return what the worker does every few seconds: send what waits."""
    server = MailServer.of(settings)

    def run(database: Database, _now: datetime, _key: str) -> None:
        send_waiting(database, server.open, clock.now)

    return run
