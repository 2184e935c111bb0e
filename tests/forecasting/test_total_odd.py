"""Odd companies: whatever the frames hold, the whole is finite and nothing breaks."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from forecasting.total.forecast import fit_total
from forecasting.total.what_if import WhatIf
from tests.forecasting.company import FIRST, Company, company

CUTOFF = FIRST + 20
SMALL = company(24, 5, seed=9)
NEVER = pd.Series(pd.NaT, index=SMALL.deals.index, dtype="datetime64[ns]")
WISH = WhatIf(win_rate=2, slip_months=-3, fixed={1: 1.0})


def lost(deals: pd.DataFrame) -> pd.DataFrame:
    return deals.assign(outcome=deals["outcome"].replace("won", "lost"))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda deals: deals[:1], id="a single deal"),
        pytest.param(lambda deals: deals[:5], id="five deals"),
        pytest.param(lost, id="all lost"),
        pytest.param(lambda deals: deals.assign(outcome="open", closed_on=NEVER), id="all open"),
        pytest.param(lambda deals: deals[deals["outcome"] == "won"], id="all won"),
        pytest.param(lambda deals: deals.assign(net=deals["net"].where(deals.index % 3 > 0)), id="amounts missing"),
        pytest.param(lambda deals: deals.assign(net=deals["net"].where(deals.index != 3, 1e12)), id="one huge amount"),
        pytest.param(lambda deals: deals.assign(net=-deals["net"]), id="negative amounts"),
        pytest.param(lambda deals: deals.assign(expected_order_on=NEVER), id="no dates stated"),
        pytest.param(lambda deals: deals.assign(created_on=CUTOFF.end_time.normalize()), id="all created today"),
    ],
)
def test_an_odd_company_gets_a_finite_forecast(changed: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    odd = Company(changed(SMALL.deals), SMALL.stays, SMALL.orders, SMALL.invoices)
    known = odd.known(CUTOFF)
    past = odd.snapshots(CUTOFF, 3)
    fitted = fit_total(known.deals, known.stays, past, known.orders, known.invoices, CUTOFF, 3)
    for whole in (fitted.whole(draws=200), fitted.whole("won", draws=200), fitted.what_if(WISH, draws=200)):
        assert np.isfinite(whole.paths).all()
        assert np.isfinite(whole.mean).all()


def test_amounts_a_thousand_times_as_large_give_a_forecast_a_thousand_times_as_large() -> None:
    def total(factor: float) -> np.ndarray:
        known = SMALL.known(CUTOFF)
        deals = known.deals.assign(net=known.deals["net"] * factor)
        orders = known.orders.assign(
            net=known.orders["net"] * factor, invoiced_net=known.orders["invoiced_net"] * factor
        )
        invoices = known.invoices.assign(net=known.invoices["net"] * factor)
        past = SMALL.snapshots(CUTOFF, 3)
        return fit_total(deals, known.stays, past, orders, invoices, CUTOFF, 3).whole(draws=200).paths

    assert total(1000) == pytest.approx(total(1) * 1000)
