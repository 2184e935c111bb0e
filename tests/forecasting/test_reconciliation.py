"""The parts of a company add up to the company, in every month and every draw."""

import numpy as np
import pandas as pd
import pytest

from forecasting.forecast import Forecast, from_paths
from forecasting.series.reconciliation import Method, reconciled

CUTOFF = pd.Period("2026-10", freq="M")


def forecast(mean: float, sd: float, seed: int) -> Forecast:
    paths = np.maximum(mean + sd * np.random.default_rng(seed).standard_normal((500, 3)), 0)
    return from_paths(CUTOFF, np.full(3, mean), paths, method="made up")


@pytest.mark.parametrize("method", ["bottom-up", "top-down", "minimum-trace"])
def test_the_parts_add_up_and_stay_positive(method: Method) -> None:
    parts = {"a": forecast(10, 6, 1), "b": forecast(40, 5, 2), "c": forecast(0, 0, 3)}
    whole, children = reconciled(forecast(62, 8, 4), parts, method)
    np.testing.assert_allclose(sum(child.mean for child in children.values()), whole.mean)
    np.testing.assert_allclose(sum(child.paths for child in children.values()), whole.paths)
    assert min(child.paths.min() for child in children.values()) >= 0
    expected = {"bottom-up": 50.0, "top-down": 62.0}
    if method in expected:
        np.testing.assert_allclose(whole.mean, expected[method])
    else:
        assert whole.mean.between(50, 62).all()


def test_the_least_certain_part_gives_way_most() -> None:
    parts = {"sure": forecast(100, 1, 1), "unsure": forecast(100, 9, 2)}
    _, children = reconciled(forecast(220, 1, 3), parts)
    assert abs(children["sure"].mean - 100).max() < 1
    assert (children["unsure"].mean > 115).all()


def test_a_parent_that_was_reconciled_above_stays_as_it_is() -> None:
    parent = forecast(90, 5, 1)
    kept, children = reconciled(parent, {"a": forecast(30, 5, 2), "b": forecast(40, 5, 3)}, keep_parent=True)
    assert kept is parent
    np.testing.assert_allclose(sum(child.paths for child in children.values()), parent.paths)
    assert reconciled(parent, {}) == (parent, {})
