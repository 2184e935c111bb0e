"""Refusals: every one is a sentence that says what to do."""

from collections.abc import Mapping, Sequence


def sentence(template: str) -> str:
    """Mark an English sentence for the translation catalogues."""
    return template


class SalesError(Exception):
    """A refusal that a person reads; `template` is translated at the edge, then filled with `params`."""

    template = sentence("This cannot be done. Nothing was changed.")

    def __init__(self, **params: object) -> None:
        super().__init__()
        self.params = params

    def __str__(self) -> str:
        return self.template.format(**self.params)


class NotSignedIn(SalesError):
    template = sentence("Your session has ended. Sign in again to go on.")


class NotPermitted(SalesError):
    template = sentence("Your role does not allow this. Ask an administrator if you need it.")


class NotFound(SalesError):
    """Also raised for what lies outside the person's scope, so that nothing tells the two apart."""

    template = sentence("This record does not exist, or you may not see it.")


class MalformedInput(SalesError):
    template = sentence("The request could not be read. Reload the page and try again.")


class Conflict(SalesError):
    template = sentence(
        "Someone else changed “{title}” in the meantime. You now see the current version; repeat your change if it still applies."
    )


class MoveNotAllowed(SalesError):
    template = sentence("“{title}” cannot be moved there from where it is. Reopen it first.")


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


class InvoiceNotMoved(SalesError):
    template = sentence(
        "An invoice cannot be moved: its date is a fact. Credit it and issue a new one if it was wrong."
    )


class OrderClosed(SalesError):
    template = sentence("Nothing of order {number} is left to be invoiced, so there is no date to change.")


class OrderedAlready(SalesError):
    template = sentence("What “{title}” was to bring is ordered already. Move its order instead.")


class OrderNotInvoiceable(SalesError):
    template = sentence(
        "Order {number} has nothing left to be invoiced. Only an open order with an open amount can be."
    )


class InvoiceNotOpen(SalesError):
    template = sentence("Invoice {number} takes no payment: only an issued one that is not paid in full does.")


class NotCreditable(SalesError):
    template = sentence("{number} cannot be credited: it is a draft, cancelled, or credited in full already.")


class NotReopened(SalesError):
    template = sentence(
        "The amount of {number} cannot be put back to be invoiced: no order counts it. Credit it without that."
    )


class NotDraft(SalesError):
    template = sentence("{number} is no draft any more. Credit it if it was wrong.")


class AmountNeeded(SalesError):
    template = sentence("Give an amount above zero.")


class TooMuch(SalesError):
    template = sentence("That is more than is open. Give at most {most}.")


class BadInvoiceDate(SalesError):
    template = sentence("The date must lie between {first} and {last}.")


class BadDueDate(SalesError):
    template = sentence("The due date cannot lie before {first}, the date of the invoice.")


class BadPaymentDate(SalesError):
    template = sentence("A payment is registered when it has come: its date cannot lie after {last}.")


class BadPercent(SalesError):
    template = sentence("“{text}” is no percentage. Give a number above 0 and up to 100.")


class MonthOver(SalesError):
    template = sentence("That month is over. Plan what is still to be invoiced for this month or a later one.")


class NotPlanned(SalesError):
    template = sentence("Nothing of “{title}” is planned in that month any more. Reload the page to see where it is.")


class RateMissing(SalesError):
    template = sentence(
        "There is no exchange rate from {source} to {target} on or before {on}. Choose another currency or add the rate."
    )


class UnknownCurrency(SalesError):
    template = sentence("“{currency}” is not a currency that Caudal knows.")


class BadPeriod(SalesError):
    template = sentence(
        "“{text}” is not a period. Write a year (2026), a quarter (2026-Q3), a month (2026-07) or two dates."
    )


class BadFilter(SalesError):
    template = sentence("The filter “{key}” holds “{value}”, which cannot be read. Reset the filters and choose again.")


class TooManyMonths(SalesError):
    template = sentence("{count} months are too many for one board. Choose a period of at most {most} months.")


class WrongCredentials(SalesError):
    template = sentence("Login or password is wrong.")


class TooManyAttempts(SalesError):
    template = sentence("Too many sign-in attempts. Wait {seconds} seconds and try again.")


class WeakPassword(SalesError):
    template = sentence("The password needs at least {length} characters and must not be the login.")


class NameTaken(SalesError):
    template = sentence("“{name}” exists already. Choose another name.")


class NameNeeded(SalesError):
    template = sentence("Give it a name of 1 to {length} characters.")


class DatabaseBusy(SalesError):
    template = sentence("The database is busy. Nothing was changed; try again.")


class DatabaseNotSupported(SalesError):
    template = sentence(
        "“{name}” databases are not supported. Use a sqlite:/// or postgresql:// address in DATABASE_URL."
    )


class DriverTooOld(SalesError):
    template = sentence("SQLite {found} can lose committed data. Install pysqlite3 with SQLite {wanted} or newer.")


class NetworkFolder(SalesError):
    template = sentence(
        "“{folder}” lies on a network drive, where SQLite can lose data. Use a local folder, or PostgreSQL."
    )


class DatabaseNewer(SalesError):
    template = sentence(
        "The database is at version {found}, which this release does not know. Install the newer release of Caudal."
    )


class DatabaseNotEmpty(SalesError):
    template = sentence(
        "The database “{name}” already holds data. Nothing was changed; name an empty one, or force the restore."
    )


class BackupNotReadable(SalesError):
    template = sentence("“{path}” is not a complete backup of Caudal: {reason}.")


class FileExists(SalesError):
    template = sentence("“{path}” exists already. Choose another name.")


class ToolFailed(SalesError):
    template = sentence("“{program}” failed: {reason}. The database was not changed.")


class ToolMissing(SalesError):
    template = sentence(
        "The program “{program}” was not found. Install the PostgreSQL client tools of the server's version or newer."
    )


class TooManyRows(SalesError):
    template = sentence(
        "A workbook holds at most {most} rows, and these are {count}. Narrow the filter, or export as CSV."
    )
