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


class MailReaderGone(SalesError):
    """For good, unless the person comes back or gets an address."""

    template = sentence("The person has left or has no address.")


class MailTooOld(SalesError):
    """For good, unless somebody asks for it again: older news would only confuse."""

    template = sentence("It could not be sent for a week.")


def mail_reason(text: str) -> SalesError | None:
    """Return why a mail was not sent, from what was written down then; None for a text of no such reason."""
    for kind in (MailRefused, MailDelayed, MailServerAway):
        said = kind.template.removesuffix("{reason}")
        if text.startswith(said):
            return kind(reason=text.removeprefix(said))
    return next((kind() for kind in (MailReaderGone, MailTooOld) if text == kind.template), None)
