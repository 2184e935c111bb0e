"""Telling: an English sentence with what fills it, kept as data until somebody reads it in their language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.errors import MalformedInput
from domain.money import Money

DAY, MINOR, CURRENCY = "day", "minor", "currency"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the catalogues and what fills its {names}: texts, numbers, days and amounts of money."""

    template: str
    params: dict[str, object] = field(default_factory=dict)


def to_plain(params: Mapping[str, object]) -> dict[str, object]:
    """Return what fills a sentence as JSON can hold it."""
    return {name: _plain(value) for name, value in params.items()}


def from_plain(params: Mapping[str, object]) -> dict[str, object]:
    """Return what fills a sentence as it was before `to_plain`."""
    return {name: _whole(value) for name, value in params.items()}


def as_told(plain: Mapping[str, object]) -> Told:
    """Return a sentence that was stored as JSON with its template and params."""
    params = plain.get("params")
    return Told(str(plain["template"]), from_plain(params if isinstance(params, Mapping) else {}))


def verbatim(text: str) -> Told:
    """Return a text that is shown as it is, in whatever language it was written."""
    return Told("{text}", {"text": text})


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return {MINOR: value.minor, CURRENCY: value.currency}
    return {DAY: value.isoformat()} if isinstance(value, date) else value


def _whole(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    if value.keys() == {DAY}:
        return date.fromisoformat(str(value[DAY]))
    if value.keys() == {MINOR, CURRENCY}:
        return Money(int(value[MINOR]), str(value[CURRENCY]))
    raise MalformedInput
