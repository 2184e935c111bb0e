"""When deals are won, ordered and invoiced: what was planted in an invented company is found again."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from forecasting.frames import DEALS, INVOICES, ORDERS, SNAPSHOTS, STAYS, shaped
from forecasting.timing.corrections import PRIOR_RHO, Corrections
from forecasting.timing.exposure import exposure, without_stages
from forecasting.timing.hazards import Chances, fit_hazards, project
from forecasting.timing.lags import Profile, profile
from forecasting.timing.slip import NONE_STATED, Slip, distances
from forecasting.total.forecast import Fitted, fit_total
from tests.forecasting.company import LOSS, TO_INVOICE, WIN, Company
from tests.forecasting.conftest import CUTOFF, fitted_at

USUAL = (2 + 1.6) / 3  # months of a quarter: two usual ones and its end


def test_planted_hazards_are_found_by_stage_and_month_of_the_quarter(invented: Company) -> None:
    known = invented.known(CUTOFF)
    counts = exposure(known.deals, known.stays, CUTOFF).upto(CUTOFF)
    hazards = fit_hazards(counts)
    for planted, found in ((WIN * USUAL, hazards.win), (LOSS, hazards.loss)):
        mean = (found * counts.open).sum(axis=(1, 2)) / counts.open.sum(axis=(1, 2))
        noise = np.sqrt(planted / counts.open.sum(axis=(1, 2)))
        assert (np.abs(mean - planted) <= 3 * noise + 0.01).all()
    late = (hazards.win[2] * counts.open[2]).sum(axis=0) / counts.open[2].sum(axis=0)
    assert late[2] / late[:2].mean() == pytest.approx(1.6, rel=0.2)


def test_chances_of_winning_losing_and_staying_open_add_up_to_one(invented: Company) -> None:
    known = invented.known(CUTOFF)
    hazards = fit_hazards(exposure(known.deals, known.stays, CUTOFF).upto(CUTOFF))
    chances = project(hazards, pd.Series(["p/s0", "p/s2", "p/never seen"]), np.array([10, 100, 9000]), CUTOFF, 48)
    total = chances.win.sum(axis=1) + chances.loss.sum(axis=1)
    assert ((chances.win >= 0) & (chances.loss >= 0)).all()
    assert (total <= 1).all()
    assert chances.win.sum(axis=1) == pytest.approx(chances.ever)
    assert chances.ever[1] > chances.ever[0]


def test_an_open_deal_from_before_anyone_wrote_ends_down_proves_nothing() -> None:
    day = pd.Timestamp("2024-01-10")
    rows = {"opportunity_id": [1, 2], "created_on": [day, day], "outcome": ["won", "open"]}
    deals = pd.DataFrame(rows | {"closed_on": [pd.Timestamp("2024-05-02"), pd.NaT]})
    counts = exposure(deals, without_stages(deals), pd.Period("2024-06", freq="M")).upto(pd.Period("2024-06", freq="M"))
    assert counts.open.sum() == 3  # both in May, one in June
    assert counts.won.sum() == 1


def test_deals_that_nobody_closes_are_taken_off_again(invented: Company) -> None:
    """Half of the old open deals become zombies: still open, never to be won."""
    later = invented.deals["closed_on"] > (CUTOFF - 12).end_time
    dead = later & (invented.deals["opportunity_id"] % 2 == 0)
    deals = invented.deals.assign(
        closed_on=invented.deals["closed_on"].mask(dead), outcome=invented.deals["outcome"].mask(dead, "open")
    )
    ended = invented.stays["opportunity_id"].isin(deals.loc[dead, "opportunity_id"]) & (
        invented.stays["left_on"] > (CUTOFF - 12).end_time
    )
    stays = invented.stays.assign(
        left_on=invented.stays["left_on"].mask(ended), ended=invented.stays["ended"].mask(ended, "open")
    )
    haunted = fitted_at(replace(invented, deals=deals, stays=stays), CUTOFF).outlook.corrections
    assert haunted.ratios.max() < 0.85
    assert fitted_at(invented, CUTOFF).outlook.corrections.ratios == pytest.approx(np.ones(6), abs=0.15)


def test_without_a_past_nothing_is_corrected_and_the_usual_correlation_holds() -> None:
    deals, stays, snapshots, orders, invoices = (shaped([], of) for of in (DEALS, STAYS, SNAPSHOTS, ORDERS, INVOICES))
    fitted = fit_total(deals, stays, snapshots, orders, invoices, CUTOFF, 3)
    assert fitted.outlook.corrections.ratios.tolist() == [1, 1, 1]
    assert fitted.outlook.corrections.rho == PRIOR_RHO
    assert not fitted.whole().paths.any()


def test_corrected_chances_stay_chances() -> None:
    chances = Chances(np.array([[0.5, 0.4]]), np.zeros((1, 2)), np.array([0.95]))
    raised = Corrections(np.array([2.0, 2.0]), 0.0).applied(chances)
    assert raised.win.sum() == pytest.approx(1)
    assert raised.ever == pytest.approx([1])


def test_a_stated_date_moves_wins_between_months_but_not_their_sum() -> None:
    ratios = np.ones((NONE_STATED + 1, 3))
    ratios[1] = [3, 1, 0.5]
    win, ever = np.array([[0.1, 0.1, 0.1]] * 2), np.array([0.4, 0.4])
    moved = Slip(ratios).moved(win, ever, np.array([1, NONE_STATED]))
    assert moved[0] / moved[0, 1] == pytest.approx([3, 1, 0.5])
    assert moved[0].sum() + 0.1 * 0.5 / 0.1 * moved[0, 1] == pytest.approx(0.4)
    assert moved[1] == pytest.approx(win[1])


def test_stated_dates_tell_in_which_month_a_deal_is_won(invented: Company, fitted: Fitted) -> None:
    deals = fitted.outlook.deals
    stated = deals["opportunity_id"].map(invented.deals.set_index("opportunity_id")["expected_order_on"])
    ahead = distances(stated, CUTOFF)
    share = fitted.outlook.win[:, 0] / fitted.outlook.ever
    assert share[ahead == 1].mean() > 1.5 * share[ahead == 4].mean()


def test_dates_far_overdue_missing_and_far_ahead_have_their_own_distance() -> None:
    stated = pd.to_datetime(pd.Series(["2020-01-01", None, "2022-12-31", "2023-01-01", "2030-01-01"]))
    assert distances(stated, CUTOFF).tolist() == [0, NONE_STATED, 0, 1, 7]


def test_the_profile_from_order_to_invoice_is_found_with_open_orders_in_it(fitted: Fitted) -> None:
    found = fitted.outlook.lags.to_invoice.chances
    assert found[:5] == pytest.approx(TO_INVOICE, abs=0.04)
    assert found[5:].sum() == pytest.approx(0, abs=0.01)
    assert fitted.outlook.lags.to_order.chances[0] == pytest.approx(1)


def test_a_censored_profile_is_the_one_that_kaplan_and_meier_give() -> None:
    waits, happened = np.array([0.0, 1, 1, 2, 3]), np.array([True, True, False, True, False])
    found = profile(waits, happened, np.ones(5)).chances
    assert found[:4] == pytest.approx([0.2, 0.2, 0.3, 0])
    assert profile(np.zeros(0), np.zeros(0, dtype=bool), np.zeros(0)).chances.tolist() == [1]


def test_who_has_waited_gets_what_is_left_of_the_profile() -> None:
    half = Profile(np.array([0.5, 0.25, 0.25]))
    assert half.after(np.array([0, 1, 5, -1]), 2).tolist() == [[0.5, 0.5], [1, 0], [0, 0], [0.5, 0.25]]
    assert half.following(np.array([[0.4, 0.2, 0.0]])) == pytest.approx(np.array([[0.2, 0.2, 0.15]]))
