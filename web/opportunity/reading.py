"""Reading: the values of a form as they were typed, strictly."""

from datetime import date

from components.language import locale
from domain.errors import MalformedInput
from domain.money import parse_minor
from web.boards import DECIMAL_COMMA

LONGEST_NUMBER = 18


def number(form: dict[str, str], name: str) -> int:
    """Return a number of a form, above zero; raise MalformedInput for anything else."""
    return number_in(form.get(name, ""))


def number_in(text: str) -> int:
    """Return the number that a text is, above zero; raise MalformedInput for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER and int(text)):
        raise MalformedInput
    return int(text)


def day(form: dict[str, str], name: str) -> date | None:
    """Return a day of a form, None for an empty one; raise MalformedInput for what is no day."""
    text = form.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise MalformedInput from None


def amount(form: dict[str, str], name: str, currency: str) -> int | None:
    """Return an amount in minor units, None for an empty one; raise BadAmount for what cannot be read."""
    text = form.get(name, "").strip()
    return parse_minor(text, currency, decimal_comma=locale() in DECIMAL_COMMA) if text else None
