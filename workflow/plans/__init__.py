"""Plans: each verb is one business transaction in the caller's session."""

from workflow.plans.change import Changed, Target
from workflow.plans.filling import set_cells, spread_total, undo_cells
from workflow.plans.growing import add_node, drop_node
from workflow.plans.making import Wish, close, copy, create, drop, reopen
from workflow.plans.types import add_plan_type, add_year, create_period_type

__all__ = [
    "Changed", "Target", "Wish", "add_node", "add_plan_type", "add_year", "close", "copy", "create", "create_period_type",
    "drop", "drop_node", "reopen", "set_cells", "spread_total", "undo_cells",
]  # fmt: skip
