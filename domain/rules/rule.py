"""A rule: one trigger, conditions, actions; checked before it is kept, read from what is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from domain.rules.actions import (
    FREE,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    Action,
    Assign,
    Plan,
    Set,
    Settable,
    Tell,
    Who,
    Write,
    checked_text,
)
from domain.rules.conditions import KINDS, VALUELESS, Groups, Kind, Test, operators_of
from domain.rules.errors import BadNumber, NoAction, NotAboutOpportunity, NotWhole, TooManyLines
from domain.rules.trigger import LEAST_DAYS, MOST_DAYS, MOST_PERCENT, Trigger, When

MOST_LINES: Final = 12
LARGEST: Final = 10**15


@dataclass(frozen=True, slots=True)
class Rule:
    """What sets it off; what must hold, any of the groups of tests that hold together; what is done, in this order."""

    when: When
    groups: Groups = ()
    actions: tuple[Action, ...] = ()


def check_rule(rule: Rule) -> Rule:
    """Return the rule with its texts tidied. Raises the refusal of the first thing that is wrong with it."""
    if not rule.actions:
        raise NoAction
    if len(rule.actions) > MOST_LINES or sum(map(len, rule.groups)) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    check_when(rule.when)
    for test in (test for group in rule.groups for test in group):
        check_test(test)
    if rule.when.trigger is Trigger.MEMBER_ADDED and (
        rule.groups or not all(isinstance(a, FREE) for a in rule.actions)
    ):
        raise NotAboutOpportunity
    return replace(rule, actions=tuple(map(checked_action, rule.actions)))


def check_when(when: When) -> None:
    """Raise BadNumber where days or percent are out of their limits."""
    if when.trigger in LEAST_DAYS:
        _check_number(when.days, LEAST_DAYS[when.trigger], MOST_DAYS)
    if when.trigger is Trigger.AMOUNT_CHANGED:
        _check_number(when.percent, 0, MOST_PERCENT)


def check_test(test: Test) -> None:
    """Raise NotWhole, BadNumber for a condition that cannot be held against anything."""
    if test.operator not in operators_of(test.fact):
        raise NotWhole
    if test.operator in VALUELESS:
        return
    if test.value in {None, ""}:
        raise NotWhole
    if KINDS[test.fact] in {Kind.NUMBER, Kind.MONEY, Kind.DAY}:
        _check_number(test.value, 0, LARGEST)


def checked_action(action: Action) -> Action:
    """Return the action with its texts tidied. Raises NotWhole, BadNumber, TextNeeded, UnknownPlaceholder."""
    match action:
        case Plan(subject=subject, who=who, in_days=days):
            _check_people([who])
            _check_number(days, 0, MOST_DAYS)
            return replace(action, subject=checked_text(subject, LONGEST_SUBJECT))
        case Tell(whom=whom, text=text):
            _check_people(whom)
            return replace(action, text=checked_text(text, LONGEST_SUBJECT * 2))
        case Write(subject=subject, text=text):
            subject, text = checked_text(subject, LONGEST_SUBJECT), checked_text(text, LONGEST_TEXT)
            return Write(subject, text)
        case Assign(who=who):
            _check_people([who])
        case Set(field=field, value=value):
            _check_set(field, value)
    return action


def _check_set(field: Settable, value: int | None) -> None:
    if value is None and field in {Settable.PROBABILITY, Settable.TYPE}:
        raise NotWhole
    if value is not None and field is Settable.EXPECTED:
        _check_number(value, 0, MOST_DAYS)


def _check_people(whom: Iterable[Who]) -> None:
    people = list(whom)
    if not people or any((who.role is None) == (who.user_id is None) for who in people):
        raise NotWhole


def _check_number(value: object, least: int, most: int) -> None:
    if not isinstance(value, int) or not least <= value <= most:
        raise BadNumber(least=least, most=most)
