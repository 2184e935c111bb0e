"""The gate: which probability may be used, judged on deals that came after what it was learned from.

At several origins everything is learned anew from what was known on that day and held against the deals seen from
then until the next origin. The model is used only if its Brier score is better than that of the base rate and of the
stated values by more than one standard error (deals seen several times count as one), and no other value does better.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.errors import sentence
from forecasting.record.probability import Quality, quality
from forecasting.winning.bayes import naive_bayes
from forecasting.winning.model import fit_win_model
from forecasting.winning.observations import Observations, weights
from forecasting.winning.stages import stage_norms, stage_probability
from forecasting.winning.stated import recalibration

ORIGINS = (0.5, 0.6, 0.7, 0.8, 0.9)
FEWEST = 50
FEWEST_OF_EACH = 10
FEWEST_JUDGED = 30
BASE, STATED, CORRECTED, STAGE, MODEL, BAYES = "base", "stated", "corrected", "stage", "model", "bayes"
USABLE = (STATED, CORRECTED, STAGE)

TOO_FEW = sentence(
    "There are too few closed opportunities to try a model on later ones; the best simple value is used."
)
BEATEN = sentence("On later opportunities the model was not surely better than the base rate and the stated values.")
OUTDONE = sentence("On later opportunities a simpler value did better than the model.")
HOLDS = sentence(
    "On later opportunities the model was better than the base rate and the stated values by more than one standard error."
)


@dataclass(frozen=True)
class Verdict:
    """What is used and why; `league` has a row for each method: n, brier, skill, ece, sum_ratio, ahead, ahead_se.

    `ahead` is by how much its Brier score is lower than that of the base rate. `judged` holds what each method said
    of each later case, with won, key, owner and observed_on, so that reliability can be drawn.
    """

    method: str
    reason: str
    league: pd.DataFrame
    judged: pd.DataFrame


def enough(cases: pd.DataFrame) -> bool:
    """Return whether a model can be learned from closed cases at all."""
    ends = cases.drop_duplicates("key")["won"]
    return len(ends) >= FEWEST and min(ends.sum(), (1 - ends).sum()) >= FEWEST_OF_EACH


def judge(seen: Observations, as_of: pd.Timestamp, stays: pd.DataFrame | None = None) -> Verdict:
    """Hold every method against later deals, and choose one."""
    known = seen.known(as_of)
    parts = [part for part in (_block(seen, known, stays, *pair) for pair in _origins(known)) if part is not None]
    judged = pd.concat(parts) if parts else pd.DataFrame()
    if judged.empty or judged["key"].nunique() < FEWEST_JUDGED:
        return Verdict(BASE, TOO_FEW, pd.DataFrame(), judged)
    league = _league(judged)
    method, reason = _chosen(league, judged)
    return Verdict(method, reason, league, judged)


def said_by_all(
    learned: pd.DataFrame, asked: pd.DataFrame, seen: Observations, norms: pd.DataFrame | None
) -> dict[str, pd.Series]:
    """Return what every method says of cases after learning from closed ones; empty where it has nothing to say."""
    w = weights(learned)
    said = {BASE: pd.Series(float(np.average(learned["won"], weights=w)), index=asked.index)}
    if "stated" in asked:
        said[STATED] = asked["stated"].astype(float)
        said[CORRECTED] = recalibration(learned["stated"].astype(float), learned["won"], w)(said[STATED])
    if norms is not None:
        said[STAGE] = stage_probability(asked, norms)
    said[MODEL] = fit_win_model(learned, seen.features).predict(asked)["probability"]
    last = learned.sort_values("observed_on", kind="stable").drop_duplicates("key", keep="last")
    said[BAYES] = naive_bayes(last, seen.features.categories).scores(asked)
    return said


def _origins(known: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return where to stand and until when to look."""
    if known.empty:
        return []
    days = known["observed_on"].sort_values(ignore_index=True)
    starts = [days.iloc[int(len(days) * share)] for share in ORIGINS]
    ends = [*starts[1:], days.iloc[-1] + pd.Timedelta(days=1)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def _block(
    seen: Observations, known: pd.DataFrame, stays: pd.DataFrame | None, start: pd.Timestamp, end: pd.Timestamp
) -> pd.DataFrame | None:
    learned = seen.known(start - pd.Timedelta(days=1))
    asked = known[(known["observed_on"] >= start) & (known["observed_on"] < end)]
    if asked.empty or not enough(learned):
        return None
    norms = None if stays is None else stage_norms(stays, start - pd.Timedelta(days=1))
    said = said_by_all(learned, asked, seen, norms)
    kept = [name for name in ("key", "won", "owner", "observed_on") if name in asked]
    return asked[kept].assign(**{name: values.fillna(said[BASE]) for name, values in said.items()})


def _methods(judged: pd.DataFrame) -> list[str]:
    return [name for name in (BASE, STATED, CORRECTED, STAGE, MODEL, BAYES) if name in judged]


def _league(judged: pd.DataFrame) -> pd.DataFrame:
    rows = {}
    for name in _methods(judged):
        found = quality(judged[name], judged["won"])
        ahead, error = _ahead(judged, name, BASE)
        rows[name] = {**_numbers(found), "ahead": ahead, "ahead_se": error}
    return pd.DataFrame.from_dict(rows, orient="index").sort_values("brier", kind="stable")


def _numbers(found: Quality | None) -> dict[str, float]:
    if found is None:
        return {}
    return {"n": found.n, "brier": found.brier, "skill": found.skill, "ece": found.ece, "sum_ratio": found.sum_ratio}


def _ahead(judged: pd.DataFrame, name: str, other: str) -> tuple[float, float]:
    """Return by how much a method's Brier score is lower than another's, and the standard error by deals."""
    gain = (judged[other] - judged["won"]) ** 2 - (judged[name] - judged["won"]) ** 2
    mean = float(gain.mean())
    by_deal = (gain - mean).groupby(judged["key"]).sum()
    return mean, float(np.sqrt((by_deal**2).sum()) / len(gain))


def _chosen(league: pd.DataFrame, judged: pd.DataFrame) -> tuple[str, str]:
    rivals = [name for name in (BASE, STATED) if name in league.index]
    sure = [name for name in (*USABLE, MODEL) if name in league.index and _surely(judged, name, BASE)]
    best = next((name for name in league.index if name in sure), BASE)
    if not all(_surely(judged, MODEL, rival) for rival in rivals):
        return (best if best != MODEL else BASE), BEATEN
    return best, HOLDS if best == MODEL else OUTDONE


def _surely(judged: pd.DataFrame, name: str, other: str) -> bool:
    ahead, error = _ahead(judged, name, other)
    return ahead > error
