"""Invoiced and ordered: what went out as bills, and what is ordered and still to be billed."""

from typing import TYPE_CHECKING

from domain.errors import sentence
from metrics.frames import total
from metrics.metric import Metric, Unit

if TYPE_CHECKING:
    import pandas as pd


class Invoiced(Metric):
    """Billings: dated by the day on the bill, never by a day that was expected."""

    slug = "invoiced"
    label = sentence("Invoiced")
    unit = Unit.MONEY
    formula = sentence("Σ net of invoices and debit notes − Σ net of credit notes, by their date")
    meaning = sentence("net of what was billed on its date; credit notes count negative, drafts and cancelled not")

    @staticmethod
    def compute(invoices: "pd.DataFrame") -> int:
        """Return the sum of `net_minor`; credit notes are negative rows."""
        return total(invoices["net_minor"])

    @classmethod
    def between(cls, months: "pd.DataFrame", first: int, last: int) -> int:
        """Return the same for a span of months, both included, from rows of `month` and `net_minor`."""
        return cls.compute(months[months["month"].between(first, last)])


class OrdersToInvoice(Metric):
    """Backlog: ordered and not yet invoiced."""

    slug = "orders-to-invoice"
    label = sentence("Orders to invoice")
    unit = Unit.MONEY
    formula = sentence("Σ (net − invoiced) of the open orders")
    meaning = sentence("net of open orders that is not invoiced yet, whenever it is planned")

    @staticmethod
    def compute(orders: "pd.DataFrame") -> int:
        """Return the sum of `open_minor`: net − invoiced of open orders, 0 of all others."""
        return total(orders["open_minor"])
