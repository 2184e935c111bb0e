"""The circumstances of one import while it writes: whose, into what, when, and what it has written so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from data.importers.ground import Ground
from data.importers.profile import Profile
from data.importers.standing import Standing

Values = dict[str, Any]


@dataclass
class Counts:
    """How many records of an entity were added, changed, and found as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.added + self.changed + self.unchanged


@dataclass(frozen=True, slots=True)
class Seller:
    """A person of the source as user, agent and member of a team."""

    user_id: int
    agent_id: int
    team_id: int | None


@dataclass
class Run:
    """One import in one transaction."""

    session: Session
    profile: Profile
    ground: Ground
    standing: Standing
    import_run_id: int
    user_id: int | None
    now: datetime
    advance: Callable[[int], object] = field(default=lambda _count: None)
    counts: dict[str, Counts] = field(default_factory=dict)
    ids: dict[str, dict[str, int]] = field(default_factory=dict)  # entity → source key → id
    sellers: dict[str, Seller] = field(default_factory=dict)  # by source key

    @property
    def company_id(self) -> int:
        """The company written into."""
        return self.ground.company.id

    @property
    def source_system_id(self) -> int:
        """The system that the records come from."""
        return self.ground.source_system_id

    def count(self, entity: str) -> Counts:
        """Return the counts of an entity, to be raised."""
        return self.counts.setdefault(entity, Counts())

    def known(self, entity: str) -> dict[str, int]:
        """Return the ids of an entity by source key: those from before and those of this run."""
        if entity not in self.ids:
            self.ids[entity] = dict(self.standing.keys.get(entity, {}))
        return self.ids[entity]

    def id_of(self, entity: str, key: str | None) -> int | None:
        """Return the id of a record that the checks found; None for no key."""
        return None if key is None else self.known(entity)[key]

    def noon(self, day: date) -> datetime:
        """Return noon of a business day in the company's zone: an instant that is that day nearly everywhere."""
        return datetime.combine(day, time(12), ZoneInfo(self.ground.company.time_zone))
