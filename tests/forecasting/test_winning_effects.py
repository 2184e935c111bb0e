"""What size does is found beside what the type does, and young deals do not blur it."""

import numpy as np
import pandas as pd
import pytest

from forecasting.winning.effects import size_effect


def deals(count: int = 4000) -> pd.DataFrame:
    """Deals of two types, larger ones harder to win; the youngest are lost at once or still open."""
    draw = np.random.default_rng(5)
    kind = draw.choice(["New", "Spares"], count)
    size = draw.normal(0, 1, count)
    chance = 1 / (1 + np.exp(-np.where(kind == "New", -1.0, 0.5) + 0.5 * size))
    created = pd.Timestamp("2023-01-01") + pd.to_timedelta(np.arange(count) // 4, unit="D")
    young = created > pd.Timestamp("2025-03-01")
    outcome = np.where(draw.uniform(size=count) < chance, "won", "lost")
    return pd.DataFrame({
        "opportunity_type": kind, "origin": "web", "owner": "Ada", "stars": 3.0, "created_on": created,
        "net": np.exp(size + np.where(kind == "New", 11.0, 8.0)),
        "outcome": np.where(young & (size < 0), "lost", np.where(young, "open", outcome)),
    })  # fmt: skip


def test_the_planted_effect_lies_within_two_standard_errors() -> None:
    found = size_effect(deals())
    assert found is not None
    assert found.log_odds == pytest.approx(-0.5, abs=2 * found.se)
    assert found.se < 0.06


def test_few_deals_say_nothing() -> None:
    assert size_effect(deals(100)) is None
    assert size_effect(deals(0)) is None
