"""Reacting: what somebody did in a transaction sets rules off, in the same transaction."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from data.queries.rules import ActiveRule, immediate_rules
from data.schema.campaign import Campaign
from data.schema.contact import Contact
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from domain.activity import day_of
from domain.rules import Change, Trigger, holds, matches
from domain.rules.trigger import added_members
from workflow.journal import Record, Telling
from workflow.rules.running import Cause, run
from workflow.rules.subject import Subject, of_opportunity

KNOWN = "rules that act at once"  # in the session's own notes: asked for once in a transaction


def react(session: Session, told: Sequence[Telling], depth: int) -> None:
    """Let the rules act that what was told sets off."""
    rules = _rules(session)
    for telling in told if rules else ():
        change = change_of(telling.event)
        for rule in rules.get(change.entity, ()):
            if matches(rule.rule.when, change):
                _act(session, rule, telling, change, depth)


def change_of(event: Event) -> Change:
    """Return an event as triggers see it."""
    return Change(event.entity, event.verb, event.before or {}, event.after or {}, event.undoes_event_id is not None)


def _rules(session: Session) -> dict[str, list[ActiveRule]]:
    if KNOWN not in session.info:
        session.info[KNOWN] = immediate_rules(session)
    rules: dict[str, list[ActiveRule]] = session.info[KNOWN]
    return rules


def _act(session: Session, rule: ActiveRule, telling: Telling, change: Change, depth: int) -> None:
    entry = telling.entry
    today = day_of(entry.now, entry.principal.time_zone)
    for part, subject in _subjects(session, rule, telling.record, change):
        if holds(rule.rule.groups, subject.ask, today):
            run(session, rule, Cause(f"event{telling.event.id}{part}", subject, entry.now, depth))


def _subjects(session: Session, rule: ActiveRule, record: Record, change: Change) -> Iterator[tuple[str, Subject]]:
    """Yield what a change is about, with what tells several apart."""
    if isinstance(record, Opportunity):
        yield "", of_opportunity(record)
    elif isinstance(record, Campaign):
        for contact_id in added_members(change) if rule.rule.when.trigger is Trigger.MEMBER_ADDED else ():
            yield f":{contact_id}", Subject(record.company_id, None, contact_id)
    elif not isinstance(record, Contact):
        deal = session.get(Opportunity, record.opportunity_id) if record.opportunity_id else None
        if deal is not None:
            yield "", of_opportunity(deal)
