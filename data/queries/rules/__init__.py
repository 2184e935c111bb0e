"""Rules: which are switched on, what is due for the timed ones, what they would have done in the past, and their logs."""

from data.queries.rules.active import ActiveRule, immediate_rules, timed_rules
from data.queries.rules.due import Due, due

__all__ = ["ActiveRule", "Due", "due", "immediate_rules", "timed_rules"]
