"""Refusals of changes to plans."""

from domain.errors import Conflict, SalesError, sentence


class PlanChanged(Conflict):
    """Somebody else changed the plan since it was shown."""

    template = sentence(
        "Someone else changed the plan “{title}” in the meantime. You now see the current one; repeat your change if it still applies."
    )


class PlanClosed(SalesError):
    """A change of a closed plan."""

    template = sentence("The plan “{title}” is closed. Reopen it, or copy it as a new edition.")


class NotACut(SalesError):
    """Ranges that cannot be read, overlap or are too many."""

    template = sentence(
        "Write one range per line, such as “Spring 2026-03-01 2026-05-31”, each after the one before; at most {most}."
    )


class RangesNeeded(SalesError):
    """A plan for days that its period type does not cut."""

    template = sentence("The period type “{name}” has no ranges between {first} and {last}. Add that year to it first.")


class NodeTwice(SalesError):
    """A node that stands in its group already."""

    template = sentence("“{name}” stands in this group already.")


class NodeNotEmpty(SalesError):
    """A group with something in it."""

    template = sentence("“{name}” is not empty. Remove what is in it first.")


class BadNode(SalesError):
    """A node without what it is to be about, or in the wrong place."""

    template = sentence(
        "Choose what the line is about: a group of its own name, a zone, a user or an agent, or a product family."
    )


class BadCell(SalesError):
    """An amount or a quantity that no plan holds."""

    template = sentence("“{text}” is no amount or quantity of 0 or more.")


class NothingToSpreadBy(SalesError):
    """No result of last year, and no forecast to take the seasons from."""

    template = sentence(
        "There is nothing to spread by: no result of last year, or no stored forecast. Spread evenly instead."
    )


class NotThisPlan(SalesError):
    """A file of another plan, or without its columns."""

    template = sentence(
        "The file needs the columns “line” and “what”, and periods such as “{example}”. Export the plan and fill it in."
    )


class UnknownLine(SalesError):
    """A row of the file that is no line of the plan."""

    template = sentence("Row {row}: “{line}” is no line of this plan.")


class NoSuchKind(SalesError):
    """A kind of period, plan or spreading that does not exist."""

    template = sentence("Choose one of the offered kinds.")
