"""Activities: logging, planning, completing, changing, putting off, deleting, undoing."""

from workflow.activities.change import About, Change, Target
from workflow.activities.changing import change, complete, delete, reschedule
from workflow.activities.making import log, plan
from workflow.activities.undoing import undo

__all__ = ["About", "Change", "Target", "change", "complete", "delete", "log", "plan", "reschedule", "undo"]
