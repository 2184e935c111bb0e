"""Telling a rule: the whole of it as one sentence."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from components import formats
from components.language import gettext as _
from components.language import ngettext
from components.rules import words
from domain.money import BASE_CURRENCY
from domain.rules import (
    Action,
    Assign,
    Call,
    Fact,
    Kind,
    Move,
    Operator,
    Plan,
    Rule,
    Set,
    Settable,
    Tell,
    Test,
    Trigger,
    When,
    Who,
    Write,
)
from domain.rules.conditions import KINDS, VALUELESS
from domain.rules.trigger import LEAST_DAYS, OF_STAGE

# The list of choices by the kind of thing, and the name of an id in it.
Name = Callable[[str, object], str]
FACT_LISTS = {
    Fact.PIPELINE: "pipelines", Fact.STAGE: "stages", Fact.TYPE: "types", Fact.OWNER: "people", Fact.TEAM: "teams",
    Fact.AGENT: "agents", Fact.COMPANY: "companies", Fact.QUALITY: "qualities", Fact.ORIGIN: "origins",
    Fact.CAMPAIGN: "campaigns",
}  # fmt: skip
SET_LISTS = {
    Settable.PROBABILITY: "probabilities", Settable.TYPE: "types", Settable.QUALITY: "qualities",
    Settable.ORIGIN: "origins", Settable.CAMPAIGN: "campaigns", Settable.TEAM: "teams",
}  # fmt: skip


def told(rule: Rule, name: Name) -> str:
    """Say what a rule does."""
    then = "; ".join(_action(action, name) for action in rule.actions)
    if not rule.groups:
        return _("When {trigger}: {actions}.", trigger=_when(rule.when, name), actions=then)
    tests = _(" or ").join(_(" and ").join(_test(test, name) for test in group) for group in rule.groups)
    return _("When {trigger}, if {conditions}: {actions}.", trigger=_when(rule.when, name), conditions=tests, actions=then)  # fmt: skip


def _when(when: When, name: Name) -> str:
    said = words.triggers()[when.trigger]
    parts = [said]
    if when.trigger in OF_STAGE:
        parts.append(_("“{stage}”", stage=name("stages", when.stage_id)) if when.stage_id else _("(any)"))
    if when.trigger is Trigger.STAY_OVER or when.trigger in LEAST_DAYS:
        parts.append(ngettext("{n} day", "{n} days", when.days))
    if when.trigger is Trigger.AMOUNT_CHANGED:
        parts.append(formats.percent(when.percent))
    return " ".join(parts)


def _test(test: Test, name: Name) -> str:
    said = f"{words.facts()[test.fact]} {words.operators()[test.operator]}"
    return said if test.operator in VALUELESS else f"{said} {_value(test, name)}"


def _value(test: Test, name: Name) -> str:
    if test.fact in FACT_LISTS:
        return _("“{name}”", name=name(FACT_LISTS[test.fact], test.value))
    if test.fact is Fact.OUTCOME:
        return words.outcomes().get(str(test.value), "–")
    if KINDS[test.fact] is Kind.MONEY and isinstance(test.value, int):
        return formats.money(test.value, BASE_CURRENCY)
    if test.fact is Fact.PERCENT and isinstance(test.value, int):
        return formats.percent(test.value)
    return _("“{name}”", name=test.value) if test.operator in {Operator.CONTAINS, Operator.LACKS} else str(test.value)


def _action(action: Action, name: Name) -> str:
    return str(TOLD[type(action)](action, name))


def _plan(action: Plan, name: Name) -> str:
    said = _("plan “{subject}” for {who}", subject=action.subject, who=_who(action.who, name))
    later = ngettext("in {n} day", "in {n} days", action.in_days)
    return f"{said} {later}" if action.in_days else said


def _tell(action: Tell, name: Name) -> str:
    people = _(" and ").join(_who(who, name) for who in action.whom)
    return _("tell {people} “{text}”", people=people, text=action.text)


def _field(action: Set, name: Name) -> str:
    value = _set(action.field, action.value, name)
    return _("set {field} to {value}", field=words.settable()[action.field], value=value)


def _set(field: Settable, value: int | None, name: Name) -> str:
    if value is None:
        return _("nothing")
    if field is Settable.EXPECTED:
        return ngettext("{n} day from then", "{n} days from then", value)
    return _("“{name}”", name=name(SET_LISTS[field], value))


def _who(who: Who, name: Name) -> str:
    return words.roles()[who.role] if who.role else name("people", who.user_id)


TOLD: Final[Mapping[type[Action], Callable[[Any, Name], str]]] = {
    Plan: _plan,
    Tell: _tell,
    Set: _field,
    Write: lambda action, _name: _("write “{subject}” to the contact", subject=action.subject),
    Move: lambda action, name: _("move it to “{stage}”", stage=name("stages", action.stage_id)),
    Call: lambda action, name: _("call “{address}”", address=name("webhooks", action.webhook_id)),
    Assign: lambda action, name: _("give it to {who}", who=_who(action.who, name)),
}
