"""Scenario: the assumptions that a person may put beside a forecast, as an address carries them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar

from domain.errors import BadFilter
from domain.filter import LARGEST_ID

KEY: Final = "s"  # of a scenario in an address
PERCENTS: Final[Mapping[str, tuple[int, int]]] = {"win": (-90, 100), "size": (-90, 100), "run": (-100, 100)}
MOST_WEEKS: Final = 26
MOST_FX_PERCENT: Final = 50
MOST_DEALS, MOST_LEAVING = 40, 20
FIRST_YEAR, LAST_YEAR = 1990, 2100
K = TypeVar("K")
V = TypeVar("V")


class Fate(StrEnum):
    """What a scenario says of one opportunity; a month, written "2026-12", says that it is won in it."""

    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Scenario:
    """Assumptions beside the forecast; each is a change, so that the empty scenario is the forecast itself.

    `win_rate`, `size` and `run_rate` are percents by which chances, amounts of opportunities and new business change;
    `slip_weeks` moves what is still to come. `fixed` says of an opportunity "won", "lost" or the month it is won in,
    "2026-12". `leaving` says by owner how many percent of the odds of their deals are lost, `fx` by currency how many
    percent it gains against the company's.
    """

    win_rate: int = 0
    slip_weeks: int = 0
    size: int = 0
    run_rate: int = 0
    fixed: Mapping[int, str] = field(default_factory=dict)
    leaving: Mapping[int, int] = field(default_factory=dict)
    fx: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_query(cls, text: str | None) -> "Scenario":
        """Read the value of the key `s` of an address, "win.10_slip.4_deal.17.won"; raises BadFilter."""
        try:
            return _read(text) if text else cls()
        except ValueError:
            raise BadFilter(key=KEY, value=(text or "")[:40]) from None

    def to_query(self) -> str:
        """Write the value for the key `s`; the empty scenario is the empty text."""
        numbers = {"win": self.win_rate, "slip": self.slip_weeks, "size": self.size, "run": self.run_rate}
        words = [f"{name}.{number}" for name, number in numbers.items() if number]
        words += [f"fx.{currency}.{percent}" for currency, percent in sorted(self.fx.items())]
        words += [f"left.{owner_id}.{percent}" for owner_id, percent in sorted(self.leaving.items())]
        words += [f"deal.{id_}.{fate}" for id_, fate in sorted(self.fixed.items())]
        return "_".join(words)

    @property
    def is_empty(self) -> bool:
        """Tell whether this is the forecast itself."""
        return self == Scenario()


def _read(text: str) -> Scenario:
    numbers: dict[str, int] = {}
    maps: dict[str, dict[str, str]] = {"deal": {}, "left": {}, "fx": {}}
    for word in text.split("_"):
        name, *values = word.split(".")
        if name in maps and len(values) == 2:
            maps[name][values[0]] = values[1]
        elif len(values) == 1 and name not in numbers:
            low, high = (-MOST_WEEKS, MOST_WEEKS) if name == "slip" else PERCENTS.get(name, (1, 0))
            numbers[name] = _between(values[0], low, high)
        else:
            raise ValueError(word)
    if len(maps["deal"]) > MOST_DEALS or len(maps["left"]) > MOST_LEAVING:
        raise ValueError(text)
    return Scenario(
        numbers.get("win", 0), numbers.get("slip", 0), numbers.get("size", 0), numbers.get("run", 0),
        _mapped(maps["deal"], _id, _fate), _mapped(maps["left"], _id, lambda percent: _between(percent, 1, 100)),
        _mapped(maps["fx"], _code, lambda percent: _between(percent, -MOST_FX_PERCENT, MOST_FX_PERCENT)),
    )  # fmt: skip


def _mapped(found: Mapping[str, str], key: Callable[[str], K], value: Callable[[str], V]) -> dict[K, V]:
    return {key(name): value(text) for name, text in found.items()}


def _between(text: str, low: int, high: int) -> int:
    number = int(text)
    if not text.isascii() or not low <= number <= high:
        raise ValueError(text)
    return number


def _id(text: str) -> int:
    return _between(text, 1, LARGEST_ID)


def _code(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isupper():
        raise ValueError(text)
    return text


def _fate(text: str) -> str:
    if text in set(Fate):
        return text
    year, _, month = text.partition("-")
    if len(text) != 7:
        raise ValueError(text)
    _between(year, FIRST_YEAR, LAST_YEAR)
    _between(month, 1, 12)
    return text
