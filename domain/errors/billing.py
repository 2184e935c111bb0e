"""Refusals of orders, invoices and payments."""

from domain.errors.base import SalesError, sentence


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
