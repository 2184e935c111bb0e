"""Quotes: the way of an offer, how its revisions are called, and which one counts."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from string import ascii_uppercase
from typing import Final, Protocol, TypeVar

from domain.errors import BadValidity, QuoteMoveNotAllowed, StillValid
from domain.outcome import Outcome

VALID_DAYS: Final = 45


class QuoteStatus(StrEnum):
    """Drafted, sent, then answered; a revision replaces the one before."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


TRANSITIONS: Final = frozenset({
    (QuoteStatus.DRAFT, QuoteStatus.SENT),
    (QuoteStatus.DRAFT, QuoteStatus.ACCEPTED),
    (QuoteStatus.DRAFT, QuoteStatus.SUPERSEDED),
    (QuoteStatus.SENT, QuoteStatus.ACCEPTED),
    (QuoteStatus.SENT, QuoteStatus.REJECTED),
    (QuoteStatus.SENT, QuoteStatus.EXPIRED),
    (QuoteStatus.SENT, QuoteStatus.SUPERSEDED),
    (QuoteStatus.EXPIRED, QuoteStatus.ACCEPTED),
    (QuoteStatus.EXPIRED, QuoteStatus.SUPERSEDED),
    (QuoteStatus.REJECTED, QuoteStatus.SUPERSEDED),
    (QuoteStatus.ACCEPTED, QuoteStatus.SUPERSEDED),
})  # fmt: skip
# Which quote the values of an opportunity are taken from, the best first.
STANDING: Final = (QuoteStatus.ACCEPTED, QuoteStatus.SENT, QuoteStatus.DRAFT)


class Offered(Protocol):
    """A quote, wherever it comes from."""

    @property
    def id(self) -> int:
        """The key."""

    @property
    def status(self) -> str:
        """How it stands."""

    @property
    def issued_on(self) -> date:
        """Its day."""


Quoted = TypeVar("Quoted", bound=Offered)


def check_quote_transition(number: str, before: QuoteStatus, after: QuoteStatus) -> None:
    """Raise QuoteMoveNotAllowed unless a quote may go from one status to the other."""
    if (before, after) not in TRANSITIONS:
        raise QuoteMoveNotAllowed(number=number)


def check_validity(issued_on: date, valid_until_on: date | None) -> None:
    """Raise BadValidity for an offer that ends before it begins."""
    if valid_until_on is not None and valid_until_on < issued_on:
        raise BadValidity(first=issued_on)


def check_expired(number: str, valid_until_on: date | None, today: date) -> None:
    """Raise StillValid while an offer holds."""
    if valid_until_on is not None and valid_until_on >= today:
        raise StillValid(number=number, until=valid_until_on)


def standing(quotes: Iterable[Quoted]) -> Quoted | None:
    """Return the quote that counts: the latest accepted one, else the latest sent one, else the latest draft."""
    live = [quote for quote in quotes if quote.status in STANDING]
    best = [-STANDING.index(QuoteStatus(quote.status)) for quote in live]
    ranked = sorted(zip(best, live, strict=True), key=lambda pair: (pair[0], pair[1].issued_on, pair[1].id))
    return ranked[-1][1] if ranked else None


def revision_letter(revision: int) -> str:
    """Return how people call a revision: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    number = revision + 1
    while number > 0:
        number, place = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[place] + letters
    return letters


class QuoteStep(StrEnum):
    """What a person can do with a quote as it stands."""

    SEND = "send"
    ACCEPT = "accept"
    REJECT = "reject"
    EXPIRE = "expire"
    ORDER = "order"
    REVISE = "revise"


def has_expired(status: str, valid_until_on: date | None, today: date) -> bool:
    """Tell whether an offer holds no longer: it was marked so, or its last day is over and nobody answered."""
    is_over = valid_until_on is not None and valid_until_on < today
    return status == QuoteStatus.EXPIRED or (status == QuoteStatus.SENT and is_over)


def steps_of_quote(
    status: str, valid_until_on: date | None, outcome: Outcome, today: date, *, is_ordered: bool
) -> tuple[QuoteStep, ...]:
    """Return what can be done with a quote of an opportunity of this outcome, the usual next step first."""
    given_up = outcome in {Outcome.LOST, Outcome.CANCELLED}
    revise = (QuoteStep.REVISE,) if outcome is Outcome.OPEN and not is_ordered else ()
    over = (QuoteStep.EXPIRE,) if has_expired(status, valid_until_on, today) else ()
    steps: dict[str, tuple[QuoteStep, ...]] = {
        QuoteStatus.DRAFT: (QuoteStep.SEND, QuoteStep.ACCEPT, *revise),
        QuoteStatus.SENT: (QuoteStep.ACCEPT, QuoteStep.REJECT, *over, *revise),
        QuoteStatus.ACCEPTED: (*(() if is_ordered or given_up else (QuoteStep.ORDER,)), *revise),
        QuoteStatus.REJECTED: revise,
        QuoteStatus.EXPIRED: (QuoteStep.ACCEPT, *revise),
    }
    return steps.get(status, ())
