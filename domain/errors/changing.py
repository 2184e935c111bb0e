"""Refusals of changes to opportunities."""

from collections.abc import Mapping, Sequence

from domain.errors.base import SalesError, sentence


class Conflict(SalesError):
    template = sentence(
        "Someone else changed “{title}” in the meantime. You now see the current version; repeat your change if it still applies."
    )


class MoveNotAllowed(SalesError):
    template = sentence("“{title}” cannot be moved there from where it is. Reopen it first.")


class StageNotReached(SalesError):
    template = sentence("“{title}” does not go from “{source}” to “{target}”: the pipeline has no such move.")


class TasksOpen(SalesError):
    template = sentence("“{title}” cannot leave “{stage}” yet, though it may go back. Still to be done: {tasks}.")


class NotOpen(SalesError):
    template = sentence("“{title}” is closed. Reopen it before you change its tasks.")


class ReasonNeeded(SalesError):
    template = sentence("Choose a reason before you close “{title}”.")


class WrongReason(SalesError):
    template = sentence(
        "The reason “{reason}” does not fit. Choose one that explains a win for a won opportunity, a loss for a lost one."
    )


class BadClosingDate(SalesError):
    template = sentence("The closing date must lie between {first} and {last}.")


class BadAmount(SalesError):
    template = sentence("“{text}” cannot be read as an amount in {currency}. Write it like {example}.")


class NegativeAmount(SalesError):
    template = sentence("The final amount cannot be negative.")


class CannotUndo(SalesError):
    template = sentence(
        "This can no longer be undone, because something has changed since or too much time has passed."
    )


class InvalidFields(SalesError):
    """Several fields of a form cannot be taken; `fields` says of each why."""

    template = sentence("Some fields need another look. Nothing was changed yet.")

    def __init__(self, fields: Mapping[str, SalesError]) -> None:
        super().__init__()
        self.fields = fields


class FieldsChanged(SalesError):
    """Somebody else changed the same fields; `clashes` tells which, who, when and how (domain.opportunity.Clash)."""

    template = sentence(
        "Someone else changed the same fields of “{title}” in the meantime. Choose for each which value is to stay."
    )

    def __init__(self, title: str, clashes: Sequence[object]) -> None:
        super().__init__(title=title)
        self.clashes = clashes


class LinesChanged(SalesError):
    template = sentence(
        "{who} changed the lines of “{title}” in the meantime. Copy what you still need, discard your changes and begin with the current lines."
    )


class TitleNeeded(SalesError):
    template = sentence("Give it a title of 1 to {length} characters.")


class TextTooLong(SalesError):
    template = sentence("That is too long: {length} characters at most.")


class NotOffered(SalesError):
    template = sentence("This is no longer offered. Choose another one.")


class NotThatContact(SalesError):
    template = sentence("Choose a contact of {company}.")


class NotThatOwner(SalesError):
    template = sentence("This person cannot own opportunities of {company}. Choose somebody who works there.")


class ClosedAlready(SalesError):
    template = sentence("“{title}” is closed. Reopen it to change its amounts, lines, probability or pipeline.")


class AmountsFromLines(SalesError):
    template = sentence("The amounts follow from the detail lines. Change them there.")


class CurrencyFixed(SalesError):
    template = sentence("There are quotes, orders or invoices in {currency}, so the currency can no longer change.")


class BadDiscount(SalesError):
    template = sentence("The discount must lie between zero and the gross amount.")


class BadDate(SalesError):
    template = sentence("“{text}” is no date between {first} and {last}.")


class AmountTooLarge(SalesError):
    template = sentence("The amounts add up to more than {most}.")


class TooManyLines(SalesError):
    template = sentence("An opportunity holds at most {most} lines.")


class WhyNeeded(SalesError):
    template = sentence("Say why “{title}” is cancelled, for instance that it was typed twice.")


class NotMergeable(SalesError):
    template = sentence(
        "“{title}” cannot be merged into this one: both must be open, different, of the same company and in the same currency."
    )


class ContactExists(SalesError):
    template = sentence("There is a contact named “{name}” already. Choose it from the list.")


class OtherPipeline(SalesError):
    template = sentence("“{title}” goes through another pipeline, which does not have this stage.")


class TooManyAtOnce(SalesError):
    template = sentence("At most {most} opportunities are changed at once, and these are {count}. Narrow the filter.")
