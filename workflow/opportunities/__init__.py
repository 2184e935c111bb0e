"""What is done with opportunities: each verb is one business transaction in the caller's session."""

from workflow.opportunities.calculating import calculate
from workflow.opportunities.cancelling import cancel
from workflow.opportunities.change import Change, Target
from workflow.opportunities.closing import Closing, lose, win
from workflow.opportunities.creating import New, create
from workflow.opportunities.dropping import Arrival, drop, drop_on_stage
from workflow.opportunities.duplicating import duplicate
from workflow.opportunities.editing import Edit, edit
from workflow.opportunities.lines import LineValues, save_lines
from workflow.opportunities.merging import Merge, merge
from workflow.opportunities.moving import move
from workflow.opportunities.pausing import end_pause, pause
from workflow.opportunities.reopening import Foreseen, foreseen, reopen
from workflow.opportunities.staging import move_to_stage
from workflow.opportunities.tasks import complete_task, reopen_task
from workflow.opportunities.undoing import undo
from workflow.opportunities.won_order import OrderWish

__all__ = [
    "Arrival", "Change", "Closing", "Edit", "Foreseen", "LineValues", "Merge", "New", "OrderWish", "Target", "calculate", "cancel",
    "complete_task", "create", "drop", "drop_on_stage", "duplicate", "edit", "end_pause", "foreseen", "lose", "merge", "move", "move_to_stage", "pause",
    "reopen", "reopen_task", "save_lines", "undo", "win",
]  # fmt: skip
