"""What is known of the chance of each open deal: stated, norm of its stage, model, and which of them is used."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.winning.comparables import comparables
from forecasting.winning.effects import SizeEffect, size_effect
from forecasting.winning.gate import BASE, CORRECTED, MODEL, STAGE, STATED, Verdict, enough, judge
from forecasting.winning.model import WinModel, fit_win_model
from forecasting.winning.observations import described, observations, weights
from forecasting.winning.stages import stage_norms, stage_probability
from forecasting.winning.stated import Recalibration, recalibration

UNKNOWN_RATE = 0.5


@dataclass(frozen=True)
class WinOutlook:
    """The chances of the open deals as of a day, and how they were come to.

    `chances` has a row for each open deal (index opportunity_id): stated, corrected (stated after the curve), stage,
    model, low, high (80 % interval of the model), used, like_won, like_n, like_low, like_high, alike. `contributions`
    (points between 0 and 1 by feature) add up to model − base. `size` is what the amount does, all else alike. `verdict` says which value is `used` and why.
    """

    as_of: pd.Timestamp
    base: float
    chances: pd.DataFrame
    contributions: pd.DataFrame
    norms: pd.DataFrame
    curve: Recalibration
    size: SizeEffect | None
    model: WinModel | None
    verdict: Verdict


def win_outlook(
    deals: pd.DataFrame,
    stays: pd.DataFrame,
    snapshots: pd.DataFrame,
    as_of: pd.Timestamp,
    verdict: Verdict | None = None,
) -> WinOutlook:
    """Return the chances of every open deal; a verdict of an earlier day saves judging anew."""
    seen = observations(deals, snapshots, as_of)
    learned = seen.known(as_of)
    norms = stage_norms(stays, as_of)
    open_deals = deals[deals["outcome"] == "open"]
    asked = described(open_deals, as_of)
    base = _base(deals, learned)
    curve = Recalibration() if learned.empty else recalibration(learned["stated"], learned["won"], weights(learned))
    model = fit_win_model(learned, seen.features) if enough(learned) else None
    chances = pd.DataFrame({STATED: asked["stated"].astype(float)}, index=asked.index)
    chances[CORRECTED] = curve(chances[STATED])
    chances[STAGE] = stage_probability(asked, norms)
    chances[[MODEL, "low", "high"]] = np.nan if model is None else model.predict(asked).to_numpy()
    verdict = verdict or judge(seen, as_of, stays)
    chances["used"] = _used(chances, verdict.method, base)
    alike = comparables(asked, learned).add_prefix("like_").rename(columns={"like_alike": "alike"})
    keys = pd.Index(open_deals["opportunity_id"], name="opportunity_id")
    walk = pd.DataFrame(index=asked.index) if model is None else model.contributions(asked)
    return WinOutlook(
        as_of,
        base,
        chances.join(alike).set_axis(keys),
        walk.set_axis(keys),
        norms,
        curve,
        size_effect(deals),
        model,
        verdict,
    )


def _base(deals: pd.DataFrame, learned: pd.DataFrame) -> float:
    """Return the win rate of the mature deals, else of all closed ones, as if one of two more had been won."""
    if not learned.empty:
        w = weights(learned)
        return float(((w * learned["won"]).sum() + 2 * UNKNOWN_RATE) / (w.sum() + 2))
    won, lost = (deals["outcome"] == "won").sum(), (deals["outcome"] == "lost").sum()
    return float((won + 2 * UNKNOWN_RATE) / (won + lost + 2))


def _used(chances: pd.DataFrame, method: str, base: float) -> pd.Series:
    """Return what the verdict says; where that has nothing to say, the base rate."""
    if method == BASE:
        return pd.Series(base, index=chances.index)
    return chances[method].fillna(base)
