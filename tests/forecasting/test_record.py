"""The track record adds up by hand, and what anybody could have said is said."""

import numpy as np
import pandas as pd
import pytest

from forecasting.forecast import LEVELS, from_paths
from forecasting.frames import DEALS, ORDERS, shaped
from forecasting.record.baselines import run_rate, seasonal_naive, stated_weighted
from forecasting.record.scores import naive_scale, pinball, points_of, scores
from forecasting.record.width import stretched, width_factor

MONTHS = pd.period_range("2024-01", periods=24, freq="M")
HISTORY = pd.Series(np.arange(24.0) + 100, index=MONTHS)
CUTOFF = MONTHS[-1]


def test_last_year_is_repeated_and_the_pace_goes_on() -> None:
    assert seasonal_naive(HISTORY, 14).mean.tolist() == [*range(112, 124), 112, 113]
    assert run_rate(HISTORY, 3).mean.tolist() == [120.5] * 3
    assert seasonal_naive(HISTORY, 14).mean.index[0] == pd.Period("2026-01", "M")


def test_what_is_overdue_is_stated_for_the_first_month() -> None:
    common = dict.fromkeys(DEALS) | {
        "opportunity_id": 1, "company_id": 1, "step": 0, "activities": 0, "pushes": 0, "outcome": "open",
    }  # fmt: skip
    rows = [
        common | {"net": 100.0, "stated": 0.5, "expected_invoice_on": "2025-11-30"},
        common | {"net": 80.0, "stated": 0.25, "expected_order_on": "2026-02-10"},
        common | {"net": 70.0, "stated": 1.0, "expected_order_on": "2026-02-10", "outcome": "lost"},
    ]
    deals = shaped([tuple(row[name] for name in DEALS) for row in rows], DEALS)
    orders = shaped([(1, None, "2025-12-01", "2026-02-20", 50.0, 20.0)], ORDERS)
    assert stated_weighted(HISTORY, deals, orders, 3).mean.tolist() == [50.0, 50.0, 0.0]


def test_scores_are_those_of_a_sum_done_by_hand() -> None:
    actual = pd.Series([100.0, 200.0], index=pd.period_range("2026-01", periods=2, freq="M"))
    mean = np.array([110.0, 180.0])
    outlook = from_paths(CUTOFF, mean, np.tile(mean, (5, 1)), method="sure")
    found = scores(points_of("sure", CUTOFF, outlook.mean, outlook.quantiles, actual), naive_scale(HISTORY))
    assert found[["first", "last", "n"]].to_numpy().tolist() == [[1, 1, 1], [2, 3, 1]]
    assert found["wape"].tolist() == pytest.approx([0.1, 0.1])
    assert found["bias"].tolist() == pytest.approx([0.1, -0.1])
    assert found["mase"].tolist() == pytest.approx([10 / 12, 20 / 12])
    assert found["crps"].tolist() == pytest.approx([10.0, 20.0]), "of a sure forecast it is the absolute error"
    assert found["covered_80"].tolist() == [0.0, 0.0]


def test_the_true_distribution_has_the_least_loss() -> None:
    rng = np.random.default_rng(3)
    actual = rng.normal(size=4000)
    true = np.quantile(rng.normal(size=100_000), LEVELS)
    losses = [pinball(actual, np.tile(true * factor, (4000, 1)), LEVELS).mean() for factor in (0.6, 1.0, 1.5)]
    assert losses[1] == min(losses)


def test_intervals_that_always_held_are_narrowed_and_few_errors_change_little() -> None:
    assert width_factor([]) == 1.0
    assert 0.9 < width_factor([0.3]) < 1.0
    assert width_factor([0.3] * 2000) == pytest.approx(0.4, abs=0.001), "never below the least"
    assert width_factor([1.5] * 2000) == pytest.approx(1.5, abs=0.01)
    mean, paths = np.array([10.0]), np.array([[8.0], [12.0]])
    assert stretched(mean, paths, 0.5).tolist() == [[9.0], [11.0]]
