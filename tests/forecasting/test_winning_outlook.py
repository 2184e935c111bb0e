"""The model is used when deals follow it and refused when they do not; what it says is explained to the last point."""

import numpy as np
import pandas as pd
import pytest

from forecasting.frames import DEALS, SNAPSHOTS, STAYS, shaped
from forecasting.winning.comparables import comparables
from forecasting.winning.features import Features
from forecasting.winning.gate import BASE, BEATEN, HOLDS, MODEL, TOO_FEW, judge
from forecasting.winning.model import fit_win_model
from forecasting.winning.observations import Observations
from forecasting.winning.outlook import win_outlook

FEATURES = Features(("origin", "owner"), ("size",))
AS_OF = pd.Timestamp("2026-06-30")


def closed(effect: float, count: int = 1600) -> pd.DataFrame:
    """Deals whose chance depends on origin and size, as far as there is an effect."""
    draw = np.random.default_rng(7)
    origin = draw.choice(["fair", "web", "call"], count)
    size = draw.normal(10, 1, count)
    logits = effect * ((origin == "fair") * 1.6 - 0.8 - (size - 10))
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(count) // 2, unit="D")
    return pd.DataFrame({
        "key": range(count), "origin": origin, "owner": draw.choice(["Ada", "Bruno"], count), "size": size,
        "observed_on": days, "resolved_on": days + pd.Timedelta(days=20),
        "won": (draw.uniform(size=count) < 1 / (1 + np.exp(-logits))).astype(float),
    })  # fmt: skip


def test_the_gate_opens_for_a_signal_and_stays_shut_for_noise() -> None:
    strong = judge(Observations(closed(1.0), FEATURES), AS_OF)
    assert (strong.method, strong.reason) == (MODEL, HOLDS)
    assert strong.league.index[0] == MODEL
    noise = judge(Observations(closed(0.0), FEATURES), AS_OF)
    assert (noise.method, noise.reason) == (BASE, BEATEN)
    assert judge(Observations(closed(1.0, 40), FEATURES), AS_OF).reason == TOO_FEW


def test_the_walk_from_the_base_rate_ends_at_the_chance_and_the_interval_holds_it() -> None:
    cases = closed(1.0)
    cases.loc[:20, "origin"] = None
    model = fit_win_model(cases, FEATURES)
    unseen = cases.head(50).assign(origin="never seen", size=np.nan)
    for asked in (cases, unseen):
        said = model.predict(asked)
        walked = model.base + model.contributions(asked).sum(axis=1).to_numpy()
        assert walked == pytest.approx(said["probability"].to_numpy())
        assert ((said["low"] < said["probability"]) & (said["probability"] < said["high"])).all()
    walks = model.contributions(cases)
    assert walks.loc[cases["origin"] == "fair", "origin"].min() > 0
    assert walks["owner"].abs().mean() < walks["size"].abs().mean() / 5


def test_what_is_not_known_on_the_day_is_not_learned_from() -> None:
    seen = Observations(closed(1.0), FEATURES, mature_days=30)
    known = seen.known(pd.Timestamp("2024-06-30"))
    assert known["observed_on"].max() == pd.Timestamp("2024-05-31")


def test_the_closest_likeness_with_enough_deals_is_counted() -> None:
    cases = closed(1.0, 400).assign(place="Sales / Offer", opportunity_type="New")
    asked = pd.concat([cases.head(1), cases.head(1).assign(place="Sales / Talks", opportunity_type="Odd")])
    found = comparables(asked.reset_index(drop=True), cases)
    assert found["alike"].iloc[0] in {"place opportunity_type origin size_band", "place opportunity_type size_band"}
    assert found["n"].iloc[0] >= 30
    assert found["n"].iloc[1] == 400
    assert (found["low"] < found["won"] / found["n"]).all()


def test_a_company_without_any_past_still_gets_chances_and_is_told_why() -> None:
    row = (
        1, 1, "2026-05-01", "Sales", "Offer", 0, "New", "fair", "Ada", "North", "Pumps", 0.0, 900.0, 0.6, "open", None,
        None, None, None, 0, None, 0,
    )  # fmt: skip
    outlook = win_outlook(shaped([row], DEALS), shaped([], STAYS), shaped([], SNAPSHOTS), AS_OF)
    assert outlook.verdict.reason == TOO_FEW
    assert outlook.chances.loc[1, "used"] == outlook.base == 0.5
    assert outlook.chances.loc[1, "corrected"] == pytest.approx(0.6)
    assert outlook.contributions.empty
