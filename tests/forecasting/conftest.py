"""The invented company and what was fitted to it, once for all tests of the sum and its timing."""

import pandas as pd
import pytest

from forecasting.total.forecast import Fitted, fit_total
from tests.forecasting.company import FIRST, Company, company

CUTOFF = FIRST + 35


def fitted_at(everything: Company, cutoff: pd.Period, months: int = 6, chances: pd.Series | None = None) -> Fitted:
    known = everything.known(cutoff)
    past = everything.snapshots(cutoff)
    return fit_total(known.deals, known.stays, past, known.orders, known.invoices, cutoff, months, chances)


@pytest.fixture(scope="session")
def invented() -> Company:
    return company()


@pytest.fixture(scope="session")
def fitted(invented: Company) -> Fitted:
    return fitted_at(invented, CUTOFF)
