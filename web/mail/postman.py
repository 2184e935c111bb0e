"""The postman: a connection to the mail server, encrypted unless it is on this machine or the site says never."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from domain.errors import MailDelayed, MailRefused, MailServerAway
from web.mail.letter import letter
from web.settings import Settings
from workflow.mail.sending import Post, Waiting

TIMEOUT_SECONDS = 20
SMTP_PORT, SMTPS_PORT = 25, 465
FOR_GOOD = 500  # replies from here on would be the same another time
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
AWAY = (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and in whose name."""

    host: str
    port: int
    is_tls: bool  # encrypted from the first byte
    starts_tls: bool  # encrypted before anything is said, else nothing is
    user: str
    password: str = field(repr=False)
    sender: str
    public_url: str

    @classmethod
    def of(cls, settings: Settings) -> "MailServer":
        """Return the mail server that the settings name."""
        parts = urlsplit(settings.smtp_url)
        is_tls, host = parts.scheme == "smtps", parts.hostname or ""
        return cls(
            host=host,
            port=parts.port or (SMTPS_PORT if is_tls else SMTP_PORT),
            is_tls=is_tls,
            starts_tls=not is_tls and host not in LOOPBACK and parts.query != "tls=never",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            sender=settings.mail_from,
            public_url=settings.public_url,
        )

    @property
    def domain(self) -> str:
        """The part of the sender's address behind the @."""
        return parseaddr(self.sender)[1].rpartition("@")[2]

    @contextmanager
    def open(self) -> Iterator[Post]:
        """Yield what sends one mail over one connection; raise MailServerAway when there is none."""
        connection = self._connected()
        try:
            yield lambda mail: self._post(connection, mail)
        finally:
            with suppress(*AWAY, smtplib.SMTPException):
                connection.quit()

    def _connected(self) -> smtplib.SMTP:
        try:
            connection = self._called()
            try:
                self._greet(connection)
            except BaseException:
                connection.close()
                raise
        except (*AWAY, smtplib.SMTPException) as error:
            raise MailServerAway(reason=_said(error)) from error
        return connection

    def _called(self) -> smtplib.SMTP:
        if not self.is_tls:
            return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)

    def _greet(self, connection: smtplib.SMTP) -> None:
        if self.starts_tls:
            connection.starttls(context=ssl.create_default_context())
        if self.user:
            connection.login(self.user, self.password)

    def _post(self, connection: smtplib.SMTP, mail: Waiting) -> None:
        """Send one mail. Raises MailServerAway, MailDelayed or MailRefused."""
        try:
            message = letter(mail, self.sender, self.domain, self.public_url)
        except (ValueError, LookupError) as error:
            raise MailRefused(reason=_said(error)) from error
        try:
            connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPSenderRefused as error:
            # Our own address is wrong, or a limit is reached: that is true of every mail, and nobody's fault.
            raise MailServerAway(reason=_said(error)) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused(reason=_said(error)) from error
        except (*AWAY, smtplib.SMTPException) as error:
            raise MailServerAway(reason=_said(error)) from error


def _refusal(code: int, said: bytes | str) -> MailRefused | MailDelayed:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    reason = f"{code} {text}"
    return MailRefused(reason=reason) if code >= FOR_GOOD else MailDelayed(reason=reason)


def _said(error: Exception) -> str:
    """Return what went wrong in a few words; never the password, which no error of a mail server holds."""
    return f"{type(error).__name__}: {error}"[:300]
