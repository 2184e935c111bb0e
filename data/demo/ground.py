"""What all parts of the demo company share while it is drawn: truths, people, contacts, rates, numbers given out."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from data.demo.amounts import Lines, Rates
from data.demo.campaigns import Campaigns
from data.demo.columns import Array, Table
from data.demo.contacts import Contacts
from data.demo.history import History
from data.demo.opportunities import Deals
from data.demo.people import Staff
from data.demo.truth import Truth


@dataclass(frozen=True)
class Ground:
    """The part that stays the same from chunk to chunk, and the counters that go on."""

    truth: Truth
    staff: Staff
    contacts: Contacts
    campaigns: Campaigns
    rates: Rates
    _numbers: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _ids: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def today(self) -> np.datetime64:
        """The day on which the demo stands."""
        return np.datetime64(self.truth.today, "D")

    def ids(self, table: str, count: int) -> Array:
        """Return the next ids of a table."""
        first = self._ids[table] + 1
        self._ids[table] += count
        return np.arange(first, first + count)

    def numbers(self, series: str) -> dict[int, int]:
        """Return the last number given in each part of a series, to be updated."""
        return self._numbers[series]


@dataclass(frozen=True)
class Chunk:
    """The opportunities of one chunk with everything that was drawn for them."""

    number: int
    deals: Deals
    history: History
    lines: Lines
    opportunity: Table
    net_on_the_way: Array
    activity: Table
