"""Claims as of a day: what is left of a month, the way to the invoice, assumptions and draws, each counted by hand."""

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest

from forecasting.forecast import LEVELS
from forecasting.timing.lags import AT_ONCE, Lags, Profile
from forecasting.total.assumed import WON_SOMETIME, Assumed, assume
from forecasting.total.fresh import Fresh
from forecasting.total.packing import pack, unpack
from forecasting.total.path import History, draw, expected, with_history
from forecasting.total.standing import OPEN, ORDERED, WON, Standing, rest_of_month, working_days_left
from forecasting.total.whole import Measure

MONTHS = 4
TO_ORDER, TO_INVOICE = (0.5, 0.3, 0.1), (0.2, 0.4, 0.2, 0.2)
FIRST = 2026 * 12 + 6


def standing() -> Standing:
    return Standing(
        FIRST,
        np.array([OPEN, OPEN, WON, ORDERED], dtype=np.int8),
        np.array([11, 12, 13, 11]),
        np.array([1000.0, 400.0, 300.0, 200.0]),
        np.array([0.7, 0.2, 1.0, 1.0]),
        np.array([[0.1, 0.2, 0.2, 0.1], [0.05, 0.05, 0.0, 0.05], [0.6, 0.3, 0.1, 0.0], [0.5, 0.25, 0.0, 0.0]]),
        Lags(Profile(np.array(TO_ORDER)), Profile(np.array(TO_INVOICE)), AT_ONCE),
        Fresh(np.array([50.0, 60.0, 70.0, 80.0]), Profile(np.array([0.1, 0.2, 0.3])), 0.4, 0.3),
        0.05,
        0.5,
    )


def by_hand(claims: Standing, row: int, measure: str) -> list[float]:
    """Follow one claim through every win, order and invoice month."""
    found = [0.0] * MONTHS
    own = claims.chances[row]
    waits_order = TO_ORDER if claims.kinds[row] == OPEN and measure != "won" else (1.0,)
    waits_invoice = TO_INVOICE if claims.kinds[row] != ORDERED and measure == "invoiced" else (1.0,)
    for begins, order, invoice in product(range(MONTHS), range(len(waits_order)), range(len(waits_invoice))):
        if begins + order + invoice < MONTHS:
            found[begins + order + invoice] += own[begins] * waits_order[order] * waits_invoice[invoice]
    return found


@pytest.mark.parametrize(
    ("measure", "kinds"), [("won", {OPEN}), ("ordered", {OPEN, WON}), ("invoiced", {OPEN, WON, ORDERED})]
)
def test_claims_come_as_a_walk_through_every_month_says(measure: Measure, kinds: set[int]) -> None:
    claims = standing()
    for row in range(4):
        wanted = by_hand(claims, row, measure) if claims.kinds[row] in kinds else [0.0] * MONTHS
        assert claims.claims(measure).chances[row] == pytest.approx(wanted)
    assert claims.claims(measure, 2).chances == pytest.approx(claims.claims(measure).chances[:, :2])


def test_what_is_left_of_a_month_is_what_bayes_says() -> None:
    assert working_days_left(date(2026, 7, 15)) == pytest.approx(12 / 23)
    assert working_days_left(date(2026, 7, 31)) == 0
    chances, days, gone = [0.3, 0.2], 20, 15
    not_yet = 1 - chances[0] * gone / days
    found = rest_of_month(np.array([chances]), np.array([chances[:1]]), (days - gone) / days)
    assert found[0] == pytest.approx([chances[0] * (days - gone) / days / not_yet, chances[1] / not_yet])


def test_a_standing_survives_being_stored() -> None:
    before, after = standing(), unpack(pack(standing()))
    assert after is not None
    assert (after.first_month, after.rho, after.remaining) == (before.first_month, before.rho, before.remaining)
    assert after.ids.tolist() == before.ids.tolist()
    for measure in ("won", "ordered", "invoiced"):
        assert expected(after, measure) == pytest.approx(expected(before, measure), rel=1e-6)


def test_assumptions_change_claims_row_by_row() -> None:
    claims = standing()
    more = assume(claims, Assumed(win_rate=2.0, size=1.5))
    assert more.ever == pytest.approx([1.0, 0.4, 1.0, 1.0])  # 1.4 is cut to certainty
    assert more.chances[0] == pytest.approx(claims.chances[0] / 0.7)
    assert more.chances[1:] == pytest.approx(np.vstack([claims.chances[1] * 2, claims.chances[2:]]))
    assert more.amounts == pytest.approx([1500.0, 600.0, 300.0, 200.0])
    assert more.fresh.cohorts == pytest.approx(claims.fresh.cohorts * 3)

    decided = assume(claims, Assumed(won={11: 2, 12: WON_SOMETIME}, lost=frozenset({13})))
    assert decided.chances[0].tolist() == [0, 0, 1, 0]
    assert decided.chances[1] == pytest.approx(claims.chances[1] / 0.2)
    assert decided.chances[2:] == pytest.approx(claims.chances[2:])  # what is won already stays; the order 11 too

    halved = assume(claims, Assumed(odds=np.array([0.5, 1.0, 1.0, 1.0])))
    odds = 0.7 / 0.3 * 0.5
    assert halved.ever[:2] == pytest.approx([odds / (1 + odds), 0.2])


