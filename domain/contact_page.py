"""What stands beside a contact on its page and in its dialogs: towns, choices, types of activities, names typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.attention import How
from domain.contact import Duplicate


@dataclass(frozen=True, slots=True)
class Town:
    """A town near a contact, for the small map; degrees."""

    name: str
    latitude: float
    longitude: float


Options = Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """Ids and words of each list, agents with their company, companies a person may add to, currencies, countries."""

    lists: Mapping[str, Options]
    agents: Sequence[tuple[int, int, str]]
    companies: Options
    currencies: Sequence[str]
    countries: Sequence[str]


class Kind(Protocol):
    """A type of activity that can be logged."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def kind(self) -> str:
        """What names its icon."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a contact on its page: who may be the same, the towns near, what can be chosen and logged."""

    duplicates: Sequence[Duplicate]
    towns: Sequence[Town]
    choices: Choices
    types: Sequence[Kind]
    follows: How = "usual"  # whether the person who reads follows or mutes it


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a typed name means, None while that is open, and what is to be said of it."""

    id: int | None
    words: str
