"""The analysis: how long stages take, how fast money comes, what cohorts became, how late wins are, what owns the variance."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.analysis import Cohort, Spread
from domain.errors import sentence
from metrics.closing import wilson
from metrics.comparison import nearest_rank
from metrics.frames import total
from metrics.metric import Metric, Unit

if TYPE_CHECKING:
    import pandas as pd

PERCENT = 100


class StageStay(Metric):
    """How long opportunities stay in a stage, as a spread: a mean would be that of the forgotten ones."""

    slug = "stage-stay"
    label = sentence("Stay in a stage")
    unit = Unit.DAYS
    formula = sentence("25th, 50th and 80th percentile of day left − day entered of the finished stays")
    meaning = sentence(
        "the days that finished stays in a stage took, by nearest rank; every stay counts, lost ones too"
    )
    higher_is_better = False

    @staticmethod
    def compute(stays: "pd.DataFrame") -> Spread:
        """Return the spread of `days`, each `row_count` times."""
        days = [int(day) for day in stays.loc[stays.index.repeat(stays["row_count"]), "days"].sort_values()]
        if not days:
            return Spread(0)
        low, middle, high = (int(nearest_rank(days, share)) for share in (0.25, 0.5, 0.8))
        return Spread(len(days), low, middle, high)


class Velocity(Metric):
    """How much the pipeline is likely to bring a day at the pace of the last year."""

    slug = "velocity"
    label = sentence("Velocity")
    unit = Unit.MONEY
    formula = sentence("open × win rate × mean net of the won ÷ mean days from start to won")
    meaning = sentence(
        "the number of open opportunities × won ÷ (won + lost) × mean net of the won ÷ their mean days from start to won, "
        "of what was closed in the last 365 days: money a day"
    )

    @staticmethod
    def compute(open_count: int, won: int, lost: int, won_minor: int, won_days: int) -> float | None:
        """Return minor units a day, None while nothing was won or winning took no time."""
        if not won or won_days <= 0:
            return None
        # open × won/(won+lost) × (won_minor/won) ÷ (won_days/won)
        return open_count * won * won_minor / ((won + lost) * won_days)


class CohortOutcome(Metric):
    """What became of the opportunities that were created together."""

    slug = "cohort-outcome"
    label = sentence("Won of a cohort")
    unit = Unit.SHARE
    formula = sentence("won ÷ created, of those created in one month")
    meaning = sentence(
        "of the opportunities created in a month the share that is won by now; those still open are in the divisor, so "
        "that young months are low and can only rise"
    )

    @staticmethod
    def compute(rows: "pd.DataFrame") -> list[Cohort]:
        """Return a cohort for each month, from rows of `month`, `outcome`, `row_count` and `net_minor`."""
        found = []
        for month, of_month in rows.groupby("month", sort=True):
            parts = {outcome: of_month[of_month["outcome"] == outcome] for outcome in ("won", "lost", "open")}
            won, lost, still = (total(parts[name]["row_count"]) for name in ("won", "lost", "open"))
            created = won + lost + still
            minors = total(of_month["net_minor"]), total(parts["won"]["net_minor"])
            rate = wilson(won, created)
            shares = (rate.value or 0.0, rate.low or 0.0, rate.high or 0.0)
            found.append(Cohort(int(str(month)), created, won, lost, still, *minors, *shares))
        return found


class Slippage(Metric):
    """How much later than first expected the won ones came."""

    slug = "slippage"
    label = sentence("Slippage")
    unit = Unit.DAYS
    formula = sentence("25th, 50th and 80th percentile of closed date − first expected order date of the won")
    meaning = sentence(
        "the days by which won opportunities came after the order date that was expected when they started; below 0 is early"
    )
    higher_is_better = False

    @staticmethod
    def compute(won: "pd.DataFrame") -> Spread:
        """Return the spread of `days`, each `row_count` times."""
        return StageStay.compute(won)


class Concentration(Metric):
    """Which part of the pipeline's uncertainty one opportunity owns."""

    slug = "concentration"
    label = sentence("Share of the variance")
    unit = Unit.SHARE
    formula = sentence("net² × p × (1 − p) ÷ Σ of the same over all open opportunities")
    meaning = sentence(
        "the part of the variance of what the open pipeline brings that one opportunity owns, if they are independent; p "
        "is the probability that is chosen"
    )

    @staticmethod
    def compute(amounts: Sequence[tuple[int, int]], variance: float) -> list[float]:
        """Return the share of each (net in minor units, percentage) of the whole variance in minor units²."""
        if variance <= 0:
            return [0.0 for _ in amounts]
        return [net**2 * percent * (PERCENT - percent) / PERCENT**2 / variance for net, percent in amounts]
