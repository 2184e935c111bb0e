"""Refusals of the past: it can be looked at and not changed."""

from domain.errors.base import SalesError, sentence


class PastIsReadOnly(SalesError):
    template = sentence("You are looking at {day}. Go back to today to change something.")


class PastBeingMade(SalesError):
    """The day is put together outside of the request; the page that says so asks again."""

    template = sentence("Everything is being put back to how it was on {day}. This can take a minute.")
