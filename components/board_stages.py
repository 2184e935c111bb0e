"""What travels with a Stages board beside columns and cards: usual stays, tasks, allowed moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.board import CARD_FIELDS

# What a card of the Stages board holds after the fields of every card.
STAGE_CARD_FIELDS = (*CARD_FIELDS, "percent", "stage_on", "open_tasks")


@dataclass(frozen=True, slots=True)
class Facts:
    """How long cards stay in a stage, in days; what too few stays cannot say is None.

    `slow` of the open ones are there longer than `slow_after_days`; `onward` of the finished `stays` led on.
    """

    stays: int
    median_days: int | None
    slow_after_days: int | None
    slow: int
    onward: int | None

    def payload(self) -> dict[str, int | None]:
        """Return the facts as they travel."""
        return {
            "stays": self.stays,
            "median": self.median_days,
            "slow_after": self.slow_after_days,
            "slow": self.slow,
            "onward": self.onward,
        }


@dataclass(frozen=True, slots=True)
class Flow:
    """The rules of the pipeline that is shown.

    `moves` names for each open column those its cards may go to, None when all may; `tasks` are the mandatory ones by
    stage; `habit` is "ask", "always" or "never"; `query` narrows an export to what the board shows.
    """

    moves: Mapping[str, Sequence[str]] | None
    tasks: Mapping[int, Sequence[tuple[int, str]]]
    habit: str
    query: str


def flow_payload(flow: Flow) -> dict[str, Any]:
    """Return what is added to the payload of a board."""
    return {
        "fields": list(STAGE_CARD_FIELDS),
        "flow": {
            "moves": flow.moves,
            "tasks": {str(stage): [list(task) for task in tasks] for stage, tasks in flow.tasks.items()},
            "habit": flow.habit,
            "query": flow.query,
        },
    }
