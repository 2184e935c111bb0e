"""Columns of the demo company are made for any number of rows, none included."""

import numpy as np

from data.demo.columns import padded


def test_numbers_get_leading_zeros() -> None:
    assert padded(np.array([7, 12345]), 4).tolist() == ["0007", "12345"]


def test_no_numbers_are_no_text() -> None:
    assert padded(np.array([], dtype=np.int64), 4).tolist() == []
