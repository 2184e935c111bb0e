"""Amounts of lines and their sums, each rounded once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from data.importers.records import Record


@dataclass(frozen=True, slots=True)
class Amounts:
    """Gross, discount and net in minor units; net = gross − discount."""

    gross: int = 0
    discount: int = 0

    @property
    def net(self) -> int:
        """What is left."""
        return self.gross - self.discount

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(self.gross + other.gross, self.discount + other.discount)


def line_amounts(values: Mapping[str, Any]) -> Amounts:
    """Return the amounts of a line: price × quantity × (1 − rate), or net ÷ (1 − rate), or the amounts given."""
    if "unit_price" in values:
        full = values["unit_price"] * values["quantity"]
        net = _rounded(full * (1 - (values.get("discount_rate") or Decimal(0))))
        gross = _rounded(full)
        return Amounts(gross, gross - net)
    if values.get("discount_rate"):
        gross = (
            _rounded(values["net"] / (1 - values["discount_rate"])) if values["discount_rate"] < 1 else values["net"]
        )
        return Amounts(gross, gross - values["net"])
    return given_amounts(values)


def unit_price(values: Mapping[str, Any]) -> int:
    """Return the price of one before the discount: the one given, else what the line was before it by its quantity."""
    if "unit_price" in values:
        return int(values["unit_price"])
    quantity = values["quantity"] or Decimal(1)
    return _rounded(line_amounts(values).gross / quantity)


def given_amounts(values: Mapping[str, Any]) -> Amounts:
    """Return the amounts given as gross, discount and net, or as any part of them that tells the rest; else nothing."""
    net, gross, discount = (values.get(name) for name in ("net", "gross", "discount"))
    if gross is None:
        return Amounts((net or 0) + (discount or 0), discount or 0)
    return Amounts(gross, gross - net if net is not None else discount or 0)


def adds_up(values: Mapping[str, Any]) -> bool:
    """Tell whether net is gross less discount, as far as they are given."""
    net, gross = values.get("net"), values.get("gross")
    discount = values.get("discount")
    if net is None or gross is None or discount is None:
        return net is None or gross is None or net <= gross
    return bool(net == gross - discount)


def sums_of(lines: Iterable[Record], entity: str) -> dict[str, Amounts]:
    """Return the sum of the lines by the key of the record they belong to."""
    sums: dict[str, Amounts] = {}
    for line in lines:
        key = line.values[entity]
        sums[key] = sums.get(key, Amounts()) + line_amounts(line.values)
    return sums


def _rounded(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_EVEN))
