"""What can be wrong with a rule, and why a run of one was refused or stopped, each in a sentence."""

from domain.errors import SalesError, sentence


class NoAction(SalesError):
    """A rule that does nothing."""

    template = sentence("Say what the rule does: add at least one action.")


class NotWhole(SalesError):
    """A line of the rule in which something is not chosen."""

    template = sentence("Something is not chosen yet. Choose it, or take the line away.")


class BadNumber(SalesError):
    """A number outside of its limits."""

    template = sentence("Give a whole number from {least} to {most}.")


class TooManyLines(SalesError):
    """More conditions or actions than anybody can read."""

    template = sentence("A rule holds at most {most} conditions and as many actions.")


class UnknownPlaceholder(SalesError):
    """A name in braces that nothing fills."""

    template = sentence("“{name}” is filled by nothing. These are: {known}.")


class TextNeeded(SalesError):
    """A text that is missing or too long."""

    template = sentence("Write a text of at most {length} letters.")


class NotAboutOpportunity(SalesError):
    """A condition or an action that needs an opportunity, where the trigger has none."""

    template = sentence("A rule about campaign members can plan activities, tell people, write mail and call web addresses only.")  # fmt: skip


class OwnerGone(SalesError):
    """The person in whose name the rule acts no longer works here."""

    template = sentence("{name}, in whose name the rule acts, is no longer active. Give the rule another owner.")


class NobodyThere(SalesError):
    """The agent or manager that an action names does not exist for this opportunity."""

    template = sentence("There is nobody to do it for: no {who} for this opportunity.")


class NoMailAddress(SalesError):
    """A contact to write to, without an address."""

    template = sentence("The contact has no e-mail address.")


class TooDeep(SalesError):
    """Rules that set each other off."""

    template = sentence("Stopped: rules set each other off, one after the other, more than {most} times.")


class TooOften(SalesError):
    """A rule that runs again and again on the same record."""

    template = sentence("Stopped: the rule ran {count} times within an hour for the same opportunity.")


class BadPauseEnd(SalesError):
    """A pause that ends before it begins, or never."""

    template = sentence("Choose the last day of the pause: from tomorrow on, within a year.")


class PauseReasonNeeded(SalesError):
    """A pause without a reason."""

    template = sentence("Say in at most {length} letters why “{title}” rests; it stays visible.")


class PausedClosed(SalesError):
    """A pause of what is closed."""

    template = sentence("“{title}” is closed; only what is open can rest.")
