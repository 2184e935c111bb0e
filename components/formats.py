"""Numbers, money and dates as people of each language write them (GUIDE: no-break spaces, true minus signs)."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, get_currency_symbol

from components import language
from components.language import gettext as _
from domain import clock
from domain.money import exponent

MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"
NARROW_NBSP = "\N{NARROW NO-BREAK SPACE}"
# The English of Ireland writes day before month and the euro before the number.
REGIONS = {"en": "en_IE", "es": "es_ES", "it": "it_IT"}
MILLION, THOUSAND = 1_000_000, 1_000
MINUTE, HOUR, WEEK_DAYS = 60, 3600, 7

MoneyStyle = Literal["0", "2", "k"]


def region(locale: str | None = None) -> str:
    """Return the Babel locale of a language, or of the language in use."""
    return REGIONS.get(locale or language.locale(), REGIONS[language.SOURCE])


def browser_locale(locale: str | None = None) -> str:
    """Return the same locale as the browser's Intl names it, for instance "en-IE"."""
    return region(locale).replace("_", "-")


def money(minor: int, currency: str, locale: str | None = None, style: MoneyStyle = "0") -> str:
    """Write minor units as money: "2" all decimals of the currency, "0" whole units, "k" short (€386k, €1.24M)."""
    amount = Decimal(minor).scaleb(-exponent(currency))
    if style == "k":
        return _short_money(amount, currency, region(locale))
    digits = exponent(currency) if style == "2" else 0
    return _money(_rounded(amount, digits), digits, currency, region(locale))


def number(value: float | Decimal, digits: int = 0, locale: str | None = None, *, signed: bool = False) -> str:
    """Write a number with exactly `digits` decimals; `signed` adds the plus of a change."""
    rounded = _rounded(Decimal(str(value)), digits)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + format_decimal(abs(rounded), _pattern(digits), region(locale), group_separator=True)


def percent(points: float | Decimal, digits: int = 0, locale: str | None = None, *, signed: bool = False) -> str:
    """Write percentage points (62 → "62 %") with a no-break space in every language."""
    return f"{number(points, digits, locale, signed=signed)}{NBSP}%"


def percent_range(low: int, high: int, locale: str | None = None) -> str:
    """Write a span of percentage points: "25–90 %"."""
    return f"{number(low, 0, locale)}–{percent(high, 0, locale)}"


def day(value: date, today: date | None = None, locale: str | None = None) -> str:
    """Write "24 Jul", and "11 Jan ’27" when the year is not today's."""
    text = format_date(value, "d MMM", region(locale)).rstrip(".")
    if value.year != (today or clock.today()).year:
        text = f"{text} ’{value.year % 100:02d}"
    return text.replace(" ", NBSP)


def long_day(value: date, locale: str | None = None) -> str:
    """Write a day in full: "24 July 2026"."""
    return format_date(value, "long", region(locale))


def month(value: date, locale: str | None = None) -> str:
    """Write a month with its year: "Oct 2026"."""
    return format_date(value, "MMM y", region(locale)).replace(" ", NBSP)


def short_month(value: date, locale: str | None = None) -> str:
    """Write a month where its year stands beside it: "Oct"."""
    return format_date(value, "MMM", region(locale)).rstrip(".")


def days(count: int, locale: str | None = None) -> str:
    """Write a duration in days: "19 d"."""
    return _("{count} d", count=number(count, 0, locale)).replace(" ", NBSP)


def moment(at: datetime, now: datetime | None = None, locale: str | None = None) -> str:
    """Write how long ago an instant was, within seven days, else its day. Instants are aware."""
    present = now or clock.now()
    seconds = max((present - at).total_seconds(), 0)
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        return _("{count} min ago", count=int(seconds // MINUTE))
    if present.date() == at.date():
        return _("{count} h ago", count=int(seconds // HOUR))
    if (present.date() - at.date()).days < WEEK_DAYS:
        return _("{count} d ago", count=(present.date() - at.date()).days)
    return day(at.astimezone(UTC).date(), present.date(), locale)


def clock_time(at: datetime, locale: str | None = None) -> str:
    """Write the hour and minute of an instant, in its own time zone: "08:42"."""
    return format_time(at, "HH:mm", locale=region(locale))


def _short_money(amount: Decimal, currency: str, babel_locale: str) -> str:
    size = abs(amount)
    if _rounded(size / THOUSAND, 0) >= THOUSAND:
        unit, value, digits = "M", _rounded(amount / MILLION, 2), 2
    elif _rounded(size, 0) >= THOUSAND:
        unit, value, digits = "k", _rounded(amount / THOUSAND, 0), 0
    else:
        unit, value, digits = "", _rounded(amount, 0), 0
    return _money(value, digits, currency, babel_locale, unit)


def _money(rounded: Decimal, digits: int, currency: str, babel_locale: str, unit: str = "") -> str:
    """Put symbol, number and unit where the locale has them; a symbol of letters keeps its distance."""
    written = format_decimal(abs(rounded), _pattern(digits), babel_locale, group_separator=True)
    sign = MINUS if rounded < 0 else ""
    symbol = get_currency_symbol(currency, babel_locale)
    if "¤" in Locale.parse(babel_locale).currency_formats["standard"].prefix[0]:
        return f"{sign}{symbol}{NBSP if symbol[-1].isalpha() else ''}{written}{unit}"
    return f"{sign}{written}{NARROW_NBSP if unit else ''}{unit}{NBSP}{symbol}"


def _pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


def _rounded(value: Decimal, digits: int) -> Decimal:
    """Round half away from zero, as browsers do, so that a total and a card never differ by their rounding."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0
