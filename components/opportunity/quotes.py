"""A quote in words: its number with the revision, and how it stands on a day."""

from datetime import date

from components.language import gettext as _
from domain.detail import QuoteRow
from domain.quote import QuoteStatus, has_expired, revision_letter

Tag = tuple[str, str]  # words and tone


def quote_number(quote: QuoteRow) -> str:
    """Return the number of a quote, with the letter of its revision where there is more than one."""
    if not quote.revision and quote.status != QuoteStatus.SUPERSEDED:
        return quote.number
    revision = _("rev. {number}", number=revision_letter(quote.revision))
    return f"{quote.number} {revision}"


def quote_tag(quote: QuoteRow, today: date) -> Tag:
    """Return the status of a quote in words, with its tone; one that nobody answered in time has expired."""
    tags: dict[str, Tag] = {
        "draft": (_("Draft"), ""),
        "sent": (_("Sent"), "brand"),
        "accepted": (_("Accepted"), "pos"),
        "rejected": (_("Rejected"), ""),
        "expired": (_("Expired"), "warn"),
        "superseded": (_("Replaced"), ""),
    }
    expired = has_expired(quote.status, quote.valid_until_on, today)
    return tags["expired" if expired else quote.status]
