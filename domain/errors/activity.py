"""Refusals of changes to activities."""

from domain.errors.base import SalesError, sentence


class SubjectNeeded(SalesError):
    template = sentence("Say in 1 to {length} characters what it is about.")


class DayNeeded(SalesError):
    template = sentence("Choose the day for which it is planned.")


class DoneLater(SalesError):
    template = sentence("What is done cannot lie in the future. Plan it instead.")


class DoneAlready(SalesError):
    template = sentence("“{subject}” is done already.")


class BadDuration(SalesError):
    template = sentence("The duration is a number of minutes from 0 to {most}.")


class CannotSee(SalesError):
    template = sentence("{name} cannot see this and would never find it. Choose somebody who can.")


class Reminder(SalesError):
    """No refusal, but told like one: the sentence of a notice."""

    template = sentence("It is time for “{subject}”.")
