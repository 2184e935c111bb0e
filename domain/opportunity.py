"""Opportunities: how they may change, what closing needs and what can be taken back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.errors import (
    BadClosingDate,
    CannotUndo,
    MoveNotAllowed,
    NegativeAmount,
    ReasonNeeded,
    WrongReason,
)
from domain.outcome import CLOSING_SIGN, Outcome

# From won and lost the only way leads back to open; a cancelled one stays cancelled, undoing apart.
TRANSITIONS: Final = frozenset({
    (Outcome.OPEN, Outcome.OPEN),
    (Outcome.OPEN, Outcome.WON),
    (Outcome.OPEN, Outcome.LOST),
    (Outcome.OPEN, Outcome.CANCELLED),
    (Outcome.WON, Outcome.OPEN),
    (Outcome.LOST, Outcome.OPEN),
})  # fmt: skip
UNDO_SHOWN_SECONDS = 10
# Longer than the button is shown, so that a slow connection does not break a promise.
UNDO_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Reason:
    """A closing reason: its words and whether it explains a win (+1) or a loss (−1)."""

    id: int
    text: str
    sign: int


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else changed meanwhile: what one saw, what it is now, who made it so and when."""

    field: str
    seen: object
    now: object
    user_id: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of a change when somebody wants it undone."""

    user_id: int | None
    at: datetime
    version: int | None
    is_undo: bool


def check_transition(title: str, before: Outcome, after: Outcome) -> None:
    """Raise MoveNotAllowed unless an opportunity may go from one outcome to the other."""
    if (before, after) not in TRANSITIONS:
        raise MoveNotAllowed(title=title)


def check_reason(title: str, outcome: Outcome, reason: Reason | None) -> None:
    """Raise ReasonNeeded without a reason, WrongReason with one of the other sign."""
    if reason is None:
        raise ReasonNeeded(title=title)
    if reason.sign != CLOSING_SIGN[outcome]:
        raise WrongReason(reason=reason.text)


def check_closing_date(closed_on: date, created_on: date, today: date) -> None:
    """Raise BadClosingDate unless it was closed after it was created and not in the future."""
    if not created_on <= closed_on <= today:
        raise BadClosingDate(first=created_on, last=max(created_on, today))


def check_final_amount(minor: int) -> None:
    """Raise NegativeAmount for an amount below zero."""
    if minor < 0:
        raise NegativeAmount


def check_undo(done: Done, *, user_id: int, version: int, now: datetime) -> None:
    """Raise CannotUndo unless it is one's own change, fresh, the last one, and no undo itself."""
    in_time = now - done.at <= timedelta(seconds=UNDO_SECONDS)
    if done.is_undo or done.user_id != user_id or done.version != version or not in_time:
        raise CannotUndo
