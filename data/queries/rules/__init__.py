"""Rules: which are switched on, what is due for the timed ones, what they would have done in the past, and their logs."""

from data.queries.rules.active import ActiveRule, active_rule, immediate_rules, timed_rules
from data.queries.rules.choices import Choices, choices
from data.queries.rules.due import Due, due
from data.queries.rules.listing import RuleRow, RunRow, rule_row, rule_rows, run_rows
from data.queries.rules.past import Case, Trial, is_tryable, try_on_past

__all__ = [
    "ActiveRule", "Case", "Choices", "Due", "RuleRow", "RunRow", "Trial", "active_rule", "choices", "due", "immediate_rules",
    "is_tryable", "rule_row", "rule_rows", "run_rows", "timed_rules", "try_on_past",
]  # fmt: skip
