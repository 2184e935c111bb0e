"""What is done with quotes: each verb is one business transaction in the caller's session."""

from workflow.quotes.answering import accept_quote, expire_quote, order_quote, reject_quote, send_quote
from workflow.quotes.change import Change, Target
from workflow.quotes.offering import LONGEST_NOTE, Offer, create_quote, revise_quote
from workflow.quotes.undoing import undo

__all__ = [
    "LONGEST_NOTE", "Change", "Offer", "Target", "accept_quote", "create_quote", "expire_quote", "order_quote", "reject_quote",
    "revise_quote", "send_quote", "undo",
]  # fmt: skip
