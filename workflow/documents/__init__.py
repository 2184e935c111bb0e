"""What is done with quotes, orders and invoices: each verb is one business transaction in the caller's session."""

from workflow.documents.change import Change, Target
from workflow.documents.planning import plan_invoice
from workflow.documents.undoing import undo

__all__ = ["Change", "Target", "plan_invoice", "undo"]
