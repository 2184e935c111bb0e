"""Workflow rules as data: what sets one off, what must hold, and what is done then; never code."""

from domain.rules.actions import Action, Assign, Call, Move, Plan, Set, Settable, Tell, Who, Write
from domain.rules.conditions import Fact, Kind, Operator, Test, holds
from domain.rules.rule import Rule, check_rule
from domain.rules.trigger import Change, Trigger, When, matches

__all__ = [
    "Action", "Assign", "Call", "Change", "Fact", "Kind", "Move", "Operator", "Plan", "Rule", "Set", "Settable", "Tell", "Test",
    "Trigger", "When", "Who", "Write", "check_rule", "holds", "matches",
]  # fmt: skip
