"""What is done with orders and invoices: each verb is one business transaction in the caller's session."""

from workflow.documents.change import Change, Target
from workflow.documents.crediting import Credit, credit_invoice
from workflow.documents.dating import OrderDates, change_order_dates
from workflow.documents.issuing import Issue, cancel_draft, issue_draft, issue_invoice
from workflow.documents.planning import plan_invoice
from workflow.documents.settling import Receipt, register_payment
from workflow.documents.undoing import undo

__all__ = [
    "Change",
    "Credit",
    "Issue",
    "OrderDates",
    "Receipt",
    "Target",
    "cancel_draft",
    "change_order_dates",
    "credit_invoice",
    "issue_draft",
    "issue_invoice",
    "plan_invoice",
    "register_payment",
    "undo",
]
