"""What is done with opportunities: each verb is one business transaction in the caller's session."""

from workflow.opportunities.change import Change, Target
from workflow.opportunities.closing import Closing, lose, win
from workflow.opportunities.dropping import drop
from workflow.opportunities.moving import move
from workflow.opportunities.reopening import reopen
from workflow.opportunities.undoing import undo

__all__ = ["Change", "Closing", "Target", "drop", "lose", "move", "reopen", "undo", "win"]
