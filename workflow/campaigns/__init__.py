"""Campaigns: each verb is one business transaction, and each can be undone for a moment."""

from workflow.campaigns.change import Change, Target
from workflow.campaigns.editing import create, edit
from workflow.campaigns.parts import drop_cost, drop_member, save_cost, save_member
from workflow.campaigns.undoing import undo

__all__ = [
    "Change",
    "Target",
    "create",
    "drop_cost",
    "drop_member",
    "edit",
    "save_cost",
    "save_member",
    "undo",
]
