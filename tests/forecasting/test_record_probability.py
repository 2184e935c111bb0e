"""Probabilities are judged as the textbooks do."""

import pandas as pd
import pytest

from forecasting.record.probability import quality, quality_by, reliability_curve, wilson


def test_wilson_gives_the_textbook_interval() -> None:
    low, high = wilson(22, 51, 0.95)
    assert (round(low, 3), round(high, 3)) == (0.305, 0.567)
    assert wilson(0, 0) == (0.0, 1.0)


def test_brier_splits_into_reliability_resolution_and_uncertainty() -> None:
    said = pd.Series([0.05] * 4 + [0.85] * 4)
    won = pd.Series([0, 0, 0, 1, 1, 1, 0, 1])
    found = quality(said, won)
    assert found is not None
    assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty)
    assert found.ece == pytest.approx(0.15)
    assert found.skill == pytest.approx(1 - found.brier / 0.25)


def test_the_base_rate_has_no_skill_and_nothing_has_no_quality() -> None:
    won = pd.Series([1.0, 0.0, 0.0, 0.0])
    found = quality(pd.Series(0.25, index=won.index), won)
    assert found is not None
    assert found.skill == 0
    assert quality(pd.Series(dtype=float), pd.Series(dtype=float)) is None


def test_certain_ones_lie_in_the_last_bin_and_empty_bins_are_left_out() -> None:
    curve = reliability_curve(pd.Series([0.3, 1.0, 0.95]), pd.Series([0, 1, 1]))
    assert list(curve["n"]) == [1, 2]
    assert list(curve["low"]) == [0.3, 0.9]


def test_an_owner_with_few_closed_deals_is_not_judged() -> None:
    won = pd.Series([1.0, 0.0] * 20)
    owners = ["Ada"] * 35 + ["Bruno"] * 5
    found = quality_by(owners, pd.Series(0.5, index=won.index), won)
    assert found["Bruno"] is None
    ada = found["Ada"]
    assert ada is not None
    assert ada.n == 35
