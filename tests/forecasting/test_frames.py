"""The frames of forecasting have their types however many rows there are."""

from datetime import date

import pandas as pd
import pytest

from forecasting.frames import DATES, DEALS, INVOICES, ORDERS, SNAPSHOTS, STAYS, Columns, monthly, shaped


@pytest.mark.parametrize("columns", [DEALS, STAYS, DATES, SNAPSHOTS, ORDERS, INVOICES])
def test_an_empty_frame_has_all_columns_and_types(columns: Columns) -> None:
    frame = shaped([], columns)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == dict(columns)


def test_days_and_gaps_are_read_as_such() -> None:
    frame = shaped([(7, date(2026, 3, 1), None, date(2026, 5, 1))], DATES)
    assert frame["changed_on"].iloc[0] == pd.Timestamp("2026-03-01")
    assert pd.isna(frame["old_on"].iloc[0])


def test_months_without_anything_are_zero_and_those_after_the_cutoff_left_out() -> None:
    days = pd.Series(pd.to_datetime(["2026-01-05", "2026-01-31", "2026-03-01", "2026-05-02"]))
    sums = monthly(days, pd.Series([1.0, 2.0, -4.0, 8.0]), pd.Period("2026-04", "M"))
    assert list(sums) == [3.0, 0.0, -4.0, 0.0]
    assert sums.index[-1] == pd.Period("2026-04", "M")
