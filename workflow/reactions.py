"""Reactions: what follows by itself from what a transaction told, in the same transaction, before it is committed.

They come when the verb is through: the person's own change is whole, and has its answer, before anything follows from it.
"""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import event
from sqlalchemy.orm import Session

from workflow import journal, rules
from workflow.following import tell_followers, tell_mentioned
from workflow.journal import Telling
from workflow.live.telling import announce
from workflow.webhooks.queueing import tell_programs

# What was told, and how many reactions lie between it and what a person did.
Listener = Callable[[Session, Sequence[Telling], int], None]
LISTENERS: Final[tuple[Listener, ...]] = (rules.react, tell_followers, tell_mentioned, announce, tell_programs)


@event.listens_for(Session, "before_commit")
def follow(session: Session) -> None:
    """Let every listener hear what was told, and then what they told themselves; in a savepoint it is too early."""
    if session.in_nested_transaction():
        return
    depth = 0
    while told := journal.heard(session):
        for listener in LISTENERS:
            listener(session, told, depth)
        depth += 1
