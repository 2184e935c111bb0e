"""The naive Bayes score as Odoo computes it, so that users who come from there can compare.

Source: Odoo's predictive lead scoring, addons/crm/models/crm_lead.py. Each value of a field counts how often it was
won and lost, both starting at 0.1; a won deal counts as won in every stage, a lost one as lost in its own and all
earlier stages; the counts of the first stage are the totals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

START = 0.1
Counts = tuple[float, float]


@dataclass(frozen=True)
class NaiveBayes:
    """The counts (won, lost): all in all, by step of the pipeline, and by field and value."""

    totals: Counts
    steps: Mapping[tuple[str, int], Counts]
    fields: Mapping[str, Mapping[object, Counts]]

    def score(self, values: Mapping[str, object], stage: tuple[str, int] | None) -> float:
        """Return the chance to win between 0 and 1, rounded to four digits; values never seen are passed over."""
        won, lost = self.totals
        if won <= 0 or lost <= 0:
            return float("nan")
        for_, against = won / (won + lost), lost / (won + lost)
        if stage is not None and stage in self.steps:
            for_ *= self.steps[stage][0] / won
            against *= self.steps[stage][1] / lost
        for name, value in values.items():
            counts = self.fields.get(name, {})
            if value in counts:
                for_ *= counts[value][0] / sum(one for one, _ in counts.values())
                against *= counts[value][1] / sum(other for _, other in counts.values())
        return round(for_ / (for_ + against), 4)

    def scores(self, deals: pd.DataFrame) -> pd.Series:
        """Return the score of each deal."""
        names = list(self.fields)
        stages = zip(deals["pipeline"], deals["step"], strict=True) if "step" in deals else [None] * len(deals)
        found = [
            self.score(dict(zip(names, values, strict=True)), stage)
            for values, stage in zip(deals[names].itertuples(index=False, name=None), stages, strict=True)
        ]
        return pd.Series(found, index=deals.index, dtype=float)


def naive_bayes(deals: pd.DataFrame, fields: Sequence[str]) -> NaiveBayes:
    """Count closed deals (column `won`, 1 or 0; `pipeline` and `step` where they ended, if there are stages)."""
    return NaiveBayes(
        (START + float(deals["won"].sum()), START + float((1 - deals["won"]).sum())),
        _steps(deals) if "step" in deals else {},
        {name: _values(deals, name) for name in fields},
    )


def _values(deals: pd.DataFrame, name: str) -> dict[object, Counts]:
    counted = deals.groupby(name, sort=True)["won"].agg(["sum", "size"])
    return {
        value: (START + float(won), START + float(n - won))
        for value, won, n in zip(counted.index, counted["sum"], counted["size"], strict=True)
    }


def _steps(deals: pd.DataFrame) -> dict[tuple[str, int], Counts]:
    found: dict[tuple[str, int], Counts] = {}
    won = START + float(deals["won"].sum())
    lost = deals[deals["won"] == 0]
    for pipeline, held in deals.groupby("pipeline", sort=True):
        reached = lost.loc[lost["pipeline"] == pipeline, "step"].to_numpy()
        for step in np.unique(held["step"]):
            found[str(pipeline), int(step)] = (won, START + float((reached >= step).sum()))
    return found
