"""The past: on which opportunities a rule would have acted, from the event log, the stays, activities and documents."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.rules.spells import SPELLS, Spell
from data.schema.contact import Contact
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from domain.rules import Change, Rule, Trigger, holds, matches
from domain.rules.trigger import WATCHED

DAYS_BACK: Final = 90
SHOWN: Final = 100
MOST: Final = 20_000
CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Case:
    """An opportunity on which the rule would have acted, and on which day."""

    on: date
    opportunity_id: int
    number: str
    title: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have done: how often, and the latest cases; `is_cut` when there was more than is looked at."""

    first: date
    last: date
    count: int
    cases: tuple[Case, ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """When something set the rule off: facts are asked as they stood then."""

    opportunity_id: int
    at: datetime


def try_on_past(session: Session, rule: Rule, *, today: date) -> Trial:
    """Return what a rule would have done in the last 90 days, had it been switched on and nothing paused."""
    first = today - timedelta(days=DAYS_BACK)
    moments = list(
        _changes(session, rule, first) if rule.when.trigger in LOGGED else _days(session, rule, first, today)
    )
    moments.sort(key=lambda one: (one.at, one.opportunity_id))
    fired = _holding(session, rule, moments[-MOST:], first) if rule.groups else moments[-MOST:]
    shown = _cases(session, fired[-SHOWN:])
    return Trial(first, today, len(fired), tuple(reversed(shown)), len(moments) > MOST)


# Documents speak for themselves: an import brings no events.
LOGGED: Final = frozenset(trigger for trigger, (entity, _test) in WATCHED.items() if entity == "opportunity")


def _changes(session: Session, rule: Rule, first: date) -> Iterator[Moment]:
    query = (
        select(Event.entity_id, Event.at, Event.verb, Event.before, Event.after, Event.undoes_event_id)
        .where(Event.entity == "opportunity", Event.at >= _begin(first), Event.import_run_id.is_(None))
        .order_by(Event.at, Event.id)
    )
    for row in session.execute(query):
        change = Change("opportunity", row.verb, row.before or {}, row.after or {}, row.undoes_event_id is not None)
        if matches(rule.when, change):
            yield Moment(row.entity_id, row.at)


def _days(session: Session, rule: Rule, first: date, today: date) -> Iterator[Moment]:
    spells: Callable[..., Iterable[Spell]] = SPELLS[rule.when.trigger]
    for spell in spells(session, rule.when, first):
        if first <= spell.fires_on <= today and not spell.is_over_by(spell.fires_on):
            yield Moment(spell.opportunity_id, datetime.combine(spell.fires_on, time(23, 59), UTC))


def _holding(session: Session, rule: Rule, moments: list[Moment], first: date) -> list[Moment]:
    """Return the moments at which the conditions held, asked of each opportunity as it stood then."""
    found: list[Moment] = []
    ids = sorted({one.opportunity_id for one in moments})
    by_id: dict[int, list[Moment]] = {}
    for one in moments:
        by_id.setdefault(one.opportunity_id, []).append(one)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        events = _events(session, part, first)
        for deal in session.scalars(select(Opportunity).where(Opportunity.id.in_(part))):
            for one in by_id[deal.id]:
                facts = _as_of(deal, events.get(deal.id, ()), one.at)
                if holds(rule.groups, facts, one.at.date()):
                    found.append(one)
    return sorted(found, key=lambda one: (one.at, one.opportunity_id))


def _events(session: Session, ids: list[int], first: date) -> dict[int, list[tuple[datetime, Mapping[str, Any]]]]:
    query = (
        select(Event.entity_id, Event.at, Event.before)
        .where(Event.entity == "opportunity", Event.entity_id.in_(ids), Event.at >= _begin(first))
        .order_by(Event.at, Event.id)
    )
    found: dict[int, list[tuple[datetime, Mapping[str, Any]]]] = {}
    for row in session.execute(query):
        found.setdefault(row.entity_id, []).append((row.at, row.before or {}))
    return found


def _as_of(
    deal: Opportunity, events: Iterable[tuple[datetime, Mapping[str, Any]]], at: datetime
) -> Callable[[str], object]:
    """Return how to ask for a column as it was: what the first later change of it says was there before."""
    former: dict[str, object] = {}
    for later, before in events:
        if later > at:
            for name, value in before.items():
                former.setdefault(name, value)

    def ask(name: str) -> object:
        if name not in former:
            return getattr(deal, name)
        value = former[name]
        return date.fromisoformat(value) if name.endswith("_on") and isinstance(value, str) else value

    return ask


def _cases(session: Session, moments: list[Moment]) -> list[Case]:
    query = (
        select(Opportunity.id, Opportunity.number, Opportunity.title, Contact.name)
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
        .where(Opportunity.id.in_({one.opportunity_id for one in moments}))
    )
    known = {row.id: row for row in session.execute(query)}
    return [
        Case(one.at.date(), one.opportunity_id, known[one.opportunity_id].number, known[one.opportunity_id].title,
             known[one.opportunity_id].name)
        for one in moments
    ]  # fmt: skip


def _begin(first: date) -> datetime:
    return datetime.combine(first, time(), UTC)


def is_tryable(rule: Rule) -> bool:
    """Tell whether the past can be asked: of campaigns it cannot, their members have no day."""
    return rule.when.trigger is not Trigger.MEMBER_ADDED
