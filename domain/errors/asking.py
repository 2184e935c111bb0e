"""Refusals of what was asked: filters, periods, input that is none."""

from domain.errors.base import SalesError, sentence


class MalformedInput(SalesError):
    template = sentence("The request could not be read. Reload the page and try again.")


class BadPeriod(SalesError):
    template = sentence(
        "“{text}” is not a period. Write a year (2026), a quarter (2026-Q3), a month (2026-07) or two dates."
    )


class BadFilter(SalesError):
    template = sentence("The filter “{key}” holds “{value}”, which cannot be read. Reset the filters and choose again.")


class TooManyMonths(SalesError):
    template = sentence("{count} months are too many for one board. Choose a period of at most {most} months.")


class RateMissing(SalesError):
    template = sentence(
        "There is no exchange rate from {source} to {target} on or before {on}. Choose another currency or add the rate."
    )


class UnknownCurrency(SalesError):
    template = sentence("“{currency}” is not a currency that Caudal knows.")


class TooManyRows(SalesError):
    template = sentence(
        "A workbook holds at most {most} rows, and these are {count}. Narrow the filter, or export as CSV."
    )


class NoForecastYet(SalesError):
    template = sentence("There is no forecast yet. One is made every night from what is known by then.")
