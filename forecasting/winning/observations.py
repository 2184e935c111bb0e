"""What is learned from: open deals as they were at the ends of months, with how they ended where that is known by now.

An observation is mature when it is old enough that most deals like it have ended; younger ones would show only the
quick endings. Cancelled deals are neither won nor lost and teach nothing.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.winning.features import DEAL_FEATURES, Features

MOSTLY = 0.8
HALF_LIFE_DAYS = 730.0


@dataclass(frozen=True)
class Observations:
    """Cases (columns of the features, key, observed_on, resolved_on, won) and how many days make one mature.

    `won` is 1, 0, or empty while unknown; several rows with one `key` are one deal seen several times.
    """

    cases: pd.DataFrame
    features: Features
    mature_days: float = 0.0

    def known(self, as_of: pd.Timestamp) -> pd.DataFrame:
        """Return the mature cases whose end was known on a day."""
        old_enough = self.cases["observed_on"] <= as_of - pd.Timedelta(days=self.mature_days)
        return self.cases[old_enough & self.cases["won"].notna() & (self.cases["resolved_on"] <= as_of)]


def described(deals: pd.DataFrame, observed_on: pd.Series | pd.Timestamp) -> pd.DataFrame:
    """Return what the features need to know of open deals as they stood on a day."""
    created, entered = deals["created_on"], deals["stage_entered_on"].fillna(deals["created_on"])
    touched = deals["last_activity_on"].fillna(created)
    return pd.DataFrame(
        {
            "key": deals["opportunity_id"],
            "observed_on": observed_on,
            "pipeline": deals["pipeline"],
            "step": deals["step"],
            "place": deals["pipeline"] + " / " + deals["stage"],
            **{
                name: deals[name]
                for name in ("opportunity_type", "origin", "owner", "team", "product_family", "stated")
            },
            "quality": deals["stars"].where(deals["stars"] > 0),
            "valued": (deals["net"] > 0).astype(float),
            "size": np.log(deals["net"].where(deals["net"] > 0)),
            "age": np.log1p((observed_on - created).dt.days.clip(lower=0)),
            "stay": np.log1p((observed_on - entered).dt.days.clip(lower=0)),
            "silence": np.log1p((observed_on - touched).dt.days.clip(lower=0)),
            "activity": np.log1p(deals["activities"].astype(float)),
            "pushes": deals["pushes"].clip(upper=5).astype(float),
            "until_order": np.arcsinh((deals["expected_order_on"] - observed_on).dt.days / 30.0),
        },
        index=deals.index,
    )


def observations(deals: pd.DataFrame, snapshots: pd.DataFrame, as_of: pd.Timestamp) -> Observations:
    """Return every open deal of the snapshots up to a day, with the outcome known on that day."""
    seen = snapshots[(snapshots["outcome"] == "open") & (snapshots["snapshot_on"] <= as_of)].reset_index(drop=True)
    cases = described(seen, seen["snapshot_on"])
    ends = deals.drop_duplicates("opportunity_id").set_index("opportunity_id")
    ended = ends["outcome"].reindex(cases["key"]).reset_index(drop=True)
    cases["won"] = ended.eq("won").astype(float).where(ended.isin(["won", "lost"]))
    cases["resolved_on"] = ends["closed_on"].reindex(cases["key"]).to_numpy()
    cases.loc[cases["resolved_on"].isna() | (cases["resolved_on"] > as_of), "won"] = np.nan
    return Observations(cases, DEAL_FEATURES, _mature_days(cases, as_of))


def weights(cases: pd.DataFrame) -> pd.Series:
    """Return the weight of each case: half as much two years earlier.

    All cases of a day weigh alike, as the open deals of a day do, but together no more than there are deals.
    """
    age = (cases["observed_on"].max() - cases["observed_on"]).dt.days
    return pd.Series(np.exp2(-age / HALF_LIFE_DAYS) * (cases["key"].nunique() / len(cases)), index=cases.index)


def _mature_days(cases: pd.DataFrame, as_of: pd.Timestamp) -> float:
    """Return within how many days most of the older half of the deals had ended, at most half of the history."""
    if cases.empty:
        return 0.0
    half = (as_of - cases["observed_on"].min()).days / 2
    older = cases[(cases["observed_on"] <= as_of - pd.Timedelta(days=half)) & cases["won"].notna()]
    if older.empty:
        return 0.0
    return float(min((older["resolved_on"] - older["observed_on"]).dt.days.quantile(MOSTLY), half))
