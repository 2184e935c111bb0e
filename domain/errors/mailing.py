"""Why an e-mail was not sent, or not yet."""

from domain.errors.base import SalesError, sentence


class MailRefused(SalesError):
    """For good: trying again would not help."""

    template = sentence("The mail server refused the message: {reason}")


class MailDelayed(SalesError):
    """For now: this message is tried again later."""

    template = sentence("The mail server asks to try again later: {reason}")


class MailServerAway(SalesError):
    """For now: no message can be sent until the server is back."""

    template = sentence("The mail server cannot be reached: {reason}")
