"""Money: integer minor units of one currency, never a float, never two currencies in one sum."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from domain.errors import BadAmount

# ISO 4217 currencies whose minor unit is not the hundredth part.
EXPONENTS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
    "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip
# Cards are ordered across currencies by their amount in this one; it is never shown.
BASE_CURRENCY = "EUR"
# Net × percent, and sums of many, must fit 64 bits; it is 10 trillion euros.
LARGEST_MINOR = 10**15
AMOUNT = re.compile(r"[-+−]?\d+(?:[.,'’\s\u00a0\u202f]\d+)*")


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (cents for EUR) of an ISO 4217 currency."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added without a dated rate")
        return other

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"

    @property
    def major(self) -> Decimal:
        """The amount in whole units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))


def exponent(currency: str) -> int:
    """Return how many decimal digits the currency's minor unit has (ISO 4217)."""
    return EXPONENTS.get(currency, 2)


def convert(money: Money, target: str, rate: Decimal) -> Money:
    """Convert at `rate` (units of `target` per unit of `money.currency`), rounding half to even on minor units."""
    if money.currency == target:
        return money
    minor = (Decimal(money.minor) * rate).scaleb(exponent(target) - exponent(money.currency))
    return Money(int(minor.to_integral_value(ROUND_HALF_EVEN)), target)


def weighted_minor(net_times_percent: int) -> int:
    """Turn Σ(net × percent) into minor units, rounding half to even once, after the sum."""
    return int((Decimal(net_times_percent) / 100).to_integral_value(ROUND_HALF_EVEN))


def parse_minor(text: str, currency: str, *, decimal_comma: bool) -> int:
    """Read an amount as a person types it; raise BadAmount when it is not one or has too many decimals."""
    cleaned = text.strip().removeprefix(currency).removesuffix(currency).strip("€$£ \u00a0")
    if not AMOUNT.fullmatch(cleaned):
        raise _unreadable(text, currency, decimal_comma=decimal_comma)
    decimal_mark, group_mark = (",", ".") if decimal_comma else (".", ",")
    whole, _, fraction = cleaned.replace("−", "-").partition(decimal_mark)
    digits = exponent(currency)
    if len(fraction) > digits or not (fraction == "" or fraction.isdecimal()) or not _well_grouped(whole, group_mark):
        raise _unreadable(text, currency, decimal_comma=decimal_comma)
    bare = re.sub(r"[^\d-]", "", whole)
    minor = int(Decimal(f"{bare}.{fraction or '0'}").scaleb(digits))
    if abs(minor) > LARGEST_MINOR:
        raise _unreadable(text, currency, decimal_comma=decimal_comma)
    return minor


def _well_grouped(whole: str, group_mark: str) -> bool:
    separators = set(re.sub(r"[\d+-]", "", whole))
    if not separators:
        return True
    if len(separators) > 1 or not separators <= {group_mark, "'", "’", " ", "\u00a0", "\u202f"}:
        return False
    _, *groups = re.split(r"[^\d]", whole.lstrip("+-"))
    return all(len(group) == 3 for group in groups)


def _unreadable(text: str, currency: str, *, decimal_comma: bool) -> BadAmount:
    fraction = "0" * exponent(currency)
    mark, group = (",", ".") if decimal_comma else (".", ",")
    return BadAmount(text=text[:40], currency=currency, example=f"12{group}500" + (mark + fraction if fraction else ""))
