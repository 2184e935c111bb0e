"""The stage norm, the curve of stated values and the naive Bayes score find what was put in."""

import numpy as np
import pandas as pd
import pytest

from forecasting.frames import STAYS, shaped
from forecasting.winning.bayes import NaiveBayes, naive_bayes
from forecasting.winning.stages import stage_norms, stage_probability
from forecasting.winning.stated import recalibration

AS_OF = pd.Timestamp("2026-06-30")
DAYS = pd.date_range("2026-01-01", periods=100).date


def stay(number: int, step: int, day: int, until: int | None, ended: str) -> tuple[object, ...]:
    return (number, "Standard", f"Stage {step}", step, DAYS[day], None if until is None else DAYS[until], ended)


def test_the_stage_norm_is_the_product_of_the_later_rates() -> None:
    rows = []
    for number in range(200):
        rises = number % 2 == 0
        rows.append(stay(number, 0, 0, 10, "advanced" if rises else "lost"))
        if rises:
            rows.append(stay(number, 1, 10, 20, "won" if number % 4 == 0 else "lost"))
    norms = stage_norms(shaped(rows, STAYS), AS_OF)
    assert list(norms["n"]) == [200, 100]
    assert list(norms["probability"]) == pytest.approx([0.25, 0.5], abs=0.01)
    deals = pd.DataFrame({"pipeline": ["Standard", "Standard", "Other"], "step": [1, 4, 0]})
    assert list(stage_probability(deals, norms).round(2)[:2]) == [0.5, 0.5]
    assert stage_probability(deals, norms).isna().iloc[2]


def test_open_deals_are_no_losses_and_quick_losses_do_not_hide_slow_wins() -> None:
    rows = [stay(number, 0, 0, 10, "lost") for number in range(50)]
    rows += [stay(number, 0, 0, 90, "won") for number in range(50, 100)]
    rows += [stay(number, 0, 80, None, "open") for number in range(100, 200)]
    rows += [stay(number, 0, 70, 80, "lost") for number in range(200, 250)]
    norms = stage_norms(shaped(rows, STAYS), pd.Timestamp(DAYS[89]))
    assert norms["rose"].iloc[0] == 0
    later = stage_norms(shaped(rows, STAYS), AS_OF, shrink=0)
    # 100 of 250 were lost within ten days; of the rest, half of those followed long enough were won.
    assert later["probability"].iloc[0] > 50 / 150


def test_a_skipped_step_was_passed_and_one_gone_back_to_was_not_lost() -> None:
    rows = [stay(number, 0, 0, 5, "advanced") for number in range(40)]
    rows += [stay(number, 2, 5, 30, "won" if number < 20 else "lost") for number in range(40)]
    rows += [stay(number, 0, 0, 10, "lost") for number in range(40, 80)]
    rows += [stay(80, 1, 0, 10, "advanced"), stay(80, 2, 10, 20, "back"), stay(80, 1, 20, 30, "lost")]
    norms = stage_norms(shaped(rows, STAYS), AS_OF, shrink=0)
    assert list(norms["n"]) == [80, 41, 41]
    assert list(norms["rose"].round()) == [40, 41, 20]
    assert norms["probability"].iloc[0] == pytest.approx(0.5 * 20 / 41, abs=0.001)


def test_nobody_to_learn_from_gives_no_norm() -> None:
    assert stage_norms(shaped([], STAYS), AS_OF).empty


def test_stated_values_are_left_alone_with_few_deals_and_corrected_with_many() -> None:
    draw = np.random.default_rng(3)
    stated = pd.Series(draw.uniform(0.1, 0.9, 4000))
    truly = stated * 0.5
    won = pd.Series((draw.uniform(size=4000) < truly).astype(float))
    asked = pd.Series([0.2, 0.5, 0.8])
    assert list(recalibration(stated[:10], won[:10])(asked)) == pytest.approx(list(asked))
    assert list(recalibration(stated, won)(asked)) == pytest.approx(list(asked * 0.5), abs=0.05)
    few = recalibration(stated[:40], won[:40])(asked)
    assert (few <= asked).all()
    assert (few >= asked * 0.5 - 0.1).all()


def test_the_naive_bayes_score_is_that_of_odoo() -> None:
    model = NaiveBayes(
        (2.1, 3.1),
        {("Sales", 0): (2.1, 3.1), ("Sales", 1): (2.1, 1.1)},
        {
            "source": {"fair": (0.1, 2.1), "web": (1.1, 0.1)},
            "country": {"IT": (1.1, 1.1), "ES": (1.1, 0.1)},
            "state": {"MI": (2.1, 0.1), "RM": (0.1, 1.1)},
            "phone": {"right": (2.1, 1.1), "wrong": (0.1, 2.1)},
        },
    )
    lead = {"source": "fair", "country": "IT", "state": "MI", "phone": "right"}
    assert model.score(lead, ("Sales", 1)) == 0.743


def test_a_won_deal_counts_in_every_stage_and_a_lost_one_up_to_its_own() -> None:
    deals = pd.DataFrame({"won": [1, 0, 0], "pipeline": "Sales", "step": [2, 0, 1], "origin": ["fair", "fair", "web"]})
    model = naive_bayes(deals, ["origin"])
    assert model.steps["Sales", 0] == (1.1, 2.1)
    assert model.steps["Sales", 1] == (1.1, 1.1)
    assert model.steps["Sales", 2] == (1.1, 0.1)
    assert model.score({"origin": "never seen"}, None) == round(1.1 / 3.2, 4)
    assert model.scores(deals).iloc[0] > model.scores(deals).iloc[1]
