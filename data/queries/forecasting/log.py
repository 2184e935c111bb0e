"""The pipeline as it was at any instant, rebuilt from the event log and the stays."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.opportunity import Opportunity, StageHistory
from domain.outcome import Outcome

ENTITY = "opportunity"
BEGINNINGS = frozenset({"create", "duplicate"})
# What a stay in a stage also keeps, for records whose events never name it: imported ones.
KEPT_BY_STAYS = ("stage_id", "stated_percent", "net_minor", "expected_order_on")
FOLLOWED = (
    "outcome", "stage_id", "stated_percent", "currency_code", "net_minor", "expected_order_on", "expected_invoice_on",
    "owner_id", "team_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """An opportunity as it was at an instant."""

    opportunity_id: int
    outcome: str
    stage_id: int
    stated_percent: int
    currency_code: str
    net_minor: int
    expected_order_on: date | None
    expected_invoice_on: date | None
    owner_id: int
    team_id: int | None


@dataclass(slots=True)
class Trace:
    """What is known of one opportunity: its values now, and for each value its changes in the order of time."""

    opportunity_id: int
    began_at: datetime
    closed_on: date | None
    now: dict[str, Any]
    changes: dict[str, list[tuple[datetime, Any]]] = field(default_factory=lambda: defaultdict(list))
    named: set[str] = field(default_factory=set)
    stays: list[Any] = field(default_factory=list)

    def value(self, name: str, at: datetime) -> Any:
        """Return a value as it was: what the first later change found, else what it is now."""
        changes = self.changes.get(name, [])
        place = bisect_right(changes, at, key=lambda change: change[0])
        if place < len(changes):
            return changes[place][1]
        if name in KEPT_BY_STAYS and name not in self.named and (stay := self.stay(at)) and stay.left_at is not None:
            return getattr(stay, name)
        return self.now[name]

    def stay(self, at: datetime) -> Any:
        """Return the stay in a stage at the instant, the first one before that; None without stays."""
        entered = [stay for stay in self.stays if stay.entered_at <= at]
        return entered[-1] if entered else next(iter(self.stays), None)

    def moves(self) -> list[tuple[date, date | None, date | None]]:
        """Return day, old and new value of each change of the expected order date, the first one first."""
        if "expected_order_on" in self.named:
            changes = self.changes.get("expected_order_on", [])
            news = [old for _, old in changes[1:]] + [self.now["expected_order_on"]]
            return [(at.date(), old, new) for (at, old), new in zip(changes, news, strict=False)]
        pairs = pairwise(self.stays)
        return [
            (after.entered_at.date(), before.expected_order_on, after.expected_order_on)
            for before, after in pairs
            if before.expected_order_on != after.expected_order_on
        ]

    def at(self, at: datetime) -> Standing:
        """Return the opportunity as it was."""
        standing = Standing(self.opportunity_id, **{name: self.value(name, at) for name in FOLLOWED})
        if "outcome" in self.named or self.closed_on is None or self.closed_on <= at.date():
            return standing
        # Closed later by an import that kept no log: it was open then.
        return replace(standing, outcome=Outcome.OPEN.value)


class Log:
    """The changes of all opportunities of some companies, read once for any number of instants."""

    def __init__(self, session: Session, company_ids: Collection[int]) -> None:
        companies = sorted(company_ids)
        self.traces = {trace.opportunity_id: trace for trace in _traces(session, companies)}
        self._add_stays(session, companies)
        self._add_events(session, companies)

    def at(self, at: datetime) -> list[Standing]:
        """Return every opportunity that existed, in the order of their ids."""
        return [trace.at(at) for trace in self.traces.values() if trace.began_at <= at]

    def open_at(self, at: datetime) -> list[Standing]:
        """Return the open pipeline, in the order of the ids."""
        return [standing for standing in self.at(at) if standing.outcome == Outcome.OPEN]

    def _add_stays(self, session: Session, companies: list[int]) -> None:
        query = (
            select(
                StageHistory.opportunity_id, StageHistory.stage_id, StageHistory.entered_at, StageHistory.left_at,
                StageHistory.stated_percent, StageHistory.net_minor, StageHistory.expected_order_on,
            )
            .join(Opportunity, Opportunity.id == StageHistory.opportunity_id)
            .where(Opportunity.company_id.in_(companies))
            .order_by(StageHistory.opportunity_id, StageHistory.entered_at, StageHistory.id)
        )  # fmt: skip
        for stay in session.execute(query):
            self.traces[stay.opportunity_id].stays.append(stay)

    def _add_events(self, session: Session, companies: list[int]) -> None:
        query = (
            select(Event.entity_id, Event.at, Event.verb, Event.before, Event.after)
            .where(Event.entity == ENTITY, Event.company_id.in_(companies))
            .order_by(Event.at, Event.id)
        )
        for entity_id, at, verb, before, after in session.execute(query):
            trace = self.traces.get(entity_id)
            if trace is None:
                continue
            if verb in BEGINNINGS:
                trace.began_at = at
            trace.named.update(after or {})
            for name, value in (before or {}).items():
                if name in FOLLOWED:
                    trace.changes[name].append((at, _read(name, value)))


def _traces(session: Session, companies: list[int]) -> Iterator[Trace]:
    columns = [getattr(Opportunity, name) for name in FOLLOWED]
    query = (
        select(Opportunity.id, Opportunity.created_on, Opportunity.closed_on, *columns)
        .where(Opportunity.company_id.in_(companies))
        .order_by(Opportunity.id)
    )
    for id_, created_on, closed_on, *values in session.execute(query):
        yield Trace(id_, beginning(created_on), closed_on, dict(zip(FOLLOWED, values, strict=True)))


def beginning(day: date) -> datetime:
    """Return the first instant of a day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def ending(day: date) -> datetime:
    """Return the last instant of a day, in UTC."""
    return beginning(day) + timedelta(days=1, microseconds=-1)


def _read(name: str, value: object) -> Any:
    return date.fromisoformat(value) if name.endswith("_on") and isinstance(value, str) else value
