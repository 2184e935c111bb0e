"""The deal: closing and reopening an opportunity, its stages and tasks, its quotes; what is asked before each change."""

from components.opportunity.deal.closing import (
    cancel_dialog,
    closing_buttons,
    closing_entries,
    lose_dialog,
    reopen_dialog,
    win_dialog,
)
from components.opportunity.deal.pausing import pause_dialog
from components.opportunity.deal.quoting import create_dialog, quote_buttons, revise_dialog
from components.opportunity.deal.staging import stage_dialog
from components.opportunity.deal.wire import Wire, asks, does, register_deal, wired

__all__ = [
    "Wire", "asks", "cancel_dialog", "closing_buttons", "closing_entries", "create_dialog", "does", "lose_dialog", "pause_dialog",
    "quote_buttons", "register_deal", "reopen_dialog", "revise_dialog", "stage_dialog", "win_dialog", "wired",
]  # fmt: skip
