"""The trail: what kinds of change the log of an opportunity holds, and how a reader narrows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.detail import EventRow

PAGE_SIZE: Final = 20


class TrailKind(StrEnum):
    """What a change was about; one change can be about several things."""

    STATE = "state"
    PROBABILITY = "probability"
    TASK = "task"
    AMOUNT = "amount"
    DATE = "date"
    OWNER = "owner"
    DOCUMENT = "document"
    OTHER = "other"


STATE_VERBS: Final = frozenset({"create", "win", "lose", "cancel", "reopen", "move_to_stage", "merge", "merge_away"})
TASK_VERBS: Final = frozenset({"complete_task", "reopen_task"})
DOCUMENT_VERBS: Final = frozenset({
    "order", "order_quote", "calculate", "attach_file", "replace_file", "delete_file", "restore_file",
})  # fmt: skip
FIELDS: Final[Mapping[str, TrailKind]] = {
    "outcome": TrailKind.STATE, "stage_id": TrailKind.STATE, "pipeline_id": TrailKind.STATE,
    "stated_percent": TrailKind.PROBABILITY, "probability_id": TrailKind.PROBABILITY,
    "stage_task_id": TrailKind.TASK,
    "gross_minor": TrailKind.AMOUNT, "discount_minor": TrailKind.AMOUNT, "net_minor": TrailKind.AMOUNT,
    "expected_margin_minor": TrailKind.AMOUNT, "expected_revenue_minor": TrailKind.AMOUNT, "lines": TrailKind.AMOUNT,
    "owner_id": TrailKind.OWNER, "team_id": TrailKind.OWNER, "main_agent_id": TrailKind.OWNER,
    "quote": TrailKind.DOCUMENT, "order": TrailKind.DOCUMENT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrailWish:
    """What a reader wants of the log: of which kind, by whom (0 for Caudal and imports), which page from 1 on."""

    kind: TrailKind | None = None
    user_id: int | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of the log, the latest change first; `people` and `kinds` are what can be chosen, `total` what matches."""

    rows: tuple[EventRow, ...]
    total: int
    page: int
    people: tuple[tuple[int, str], ...]
    kinds: tuple[TrailKind, ...]
    wish: TrailWish

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(-(-self.total // PAGE_SIZE), 1)


def kinds_of(verb: str, before: Mapping[str, object], after: Mapping[str, object]) -> frozenset[TrailKind]:
    """Return what a change was about, by its verb and the fields that it changed."""
    found = {FIELDS[name] for name in {*before, *after} if name in FIELDS and before.get(name) != after.get(name)}
    if any(name.endswith("_on") and before.get(name) != after.get(name) for name in {*before, *after}):
        found.add(TrailKind.DATE)
    if verb in STATE_VERBS:
        found.add(TrailKind.STATE)
    if verb in TASK_VERBS:
        found.add(TrailKind.TASK)
    if verb in DOCUMENT_VERBS or verb.endswith("_quote"):
        found.add(TrailKind.DOCUMENT)
    return frozenset(found or {TrailKind.OTHER})
