"""The body of a rule as JSON holds it: plain values, each action named by what it does."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

import msgspec

from domain.errors import MalformedInput
from domain.rules import Action, Assign, Call, Move, Plan, Rule, Set, Tell, Write
from domain.rules.conditions import Groups
from domain.rules.trigger import When

NAMES: Final[Mapping[str, type[Action]]] = {
    "plan": Plan, "set": Set, "move": Move, "assign": Assign, "tell": Tell, "write": Write, "call": Call,
}  # fmt: skip
NAME: Final = "do"


def read_rule(body: Mapping[str, Any]) -> Rule:
    """Return a rule from its plain form; raise MalformedInput."""
    try:
        return Rule(
            msgspec.convert(body["when"], When),
            msgspec.convert(body["groups"], Groups),
            tuple(_action(plain) for plain in body["actions"]),
        )
    except (msgspec.ValidationError, KeyError, TypeError, RecursionError, OverflowError):
        raise MalformedInput from None


def write_rule(rule: Rule) -> dict[str, Any]:
    """Return a rule in its plain form."""
    names = {kind: name for name, kind in NAMES.items()}
    actions = [{NAME: names[type(action)], **msgspec.to_builtins(action)} for action in rule.actions]
    return {"when": msgspec.to_builtins(rule.when), "groups": msgspec.to_builtins(rule.groups), "actions": actions}


def _action(plain: Mapping[str, Any]) -> Action:
    kind = NAMES[plain[NAME]]
    known = {field.name for field in fields(kind)}
    action: Action = msgspec.convert({name: value for name, value in plain.items() if name in known}, kind)
    return action