def test_a_slip_of_part_of_a_month_moves_that_part() -> None:
    claims = standing()
    later = assume(claims, Assumed(slip_months=1.25))
    for row in range(4):
        wanted = [0.0] * (MONTHS + 2)
        for month, chance in enumerate(claims.chances[row]):
            wanted[month + 1] += 0.75 * chance
            wanted[month + 2] += 0.25 * chance
        assert later.chances[row] == pytest.approx(wanted[:MONTHS])
    sooner = assume(claims, Assumed(slip_months=-2))
    assert sooner.chances[0] == pytest.approx([0.5, 0.1, 0, 0])


def test_draws_have_the_mean_and_the_spread_of_simple_ones() -> None:
    claims = replace(standing(), rho=0.0, fresh=Fresh(np.zeros(4), AT_ONCE, 0.0, 0.0))
    drawn = draw(claims, "invoiced", seed=3, draws=20_000)
    chances = [by_hand(claims, row, "invoiced") for row in range(4)]
    mean = [sum(claims.amounts[row] * chances[row][month] for row in range(4)) for month in range(MONTHS)]
    assert drawn.mean == pytest.approx(mean)
    assert drawn.pipeline + drawn.backlog == pytest.approx(mean)
    assert drawn.backlog == pytest.approx(
        [300 * chances[2][month] + 200 * chances[3][month] for month in range(MONTHS)]
    )
    assert drawn.rows.sum(axis=0) == pytest.approx(mean)
    total = drawn.paths.sum(axis=1)
    variance = sum(claims.amounts[row] ** 2 * sum(chances[row]) * (1 - sum(chances[row])) for row in range(4))
    assert total.mean() == pytest.approx(sum(mean), rel=0.02)
    assert total.var() == pytest.approx(variance, rel=0.05)


def test_only_the_share_of_new_business_is_counted() -> None:
    claims = standing()
    new = [
        sum(claims.fresh.cohorts[born] * (0.1, 0.2, 0.3, 0.0)[month - born] for born in range(month + 1))
        for month in range(4)
    ]
    assert draw(claims, "won", draws=50).fresh == pytest.approx(new)
    assert draw(claims, "won", fresh_share=0.25, draws=50).fresh == pytest.approx([0.25 * one for one in new])
    assert draw(claims, "won", fresh_share=0.0, draws=50, months=2).fresh.tolist() == [0, 0]


def test_the_time_series_speaks_with_its_weight_and_is_moved_as_the_claims_are() -> None:
    claims = standing()
    before = expected(claims, "invoiced")
    series = History(
        np.array([900.0, 800.0, 700.0, 600.0]),
        np.outer([900.0, 800.0, 700.0, 600.0], 1 + np.array(LEVELS) - 0.5),
        np.array([0.8, 0.6, 0.5, 0.25]),
        1.0,
    )
    base = with_history(draw(claims, "invoiced", draws=4000), series, before, claims.remaining)
    left = [0.5, 1, 1, 1]
    wanted = [
        w * chain + (1 - w) * said * part
        for w, chain, said, part in zip(series.weights, before, series.mean, left, strict=True)
    ]
    assert base.mean == pytest.approx(wanted)
    assert base.paths.mean(axis=0) == pytest.approx(wanted, rel=0.05)

    moved = assume(claims, Assumed(win_rate=1.2))
    then = with_history(draw(moved, "invoiced", draws=4000), series, before, claims.remaining)
    assert then.mean - base.mean == pytest.approx(expected(moved, "invoiced") - before)
    assert then.history == pytest.approx(base.history)


def test_better_assumptions_make_no_draw_worse() -> None:
    claims = standing()
    base = draw(claims, "won", draws=2000, exact=np.ones(4, dtype=bool)).paths.sum(axis=1)
    for assumed in (
        Assumed(win_rate=1.03),
        Assumed(size=1.1),
        Assumed(won={12: WON_SOMETIME}),
        Assumed(new_business=1.2),
    ):
        then = draw(assume(claims, assumed), "won", draws=2000, exact=np.ones(4, dtype=bool)).paths.sum(axis=1)
        assert (then >= base - 1e-9).all()
    lost = draw(assume(claims, Assumed(lost=frozenset({11}))), "won", draws=2000, exact=np.ones(4, dtype=bool))
    assert (lost.paths.sum(axis=1) <= base + 1e-9).all()
