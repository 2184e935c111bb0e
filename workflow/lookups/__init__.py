"""What is done with the lists a company maintains: each verb is one transaction, one at a time, and audited."""

from workflow.lookups.change import Act, Saved, Target
from workflow.lookups.moves import set_moves
from workflow.lookups.ordering import reorder
from workflow.lookups.retiring import delete, restore, retire
from workflow.lookups.saving import Form, save
from workflow.lookups.undoing import undo

__all__ = ["Act", "Form", "Saved", "Target", "delete", "reorder", "restore", "retire", "save", "set_moves", "undo"]
