"""Deals like this one: how many of them were won, by the closest likeness that enough closed deals share."""

import numpy as np
import pandas as pd

from forecasting.record.probability import wilson
from forecasting.winning.features import Array

ENOUGH = 30
SIZES = (0.2, 0.4, 0.6, 0.8)
# From the closest likeness to the widest.
LIKENESSES = (
    ("place", "opportunity_type", "origin", "size_band", "owner"),
    ("place", "opportunity_type", "origin", "size_band"),
    ("place", "opportunity_type", "size_band"),
    ("place", "opportunity_type"),
    ("place",),
    ("opportunity_type",),
    (),
)


def comparables(cases: pd.DataFrame, closed: pd.DataFrame, enough: int = ENOUGH, level: float = 0.9) -> pd.DataFrame:
    """Return for each case: won, n, low, high (Wilson) of the closed deals like it, and `alike`, what they share.

    A closed deal counts once for every stage that it was seen in; the widest likeness is taken however few there are.
    """
    bands = np.unique(
        closed["size"].quantile(list(SIZES)).dropna().to_numpy(),
    ).astype(np.float64)
    mine, theirs = _banded(cases, bands), _banded(closed, bands)
    found = pd.DataFrame({"won": 0.0, "n": 0.0, "alike": ""}, index=cases.index)
    missing = pd.Series(data=True, index=cases.index)
    for names in LIKENESSES:
        counts = _counted(mine, theirs, list(names))
        fits = missing & ((counts["n"] >= enough) | (not names))
        found.loc[fits, ["won", "n"]] = counts.loc[fits, ["won", "n"]]
        found.loc[fits, "alike"] = " ".join(names)
        missing &= ~fits
    ranges = [wilson(won, n, level) for won, n in zip(found["won"], found["n"], strict=True)]
    return found.assign(low=[low for low, _ in ranges], high=[high for _, high in ranges]).astype(
        {"won": int, "n": int}
    )


def _banded(cases: pd.DataFrame, bands: Array) -> pd.DataFrame:
    return cases.assign(size_band=np.searchsorted(bands, cases["size"].to_numpy(float)))


def _counted(cases: pd.DataFrame, closed: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    deals = closed.drop_duplicates([*names, "key"])
    if not names:
        return pd.DataFrame({"won": deals["won"].sum(), "n": float(len(deals))}, index=cases.index)
    counts = deals.groupby(names, sort=True)["won"].agg(won="sum", n="size").reset_index()
    return cases[names].merge(counts, on=names, how="left").set_axis(cases.index)[["won", "n"]].fillna(0.0)
