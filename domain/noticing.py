"""Noticing: which changes of an opportunity are worth telling, and in which sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from domain.attention import Kind
from domain.errors import sentence
from domain.money import Money
from domain.telling import Told

Severity = Literal["info", "success", "warning", "danger"]
FIFTH: Final = 5  # an amount that changes by a fifth or more is told
FAR_APART: Final = 20  # points between the stated chance and that of the forecast that are told

WON: Final = sentence("{actor} won {what}, {amount}.")
LOST: Final = sentence("{actor} lost {what}, {amount}.")
CANCELLED: Final = sentence("{actor} cancelled {what}.")
REOPENED: Final = sentence("{actor} reopened {what}.")
GIVEN: Final = sentence("{actor} gave you {what}.")
MOVED: Final = sentence("{actor} moved {what} to {stage}.")
BACK: Final = sentence("{actor} moved {what} back to {stage}.")
LATER: Final = sentence("{what} is now expected on {day}, no longer in {year}.")
AMOUNT: Final = sentence("{what} changed from {before} to {after}.")
ACCEPTED: Final = sentence("The quote for {what} was accepted.")
REJECTED: Final = sentence("The quote for {what} was rejected.")
EXPIRED: Final = sentence("The quote for {what} has expired.")
MORE_LIKELY: Final = sentence(
    "The forecast gives {what} {points} points more than is stated: {said} instead of {stated}."
)
LESS_LIKELY: Final = sentence(
    "The forecast gives {what} {points} points less than is stated: {said} instead of {stated}."
)
GAPS: Final = sentence("The forecast differs by {points} points or more from what is stated of {count} opportunities.")
MANY: Final = sentence("{actor} changed {count} opportunities at once.")

CLOSING: Final[Mapping[str, tuple[str, Severity]]] = {
    "win": (WON, "success"), "lose": (LOST, "warning"), "cancel": (CANCELLED, "info"), "reopen": (REOPENED, "info"),
}  # fmt: skip
QUOTES: Final[Mapping[str, tuple[str, Severity]]] = {
    "accept_quote": (ACCEPTED, "success"), "reject_quote": (REJECTED, "warning"), "expire_quote": (EXPIRED, "warning"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an opportunity as it stands now: who made it, by which verb, what was before and is after.

    `ranks` are the places of the stages in their pipeline, `stage` the name of the present one.
    """

    verb: str
    actor: str
    what: str
    net: Money
    before: Mapping[str, object]
    after: Mapping[str, object]
    stage: str
    ranks: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class News:
    """Something worth telling; `only` is the one person whom it concerns, None for everybody."""

    kind: Kind
    told: Told
    severity: Severity
    only: int | None = None


def news_of(change: Change) -> list[News]:
    """Return what is worth telling of a change, the most important first."""
    found = [_given(change), _closed(change), _quoted(change), _moved(change), _later(change), _amount(change)]
    return [news for news in found if news is not None]


def may_be_news(verb: str, after: Mapping[str, object]) -> bool:
    """Tell quickly whether a change can be worth telling at all."""
    told = {"owner_id", "stage_id", "expected_order_on", "net_minor"}
    return verb in CLOSING or verb in QUOTES or bool(told & after.keys())


def _given(change: Change) -> News | None:
    owner = change.after.get("owner_id")
    if not isinstance(owner, int) or owner == change.before.get("owner_id"):
        return None
    return News(Kind.ASSIGNED, Told(GIVEN, {"actor": change.actor, "what": change.what}), "success", only=owner)


def _closed(change: Change) -> News | None:
    if change.verb not in CLOSING:
        return None
    template, severity = CLOSING[change.verb]
    params: dict[str, object] = {"actor": change.actor, "what": change.what, "amount": change.net}
    if "{amount}" not in template:
        del params["amount"]
    return News(Kind.CLOSED, Told(template, params), severity)


def _quoted(change: Change) -> News | None:
    if change.verb not in QUOTES:
        return None
    template, severity = QUOTES[change.verb]
    return News(Kind.QUOTE, Told(template, {"what": change.what}), severity)


def _moved(change: Change) -> News | None:
    before, after = change.before.get("stage_id"), change.after.get("stage_id")
    if change.verb in CLOSING or not isinstance(before, int) or not isinstance(after, int) or before == after:
        return None
    back = change.ranks.get(after, 0) < change.ranks.get(before, 0)
    params: dict[str, object] = {"actor": change.actor, "what": change.what, "stage": change.stage}
    return News(Kind.BACK if back else Kind.MOVED, Told(BACK if back else MOVED, params), "warning" if back else "info")


def _later(change: Change) -> News | None:
    before, after = _day(change.before.get("expected_order_on")), _day(change.after.get("expected_order_on"))
    if before is None or after is None or after.year <= before.year:
        return None
    params: dict[str, object] = {"what": change.what, "day": after, "year": str(before.year)}
    return News(Kind.DATE, Told(LATER, params), "danger")


def _amount(change: Change) -> News | None:
    before, after = change.before.get("net_minor"), change.after.get("net_minor")
    if not isinstance(before, int) or not isinstance(after, int) or before == after:
        return None
    if abs(after - before) * FIFTH < before:
        return None
    params: dict[str, object] = {
        "what": change.what,
        "before": Money(before, change.net.currency),
        "after": Money(after, change.net.currency),
    }
    return News(Kind.AMOUNT, Told(AMOUNT, params), "info")


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
