"""The whole of pipeline, backlog and new business: nothing counted twice, honest width, other assumptions."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from forecasting.frames import ORDERS, shaped
from forecasting.timing.lags import AT_ONCE, Lags
from forecasting.total.blend import USUAL, blended, learn_weights
from forecasting.total.forecast import Fitted
from forecasting.total.fresh import predict_fresh
from forecasting.total.what_if import WhatIf
from forecasting.total.whole import backlog_claims
from tests.forecasting.company import FIRST, Company
from tests.forecasting.conftest import CUTOFF, fitted_at

DRAWS = 2_000


def came(invented: Company, months: pd.PeriodIndex) -> np.ndarray:
    invoices = invented.invoices
    return (
        invoices.groupby(invoices["invoiced_on"].dt.to_period("M"))["net"].sum().reindex(months).to_numpy(dtype=float)
    )


def test_looking_back_the_whole_was_about_right_and_its_intervals_wide_enough(invented: Company) -> None:
    misses, inside, level = [], [], []
    for cutoff in (FIRST + months for months in range(26, 42, 5)):
        whole = fitted_at(invented, cutoff).whole(draws=DRAWS)
        actual = came(invented, whole.months)
        misses.append(whole.mean.to_numpy() - actual)
        inside.append((whole.quantiles[0.1] <= actual) & (actual <= whole.quantiles[0.9]))
        level.append(actual)
    assert abs(np.sum(misses)) / np.sum(level) < 0.06
    assert np.abs(misses).sum() / np.sum(level) < 0.25
    assert 0.65 <= np.mean(inside) <= 0.95


def test_an_opportunity_is_counted_in_one_part_only(invented: Company) -> None:
    """An order confirmed for an open deal moves its amount from the pipeline to the backlog."""
    known = invented.known(CUTOFF)
    deal = known.deals[known.deals["outcome"] == "open"].iloc[0]
    day = CUTOFF.start_time
    row = shaped([(9_999, deal["opportunity_id"], day, day, deal["net"], 0.0)], ORDERS)
    ordered = replace(invented, orders=pd.concat([invented.orders, row], ignore_index=True))
    outlook = fitted_at(ordered, CUTOFF).outlook
    assert outlook.deals.set_index("opportunity_id").loc[deal["opportunity_id"], "net"] == 0


def test_a_won_deal_waits_for_its_order_and_then_leaves_the_pipeline(invented: Company) -> None:
    late = invented.orders.assign(ordered_on=invented.orders["ordered_on"] + pd.DateOffset(months=1))
    fitted = fitted_at(replace(invented, orders=late), CUTOFF)
    deals = fitted.outlook.deals
    waiting = deals[deals["outcome"] == "won"]
    assert len(waiting)
    assert not set(waiting["opportunity_id"]) & set(fitted.orders["opportunity_id"].dropna())
    assert fitted.whole("ordered", draws=10).parts["not_ordered"].iloc[0] == pytest.approx(
        waiting["net"].sum(), rel=0.01
    )


def test_what_is_left_of_an_order_is_all_invoiced_in_the_end() -> None:
    day = CUTOFF.start_time
    orders = shaped([(1, None, day, None, 100.0, 40.0), (2, None, day, day, 100.0, 100.0)], ORDERS)
    slow = Lags(AT_ONCE, AT_ONCE, AT_ONCE)
    assert backlog_claims(orders, slow, CUTOFF, 3).amounts.tolist() == [60]


def test_the_drawn_mean_is_the_sum_of_the_parts_and_quarters_are_coherent(fitted: Fitted) -> None:
    whole = fitted.whole()
    assert whole.paths.mean(axis=0) == pytest.approx(whole.mean.to_numpy(), rel=0.02)
    assert (whole.quantiles.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert whole.reaching(0.0) == 1
    assert whole.reaching(float(whole.mean.iloc[:3].sum()), 3) == pytest.approx(0.5, abs=0.1)
    assert whole.paths == pytest.approx(fitted.whole().paths)


def test_the_largest_deal_owns_the_largest_share_of_the_variance(fitted: Fitted) -> None:
    whole = fitted.whole(draws=DRAWS)
    shares = whole.shares()
    assert (shares >= 0).all()
    assert shares.sum() < 1.1
    assert shares.argmax() == whole.claims.variances.argmax()


def test_new_business_is_what_cohorts_of_the_past_brought(invented: Company) -> None:
    fresh = predict_fresh(invented.known(CUTOFF).deals, CUTOFF, 12)
    later = invented.deals[(invented.deals["outcome"] == "won") & (invented.deals["created_on"] > CUTOFF.end_time)]
    actual = later.groupby(later["closed_on"].dt.to_period("M"))["net"].sum()
    actual = actual.reindex(pd.period_range(CUTOFF + 1, CUTOFF + 12, freq="M"), fill_value=0.0)
    assert fresh.means.sum() == pytest.approx(actual.sum(), rel=0.15)
    drawn = fresh.paths(np.zeros(4000), 0.0, np.random.default_rng(1))
    assert drawn.mean(axis=0) == pytest.approx(fresh.means, rel=0.03)


def test_a_win_models_chances_tell_deals_apart_and_leave_the_level(invented: Company, fitted: Fitted) -> None:
    keys = fitted.outlook.deals["opportunity_id"]
    told = fitted_at(invented, CUTOFF, chances=pd.Series(np.where(keys % 2, 0.6, 0.2), index=keys)).outlook
    assert told.ever[keys % 2 == 1].mean() > 1.4 * told.ever[keys % 2 == 0].mean()
    assert told.ever.mean() == pytest.approx(fitted.outlook.ever.mean(), rel=0.02)


def test_other_assumptions_move_the_sum_as_they_should(fitted: Fitted) -> None:
    before = fitted.whole("won", draws=DRAWS)
    same = fitted.what_if(WhatIf(), "won", draws=DRAWS)
    assert same.paths == pytest.approx(before.paths)
    larger = fitted.what_if(WhatIf(size=1.1), "won", draws=DRAWS)
    assert larger.mean.to_numpy() == pytest.approx(1.1 * before.mean.to_numpy())
    rarer = fitted.what_if(WhatIf(win_rate=0.8), "won", draws=DRAWS)
    assert rarer.mean.sum() == pytest.approx(0.8 * before.mean.sum())
    later = fitted.what_if(WhatIf(slip_months=1), "won", draws=DRAWS)
    assert later.parts["pipeline"].iloc[0] == 0
    assert later.parts["pipeline"].iloc[1:].to_numpy() == pytest.approx(before.parts["pipeline"].iloc[:-1].to_numpy())
    assert fitted.what_if(WhatIf(new_business=0), "won", draws=DRAWS).parts["new"].sum() == 0


def test_single_deals_can_be_dropped_fixed_left_behind_or_converted(fitted: Fitted) -> None:
    before = fitted.whole("won", draws=10).mean.sum()
    first = fitted.outlook.deals.iloc[0]
    key, win = int(first["opportunity_id"]), fitted.outlook.win[0].sum()

    def moved(assumed: WhatIf) -> float:
        return float(fitted.what_if(assumed, "won", draws=10).mean.sum() - before)

    assert moved(WhatIf(dropped=frozenset({key}))) == pytest.approx(-first["net"] * win)
    assert moved(WhatIf(fixed={key: 1.0})) == pytest.approx(first["net"] * win * (1 / fitted.outlook.ever[0] - 1))
    assert moved(WhatIf(rates={key: 2.0})) == pytest.approx(first["net"] * win)
    assert moved(WhatIf(leaving={str(first["owner"]): 0.5})) < -0.05 * before


def test_the_blend_follows_whoever_was_right_and_starts_from_what_usually_holds() -> None:
    nothing = pd.DataFrame({"horizon": [], "total": [], "series": []})
    assert learn_weights(nothing, 8).tolist() == [USUAL[group] for group in (0, 1, 1, 2, 2, 2, 3, 3)]
    errors = pd.DataFrame({"horizon": [1] * 60, "total": [10.0] * 60, "series": [1.0] * 60})
    assert learn_weights(errors, 2)[0] < 0.1
    generator = np.random.default_rng(1)
    total, series = generator.normal(100, 10, (DRAWS, 2)), generator.normal(50, 4, (DRAWS, 2))
    mixed = blended(total, series, np.array([1.0, 0.5]))
    assert mixed[:, 0] == pytest.approx(total[:, 0])
    assert (mixed[:, 1].mean(), mixed[:, 1].std()) == pytest.approx((75, 7), rel=0.03)
