"""Refusals of quotes."""

from domain.errors.base import SalesError, sentence


class NothingToOffer(SalesError):
    template = sentence("There is nothing to offer yet: “{title}” has neither lines nor an amount.")


class BadValidity(SalesError):
    template = sentence("The offer must be valid at least until {first}.")


class QuoteMoveNotAllowed(SalesError):
    template = sentence("Quote {number} does not allow this as it stands. Reload the page to see what became of it.")


class StillValid(SalesError):
    template = sentence("Quote {number} is valid until {until}. It can expire after that day.")


class NoQuote(SalesError):
    template = sentence("No quote of “{title}” stands, so there is nothing to take values from.")
