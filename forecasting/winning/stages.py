"""The stage norm: P(won | came at least this far), the product of the rates at which deals leave each step upwards.

A deal that is still in its furthest step is censored there (Aalen–Johansen estimate of the two ways out, rises and
losses); cancelled ones are censored when they end. Each rate is shrunk towards its pipeline's mean rate as if that
many more deals had been seen (Beta prior).
"""

import numpy as np
import pandas as pd

SHRINK = 5.0
LOST = "lost"
WON = "won"
TYPES = {"pipeline": "str", "step": "int64", "n": "int64", "rose": "float64", "lost": "float64", "rate": "float64"}
MOVED = ("advanced", "back")


def stage_norms(stays: pd.DataFrame, as_of: pd.Timestamp, shrink: float = SHRINK) -> pd.DataFrame:
    """Return one row for each pipeline and step seen: stage, step, n, rose, lost, rate, probability, se.

    `n` counts the deals that came at least that far, `rate` is the shrunken share that went on, `se` the standard
    error of `probability` (delta method over the rates).
    """
    ways = _ways(stays, as_of)
    rows: list[tuple[object, ...]] = []
    for pipeline, held in ways.groupby("pipeline", sort=True):
        steps = [(step, *_left(group), len(group)) for step, group in held.groupby("step", sort=True)]
        seen = sum(rose + lost for _, rose, lost, _ in steps)
        mean = (sum(rose for _, rose, _, _ in steps) + 1) / (seen + 2)
        rows += [
            (pipeline, step, n, rose, lost, (rose + shrink * mean) / (rose + lost + shrink))
            for step, rose, lost, n in steps
        ]
    norms = pd.DataFrame(rows, columns=["pipeline", "step", "n", "rose", "lost", "rate"]).astype(TYPES)
    return _multiplied(norms, _names(stays))


def stage_probability(deals: pd.DataFrame, norms: pd.DataFrame) -> pd.Series:
    """Return the norm of each deal's stage; of the nearest earlier step seen where its own never was, else empty."""
    result = pd.Series(np.nan, index=deals.index, name="stage")
    for pipeline, held in norms.groupby("pipeline", sort=True):
        mine = deals["pipeline"] == pipeline
        place = np.searchsorted(held["step"].to_numpy(), deals.loc[mine, "step"].to_numpy(), side="right") - 1
        result[mine] = held["probability"].to_numpy()[np.maximum(place, 0)]
    return result


def _ways(stays: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return for each deal and each step it came to: days there until it rose further or was lost, and which."""
    known = stays[stays["entered_on"] <= as_of].sort_values(["opportunity_id", "entered_on", "step"], kind="stable")
    first = known.groupby(["opportunity_id", "pipeline", "step"], sort=True)["entered_on"].min().reset_index()
    ways = _with_skipped(first)
    deal = ["opportunity_id", "pipeline"]
    # Only climbing counts: a step was passed when it or a further one was first entered.
    ways["reached_on"] = ways.groupby(deal)["entered_on"].bfill()
    ways["reached_on"] = ways[::-1].groupby(deal)["reached_on"].cummin()[::-1]
    ways["next_on"] = ways.groupby(deal)["reached_on"].shift(-1)
    last = known.drop_duplicates("opportunity_id", keep="last")
    ended = last[~last["ended"].isin([*MOVED, "open"]) & (last["left_on"] <= as_of)]
    ways = ways.merge(ended[["opportunity_id", "ended", "left_on"]], on="opportunity_id", how="left")
    rose = ways["next_on"].notna() | (ways["ended"] == WON)
    until = ways["next_on"].fillna(ways["left_on"]).fillna(as_of)
    ways["days"] = (until - ways["reached_on"]).dt.days.clip(lower=0)
    ways["way"] = np.where(rose, 1, np.where(ways["ended"] == LOST, 2, 0))
    return ways


def _with_skipped(first: pd.DataFrame) -> pd.DataFrame:
    """Return the first entries with a row for each step that was skipped on the way up; its day is empty."""
    ahead = first.groupby(["opportunity_id", "pipeline"])["step"].shift(-1)
    times = (ahead - first["step"]).fillna(1).astype(int)
    rows = first.loc[first.index.repeat(times)].reset_index(drop=True)
    again = rows.groupby(["opportunity_id", "pipeline", "step"]).cumcount()
    rows["entered_on"] = rows["entered_on"].where(again == 0)
    rows["step"] += again
    return rows


def _left(group: pd.DataFrame) -> tuple[float, float]:
    """Return how many left upwards and how many were lost, those still there shared out as the others went."""
    days, way = group["days"].to_numpy(), group["way"].to_numpy()
    times, place = np.unique(days, return_inverse=True)
    rises = np.bincount(place, way == 1, len(times))
    losses = np.bincount(place, way == 2, len(times))
    leaving = np.bincount(place, minlength=len(times))
    at_risk = leaving[::-1].cumsum()[::-1]
    staying = np.concatenate([[1.0], np.cumprod(1 - (rises + losses) / at_risk)[:-1]])
    up, down = float((staying * rises / at_risk).sum()), float((staying * losses / at_risk).sum())
    seen = float(rises.sum() + losses.sum())
    return (seen * up / (up + down), seen * down / (up + down)) if up + down > 0 else (0.0, 0.0)


def _multiplied(norms: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    norms = norms.merge(names, on=["pipeline", "step"], how="left")
    upwards = norms[::-1]
    norms["probability"] = upwards.groupby("pipeline")["rate"].cumprod()[::-1]
    seen = (norms["rose"] + norms["lost"]).clip(lower=1)
    norms["relative"] = (1 - norms["rate"]) / (norms["rate"].clip(lower=1e-9) * seen)
    norms["se"] = norms["probability"] * np.sqrt(norms[::-1].groupby("pipeline")["relative"].cumsum()[::-1])
    return norms[["pipeline", "stage", "step", "n", "rose", "lost", "rate", "probability", "se"]]


def _names(stays: pd.DataFrame) -> pd.DataFrame:
    return stays.groupby(["pipeline", "step"], sort=True)["stage"].first().reset_index()
