"""Converters: from the text of a cell to a value, or a reason why it cannot be one."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

from data.importers.entities import Field, Kind
from domain.access import Role
from domain.errors import BadAmount
from domain.geography import country_code
from domain.money import LARGEST_MINOR, exponent, parse_minor
from domain.outcome import Outcome
from domain.period import FIRST_YEAR, LAST_YEAR

ROUNDING: Final = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN}
LARGEST_INTEGER: Final = 2**31 - 1
_ISO: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)?)?\s?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_WRITTEN: Final = re.compile(
    r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})(?:,?\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[AaPp]\.?[Mm]\.?)?)?"
)
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_WHOLE: Final = re.compile(r"[-+]?[0-9]+")


class BadValue(Exception):
    """A value cannot be read; the argument is the reason."""


def text(value: str, length: int) -> str:
    """Return a text without control characters and of at most `length` characters."""
    if _FORBIDDEN.search(value):
        raise BadValue("holds control characters")
    if len(value) > length:
        raise BadValue(f"is longer than {length} characters")
    return value


def decimal(value: str, *, comma: bool) -> Decimal:
    """Return a number as written with point or comma, with thousands marks of the other kind."""
    mark, group = (",", ".") if comma else (".", ",")
    whole, point, fraction = value.partition(mark)
    grouped = re.fullmatch(rf"[-+]?\d{{1,3}}(?:[{re.escape(group)} '’\u00a0\u202f]\d{{3}})+", whole)
    digits = re.sub(r"[^\d+-]", "", whole) if grouped else whole
    if not _WHOLE.fullmatch(digits) or (point and not fraction.isascii()) or (point and not fraction.isdecimal()):
        raise BadValue(f"is not a number with a decimal {'comma' if comma else 'point'}")
    try:
        return Decimal(f"{digits}.{fraction or '0'}")
    except InvalidOperation:
        raise BadValue("is not a number") from None


def integer(value: str, *, comma: bool) -> int:
    """Return a whole number."""
    number = decimal(value, comma=comma)
    if number != int(number) or abs(number) > LARGEST_INTEGER:
        raise BadValue("is not a whole number of usual size")
    return int(number)


def percent(value: str, *, comma: bool, factor: Decimal) -> int:
    """Return a whole percent from 0 to 100."""
    number = decimal(value.removesuffix("%").strip(), comma=comma) * factor
    if number != int(number) or not 0 <= number <= 100:
        raise BadValue("is not a whole percent from 0 to 100")
    return int(number)


def money(value: str, currency: str, *, comma: bool, factor: Decimal = Decimal(1)) -> int:
    """Return minor units of the currency; `factor` is what one unit of the file is worth."""
    if any(letter.isdecimal() and not letter.isascii() for letter in value):
        raise BadValue(f"is not an amount in {currency}")
    if factor == 1:
        try:
            return parse_minor(value, currency, decimal_comma=comma)
        except BadAmount as refusal:
            raise BadValue(f"is not an amount in {currency}; write it like {refusal.params['example']}") from None
    minor = (decimal(value, comma=comma) * factor).scaleb(exponent(currency))
    if minor != int(minor) or abs(minor) > LARGEST_MINOR:
        raise BadValue(f"is not an amount in {currency}")
    return int(minor)


def rounded_money(value: str, currency: str, mode: str, *, comma: bool, factor: Decimal) -> tuple[int, Decimal]:
    """Return minor units rounded from any number of decimals, and how many minor units the rounding added."""
    exact = (decimal(value, comma=comma) * factor).scaleb(exponent(currency))
    minor = int(exact.to_integral_value(ROUNDING[mode]))
    if abs(minor) > LARGEST_MINOR:
        raise BadValue(f"is not an amount in {currency}")
    return minor, minor - exact


def day(value: str, written: str, zone: ZoneInfo) -> date:
    """Return the day of a date or timestamp; one with an offset is the day it was in the company's zone."""
    try:
        found = _day(value, written, zone)
    except ValueError:
        found = None
    if found is None:
        raise BadValue(f"is not a date written {WRITTEN.get(written, written)}")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadValue(f"is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return found


WRITTEN: Final = {"iso": "2026-12-31", "day-first": "31/12/2026", "month-first": "12/31/2026"}


def _day(value: str, written: str, zone: ZoneInfo) -> date | None:
    if written == "iso":
        return _iso_day(value, zone)
    if written not in WRITTEN:
        return datetime.strptime(value, written).replace(tzinfo=UTC).date()
    found = _WRITTEN.fullmatch(value)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    return date(year, second, first) if written == "day-first" else date(year, first, second)


def _iso_day(value: str, zone: ZoneInfo) -> date | None:
    found = _ISO.fullmatch(value)
    if not found:
        return None
    if not found[4]:
        return date(int(found[1]), int(found[2]), int(found[3]))
    moment = datetime(*(int(part or 0) for part in found.group(1, 2, 3, 4, 5, 6)), tzinfo=UTC)  # type: ignore[arg-type,misc]  # six whole numbers
    offset = found[7]
    if not offset:
        return moment.date()
    return datetime.strptime(f"{moment:%Y%m%d%H%M%S}{offset}", "%Y%m%d%H%M%S%z").astimezone(zone).date()


def country(value: str) -> str:
    """Return the two-letter code of a country's code or name."""
    code = country_code(value)
    if code is None:
        raise BadValue("is not a country; correct it in the profile")
    return code


def currency(value: str) -> str:
    """Return a currency's code."""
    if not _CURRENCY.fullmatch(value):
        raise BadValue("is not the three-letter code of a currency")
    return value


def role(value: str) -> str:
    """Return a role that an imported person may have."""
    if value not in set(Role) - {Role.ADMINISTRATOR}:
        raise BadValue("is not a role that can be imported")
    return value


def outcome(value: str) -> str:
    """Return an outcome."""
    if value not in set(Outcome):
        raise BadValue("is not mapped to open, won, lost or cancelled")
    return value


def plain(field: Field, *, comma: bool, factor: Decimal) -> Callable[[str], object]:
    """Return the converter of a field whose value depends on nothing but its text."""
    readers: dict[Kind, Callable[[str], object]] = {
        Kind.INTEGER: lambda value: integer(value, comma=comma),
        Kind.DECIMAL: lambda value: decimal(value, comma=comma) * factor,
        Kind.PERCENT: lambda value: percent(value, comma=comma, factor=factor),
        Kind.CURRENCY: currency,
        Kind.COUNTRY: country,
        Kind.ROLE: role,
        Kind.OUTCOME: outcome,
    }
    return readers.get(field.kind, lambda value: text(value, field.length))
