"""Triggers: what sets a rule off, something that somebody does or a day that comes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Trigger(StrEnum):
    """What sets a rule off."""

    CREATED = "created"
    STAGE_ENTERED = "stage_entered"
    STAGE_LEFT = "stage_left"
    PROBABILITY_CHANGED = "probability_changed"
    AMOUNT_CHANGED = "amount_changed"
    WON = "won"
    LOST = "lost"
    EXPECTED_PASSED = "expected_passed"
    NO_ACTIVITY = "no_activity"
    STAY_OVER = "stay_over"
    STAY_UNUSUAL = "stay_unusual"
    QUOTE_SILENT = "quote_silent"
    QUOTE_ACCEPTED = "quote_accepted"
    QUOTE_EXPIRED = "quote_expired"
    ORDER_CONFIRMED = "order_confirmed"
    INVOICE_ISSUED = "invoice_issued"
    INVOICE_OVERDUE = "invoice_overdue"
    TASK_DUE = "task_due"
    MEMBER_ADDED = "member_added"


TIMED: Final = frozenset({
    Trigger.EXPECTED_PASSED, Trigger.NO_ACTIVITY, Trigger.STAY_OVER, Trigger.STAY_UNUSUAL, Trigger.QUOTE_SILENT,
    Trigger.QUOTE_EXPIRED, Trigger.INVOICE_OVERDUE, Trigger.TASK_DUE,
})  # fmt: skip
# What a pause silences: signs that nobody cares for it.
STALENESS: Final = frozenset({
    Trigger.EXPECTED_PASSED, Trigger.NO_ACTIVITY, Trigger.STAY_OVER, Trigger.STAY_UNUSUAL, Trigger.QUOTE_SILENT,
})  # fmt: skip
OF_STAGE: Final = frozenset({Trigger.STAGE_ENTERED, Trigger.STAGE_LEFT, Trigger.STAY_OVER, Trigger.STAY_UNUSUAL})
# The fewest days that make sense for those that count days.
LEAST_DAYS: Final[Mapping[Trigger, int]] = {
    Trigger.EXPECTED_PASSED: 1, Trigger.NO_ACTIVITY: 1, Trigger.STAY_OVER: 1, Trigger.QUOTE_SILENT: 1,
    Trigger.INVOICE_OVERDUE: 1, Trigger.TASK_DUE: 0,
}  # fmt: skip
MOST_DAYS: Final = 3650
MOST_PERCENT: Final = 1000


@dataclass(frozen=True, slots=True)
class When:
    """A trigger with what it says more exactly: which stage (None: any), how many days, by how many percent."""

    trigger: Trigger
    stage_id: int | None = None
    days: int = 0
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A change as the event log tells it, and whether it takes something back."""

    entity: str
    verb: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    is_undo: bool = False


Watch = Callable[[When, Change], bool]


def matches(when: When, change: Change) -> bool:
    """Tell whether a change is what the trigger waits for; taking something back sets nothing off."""
    entity, test = WATCHED.get(when.trigger, ("", _never))
    return entity == change.entity and not change.is_undo and test(when, change)


def _never(_when: When, _change: Change) -> bool:
    return False


def _created(_when: When, change: Change) -> bool:
    return change.verb in {"create", "duplicate"}


def _entered(when: When, change: Change) -> bool:
    stage = change.after.get("stage_id")
    return stage is not None and stage != change.before.get("stage_id") and when.stage_id in {None, stage}


def _left(when: When, change: Change) -> bool:
    stage = change.before.get("stage_id")
    return stage is not None and stage != change.after.get("stage_id", stage) and when.stage_id in {None, stage}


def _probability(_when: When, change: Change) -> bool:
    before, after = change.before.get("stated_percent"), change.after.get("stated_percent")
    return before is not None and after is not None and before != after and not _closes(change)


def _amount(when: When, change: Change) -> bool:
    before, after = change.before.get("net_minor"), change.after.get("net_minor")
    if not isinstance(before, int) or not isinstance(after, int) or before == after:
        return False
    return abs(after - before) * 100 > when.percent * abs(before)


def _closes(change: Change) -> bool:
    return change.after.get("outcome") in {"won", "lost", "cancelled"}


def _outcome(wanted: str) -> Watch:
    def test(_when: When, change: Change) -> bool:
        return change.after.get("outcome") == wanted != change.before.get("outcome")

    return test


def _status(wanted: str) -> Watch:
    def test(_when: When, change: Change) -> bool:
        return change.after.get("status") == wanted != change.before.get("status")

    return test


def _ordered(_when: When, change: Change) -> bool:
    return change.verb == "create" and change.after.get("status") == "open"


def _issued(_when: When, change: Change) -> bool:
    is_bill = "credited_invoice" not in change.after
    return is_bill and change.after.get("status") == "issued" and change.before.get("status") in {None, "draft"}


def _member(_when: When, change: Change) -> bool:
    return bool(added_members(change))


def added_members(change: Change) -> tuple[int, ...]:
    """Return the contacts that a change of a campaign added to those addressed."""
    before, after = change.before.get("members"), change.after.get("members")
    known = {row["contact_id"] for row in before} if isinstance(before, list) else set()
    return (
        tuple(row["contact_id"] for row in after if row["contact_id"] not in known) if isinstance(after, list) else ()
    )


WATCHED: Final[Mapping[Trigger, tuple[str, Watch]]] = {
    Trigger.CREATED: ("opportunity", _created),
    Trigger.STAGE_ENTERED: ("opportunity", _entered),
    Trigger.STAGE_LEFT: ("opportunity", _left),
    Trigger.PROBABILITY_CHANGED: ("opportunity", _probability),
    Trigger.AMOUNT_CHANGED: ("opportunity", _amount),
    Trigger.WON: ("opportunity", _outcome("won")),
    Trigger.LOST: ("opportunity", _outcome("lost")),
    Trigger.QUOTE_ACCEPTED: ("quote", _status("accepted")),
    Trigger.ORDER_CONFIRMED: ("sales_order", _ordered),
    Trigger.INVOICE_ISSUED: ("invoice", _issued),
    Trigger.MEMBER_ADDED: ("campaign", _member),
}  # fmt: skip
