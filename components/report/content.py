"""What the printed invoicing board says, as plain values; amounts in minor units, one place per month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Amounts = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the head: what it is, its value, what it consists of, and how it is counted."""

    label: str
    value: str
    note: str
    basis: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The documents of one kind: amount and count by month; `mark` names its colour, `note` how it is counted."""

    mark: str
    name: str
    note: str
    amounts: Sequence[int]
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Section:
    """The board in one currency; `asides` tell what no month holds."""

    currency: str
    companies: str
    figures: Sequence[Figure]
    lanes: Sequence[Lane]
    targets: Amounts
    shares: Amounts  # per cent of the target
    gaps: Amounts
    last_year: Sequence[int]
    asides: Sequence[str] = ()

    @property
    def totals(self) -> list[int]:
        """What all lanes hold by month."""
        return [sum(lane.amounts[place] for lane in self.lanes) for place in range(len(self.last_year))]

    @property
    def has_targets(self) -> bool:
        """Tell whether any month has a target."""
        return any(target is not None for target in self.targets)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report; `present` is the place of the current month, None when it is not among them.

    `elapsed` is the part of the current month that is over.
    """

    title: str
    interval: str
    months: Sequence[str]
    sections: Sequence[Section]
    trust: Sequence[tuple[str, str]]
    present: int | None = None
    elapsed: float = 0.0
    words: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
