"""Turns: transactions that must not overlap take them one after the other."""

from enum import IntEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session


class Turn(IntEnum):
    """What is done one at a time; any numbers that no other program on the server uses for an advisory lock."""

    AUDIT = 7_302_114_056
    SIGN_IN = 7_302_114_057
    INVOICE_NUMBER = 7_302_114_058
    OPPORTUNITY_NUMBER = 7_302_114_061
    QUOTE_NUMBER = 7_302_114_062
    ORDER_NUMBER = 7_302_114_063


def take_turn(session: Session, turn: Turn) -> None:
    """Wait until no other transaction holds the turn and keep it to the end of this one."""
    # SQLite lets one writer in at a time by itself.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(turn.value)))
