"""The funnel: of those that started, how many reached each stage, went on, were lost there or are still there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.errors import sentence
from metrics.frames import total
from metrics.metric import Metric, Unit

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the funnel: reached = went on + lost + still there; in counts and in minor units."""

    position: int
    reached: int
    went_on: int
    lost: int
    still: int
    reached_minor: int
    went_on_minor: int
    lost_minor: int
    still_minor: int

    @property
    def went_on_share(self) -> float | None:
        """The share that went on, None when nobody got there."""
        return self.went_on / self.reached if self.reached else None

    @property
    def went_on_share_of_value(self) -> float | None:
        """The same share by amount."""
        return self.went_on_minor / self.reached_minor if self.reached_minor else None


class StageFunnel(Metric):
    """Where opportunities stop: each one counts once, at the furthest stage that it ever reached.

    Lost ones count like all others, so that the shares are not those of the survivors; a stage that was entered twice,
    or skipped on the way further, was reached once. Won ones have gone through all stages.
    """

    slug = "stage-funnel"
    label = sentence("Funnel")
    unit = Unit.COUNT
    formula = sentence("reached = went on + lost there + still there, by the furthest stage ever reached")
    meaning = sentence(
        "of the opportunities started in the period, lost ones included, how many reached a stage or a later one; each "
        "counts once, at the furthest stage it ever reached"
    )

    @staticmethod
    def compute(opportunities: "pd.DataFrame", positions: Sequence[int]) -> list[Step]:
        """Return a step for each of the ordered positions, and one for winning at the end.

        From rows of `position` (the furthest open stage), `outcome`, `row_count` and `net_minor`.
        """
        is_won = opportunities["outcome"] == "won"
        on_the_way, won = opportunities[~is_won], opportunities[is_won]
        further, further_minor = total(won["row_count"]), total(won["net_minor"])
        steps = [Step(len(positions), further, 0, 0, 0, further_minor, 0, 0, 0)]
        for place in reversed(range(len(positions))):
            here = on_the_way[on_the_way["position"] == positions[place]]
            lost, still = here[here["outcome"] == "lost"], here[here["outcome"] == "open"]
            ended, ended_minor = total(lost["row_count"]), total(lost["net_minor"])
            left, left_minor = total(still["row_count"]), total(still["net_minor"])
            reached, reached_minor = further + ended + left, further_minor + ended_minor + left_minor
            steps.append(
                Step(place, reached, further, ended, left, reached_minor, further_minor, ended_minor, left_minor)
            )
            further, further_minor = reached, reached_minor
        return steps[::-1]
