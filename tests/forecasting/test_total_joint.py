"""The joint sum of claims, held against exact distributions: every combination listed, and a convolution by FFT."""

from itertools import product

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from forecasting.total.claims import Array, Claims
from forecasting.total.joint import joint_paths

LEVELS = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
DRAWS = 40_000


def claims(count: int, seed: int = 1, months: int = 1, spread: float = 1.5) -> Claims:
    generator = np.random.default_rng(seed)
    amounts = np.exp(generator.normal(10, spread, count))
    chances = generator.uniform(0.02, 0.98, count)
    split = generator.dirichlet(np.ones(months), count)
    return Claims(amounts, chances[:, None] * split)


def listed(amounts: Array, chances: Array) -> tuple[Array, Array]:
    """Every sum with its probability."""
    combinations = np.array(list(product([0, 1], repeat=len(amounts))))
    weights = np.prod(np.where(combinations == 1, chances, 1 - chances), axis=1)
    sums = combinations @ amounts
    order = np.argsort(sums)
    return sums[order], np.cumsum(weights[order])


def convolved(amounts: Array, chances: Array, cells: int = 2**14) -> tuple[Array, Array]:
    """The distribution on a grid, amounts split between two neighbouring cells so that the mean holds."""
    step = amounts.sum() / (cells - 8)
    frequencies = np.exp(-2j * np.pi * np.arange(cells // 2 + 1) / cells)
    transform = np.ones(len(frequencies), dtype=complex)
    for amount, chance in zip(amounts, chances, strict=True):
        whole, part = divmod(amount / step, 1)
        moved = frequencies**whole * (1 - part) + frequencies ** (whole + 1) * part
        transform *= 1 - chance + chance * moved
    weights = np.fft.irfft(transform, cells)
    return np.arange(cells) * step, np.cumsum(np.maximum(weights, 0))


def furthest(drawn: Array, sums: Array, upto: Array) -> float:
    """The largest distance between quantiles, in standard deviations, a sampling error of the level allowed."""
    spread = float(np.std(drawn))
    noise = 3 * np.sqrt(LEVELS * (1 - LEVELS) / len(drawn))
    low = sums[np.searchsorted(upto, LEVELS - noise)]
    high = sums[np.minimum(np.searchsorted(upto, LEVELS + noise), len(sums) - 1)]
    found = np.quantile(drawn, LEVELS)
    return float(np.max(np.maximum(low - found, found - high)) / spread)


def test_few_deals_are_distributed_as_all_their_combinations_are() -> None:
    few = claims(14)
    drawn = joint_paths(few, draws=DRAWS, seed=3)[:, 0]
    assert furthest(drawn, *listed(few.amounts, few.any_month)) <= 0.03


@pytest.mark.parametrize(("count", "spread"), [(30, 1.5), (900, 2.2), (5000, 1.5)])
def test_many_deals_are_distributed_as_their_convolution_is(count: int, spread: float) -> None:
    many = claims(count, spread=spread)
    drawn = joint_paths(many, draws=DRAWS, seed=3)[:, 0]
    assert furthest(drawn, *convolved(many.amounts, many.any_month)) <= 0.03


def test_with_a_common_factor_the_sum_is_the_mixture_of_its_convolutions() -> None:
    many, rho = claims(700), 0.1
    nodes = ndtri((np.arange(40) + 0.5) / 40)
    grids = [
        convolved(many.amounts, ndtr((ndtri(many.any_month) + np.sqrt(rho) * node) / np.sqrt(1 - rho)), 2**12)
        for node in nodes
    ]
    drawn = joint_paths(many, rho=rho, draws=DRAWS, seed=5)[:, 0]
    assert furthest(drawn, grids[0][0], np.mean([upto for _, upto in grids], axis=0)) <= 0.03


@pytest.mark.parametrize("rho", [0.0, 0.05, 0.3])
def test_the_months_keep_their_means_and_never_hold_a_deal_twice(rho: float) -> None:
    many = claims(3000, months=6)
    paths = joint_paths(many, rho=rho, seed=2)
    error = paths.std(axis=0) / np.sqrt(len(paths))
    assert (np.abs(paths.mean(axis=0) - many.means) <= 4 * error).all()
    one = joint_paths(Claims(np.array([10.0]), np.array([[0.4, 0.5]])), rho=rho, seed=2)
    assert set(np.unique(one.sum(axis=1))) == {0.0, 10.0}


def test_the_normal_rest_spreads_as_the_deals_drawn_one_by_one() -> None:
    many = claims(2000, months=4, spread=0.5)
    alone = joint_paths(many, rho=0.05, seed=2, exact=2000)
    normal = joint_paths(many, rho=0.05, seed=2, exact=0)
    assert normal.std(axis=0) == pytest.approx(alone.std(axis=0), rel=0.03)
    assert np.corrcoef(normal.T) == pytest.approx(np.corrcoef(alone.T), abs=0.04)


def test_a_common_factor_widens_a_large_pipeline_tenfold() -> None:
    large = claims(100_000)
    narrow, wide = (np.ptp(np.quantile(joint_paths(large, rho=rho)[:, 0], [0.1, 0.9])) for rho in (0.0, 0.05))
    assert 8 < wide / narrow < 16


def test_sums_are_repeatable_scale_and_hold_nothing_without_claims() -> None:
    some = claims(1000, months=3)
    paths = joint_paths(some, rho=0.1, seed=7, draws=500)
    assert (paths == joint_paths(some, rho=0.1, seed=7, draws=500)).all()
    thousandfold = joint_paths(Claims(some.amounts * 1000, some.chances), rho=0.1, seed=7, draws=500)
    assert thousandfold == pytest.approx(paths * 1000)
    assert not joint_paths(Claims(np.zeros(0), np.zeros((0, 3))), draws=5).any()


def test_what_is_certain_and_steady_does_not_move_with_the_factor() -> None:
    sure = Claims(np.full(600, 5.0), np.tile([0.0, 1.0], (600, 1)), np.ones(600, dtype=bool))
    assert joint_paths(sure, rho=0.3, draws=50)[:, 1] == pytest.approx(np.full(50, 3000.0), rel=1e-3)


def test_impossible_claims_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Claims(np.ones(1), np.array([[0.7, 0.7]]))
    with pytest.raises(ValueError, match="finite"):
        Claims(np.array([np.nan]), np.array([[0.7]]))
    with pytest.raises(ValueError, match="one row"):
        Claims(np.ones(2), np.ones((1, 1)))
    with pytest.raises(ValueError, match="correlation"):
        joint_paths(claims(3), rho=1.0)
