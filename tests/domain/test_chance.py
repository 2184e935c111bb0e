"""The walk from the base rate to the model's chance adds up as it is written."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.chance import MOST_STEPS, REST, Chance

SAID = Chance(
    said_on=date(2026, 6, 30), stated=0.5, stage=0.4, model=0.62, used="model", chance=0.62, low=0.5, high=0.7,
    like_won=22, like_count=51, contributions={"owner": 0.09, "size": -0.04, "place": 0.161}, reason="",
)  # fmt: skip
small = st.floats(-0.3, 0.3)


def test_the_largest_steps_come_first_and_small_ones_are_the_rest() -> None:
    assert [(step.feature, step.points) for step in SAID.walk] == [("place", 16), ("owner", 9), ("size", -4)]
    assert round(SAID.base, 3) == 0.409


@given(
    base=st.floats(0.01, 0.99), parts=st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), small, max_size=12)
)
def test_the_written_points_lead_from_the_base_rate_to_the_chance(base: float, parts: dict[str, float]) -> None:
    model = base + sum(parts.values())
    walk = replace(SAID, model=model, chance=model, contributions=parts).walk
    found = replace(SAID, model=model, contributions=parts)
    assert round(100 * found.base) + sum(step.points for step in walk) == round(100 * model)
    assert len(walk) <= MOST_STEPS + 1
    assert all(step.points for step in walk)
    assert [step.feature for step in walk].count(REST) <= 1


def test_a_chance_that_is_not_the_models_has_no_skill() -> None:
    assert SAID.has_skill
    assert not replace(SAID, used="stage", chance=0.4).has_skill
    assert not replace(SAID, used="model", model=None).has_skill
