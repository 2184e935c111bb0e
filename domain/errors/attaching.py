"""Refusals of attached files."""

from domain.errors.base import SalesError, sentence


class FileTooLarge(SalesError):
    template = sentence("The file is larger than {most} MB. Make it smaller, or attach it in parts.")


class EmptyFile(SalesError):
    template = sentence("The file is empty.")


class BadFileName(SalesError):
    template = sentence("Give the file a name with an ending, for instance offer.pdf.")


class FileNotAllowed(SalesError):
    template = sentence("“{name}” is of a kind that cannot be attached. These can: {allowed}.")


class FileNotWhatItSays(SalesError):
    template = sentence(
        "The content of “{name}” is not what its ending says. Save it anew in that format, or rename it."
    )
